"""The languages there is content in, and what months are called in them."""

from __future__ import annotations

from functools import cache

from handout.messages import CONTENT, message_table


def list_languages() -> tuple[str, ...]:
    """Return the BCP-47 tags of the languages there is content in, sorted."""
    # A language that only the privacy check knows has no sheets.
    return tuple(sorted(path.parent.name for path in CONTENT.glob("*/base.yaml")))


@cache
def month_numbers() -> dict[str, int]:
    """Return the months by their casefolded names in every language there is content in."""
    numbers: dict[str, int] = {}
    for tag in list_languages():
        for number, name in enumerate(message_table("words", tag)["dates"]["months"], 1):
            numbers[name.casefold()] = number
    return numbers
