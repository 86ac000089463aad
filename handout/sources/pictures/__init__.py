"""Pictures that people give, checked and made safe to print, and those that are drawn here."""
