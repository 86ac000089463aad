"""The fields of a customization and their types."""
