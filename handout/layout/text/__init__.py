"""Words shaped, measured and broken into lines."""
