"""The sheet laid out, measured and fitted to its sides."""
