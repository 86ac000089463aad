"""A PDF written small: its objects, its drawings, and what is left out of both."""
