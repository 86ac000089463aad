"""The form of a customization, and what is typed into it."""
