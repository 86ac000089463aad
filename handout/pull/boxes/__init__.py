"""The boxes of an edited page: their words, headings and order, as edits."""
