"""An edited page, read back into its sources."""
