"""The content library: blocks, layers, pictures."""
