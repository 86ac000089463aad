"""Fonts and shaping for compiled text."""
