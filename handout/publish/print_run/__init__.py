"""Many handouts bound into one file for a print shop."""
