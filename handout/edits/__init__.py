"""Edits made by hand, put on a handout and merged with a new edition."""
