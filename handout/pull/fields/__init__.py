"""The teacher's fields on an edited page, read as values for the customization."""
