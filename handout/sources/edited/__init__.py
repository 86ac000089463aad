"""Files that were made here, edited, and came back: HTML, Word, PDF."""
