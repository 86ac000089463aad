"""Compiled sheets: a layout typeset once, its words changed for each classroom (docs/compiled.md)."""

COMPILED = "compiled"
"""The route of a sheet that was put together from compiled parts."""
