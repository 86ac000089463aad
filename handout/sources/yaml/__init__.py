"""YAML text, with positions."""
