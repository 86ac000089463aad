"""Who is answered, within which limits, and the answers in JSON."""
