"""The sheet as a tagged PDF."""
