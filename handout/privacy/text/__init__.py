"""The words of a note as the check reads them: one normal form, tokens, and the lists of words."""
