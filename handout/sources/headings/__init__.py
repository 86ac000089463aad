"""Spreadsheets of an office as tables: their headings, and which column each of these is."""
