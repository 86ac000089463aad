"""Parts that were typeset once, kept with slots for words."""
