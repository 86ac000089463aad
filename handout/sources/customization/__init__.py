"""A customization's text: edited, described, begun."""
