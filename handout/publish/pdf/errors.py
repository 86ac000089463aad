"""What keeps a PDF from being made, for those who need not load what makes it."""

from __future__ import annotations

from handout.problems import HandoutError


class NoTypesetterError(HandoutError):
    """WeasyPrint's libraries are not on this computer."""
