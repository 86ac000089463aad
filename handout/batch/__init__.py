"""A district's roster, made into handouts."""
