"""The height of everything on the sheet, in pt."""
