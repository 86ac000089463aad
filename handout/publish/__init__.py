"""Last stage: the composed handout as HTML and as a PDF."""
