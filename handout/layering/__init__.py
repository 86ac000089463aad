"""Layers merged into one handout."""
