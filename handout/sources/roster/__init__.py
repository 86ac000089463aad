"""Rosters: spreadsheets with a row for each handout."""
