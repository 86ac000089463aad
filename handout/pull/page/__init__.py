"""The file of an edited page: its words, its boxes, and how it was issued."""
