"""The machine: what it has, what is installed on it, and the fonts that are built."""
