"""How often a process that makes sheets one by one looks for garbage."""

from __future__ import annotations

SHEET_INTERVALS = 250_000, 10, 10
"""For gc.set_threshold: new objects between two looks, more than one sheet makes, also where it is
typeset. With Python's own 700 they take a tenth of the time of a command, or of what somebody waits
for on the page.
"""
