"""How far the translations are, and the files in which they are reviewed."""
