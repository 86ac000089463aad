"""The sheet as a Word file."""
