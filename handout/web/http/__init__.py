"""Who is answered, and the answers in JSON."""
