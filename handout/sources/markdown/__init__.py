"""The Markdown of blocks, read and written."""
