"""A start without a terminal: the icon, and a page that opens again while its server runs."""
