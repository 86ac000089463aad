"""A fitted sheet as files."""
