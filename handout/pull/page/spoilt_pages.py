"""Refuse pages whose words another program changed as a whole: nobody can tell what a person
wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from handout.problems import HandoutError, Position, problem
from handout.pull.page.page_words import Passage, block_lines, line_key
from handout.sources.edited.html_lines import classes
from handout.sources.edited.record import Record
from handout.sources.text_repair import repair_encoding

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Of the lines that nobody can edit, or hardly anybody does, these shares are gone in a page that
# was translated: where
# its language or the marks of a translator say so too, and where nothing says so.
_SUSPECT_SHARE, _CERTAIN_SHARE = 0.4, 0.75
_FEWEST_LINES = 6
_FONTS_OF_A_TRANSLATOR = frozenset({"style", "dir", "class", "lang"})


def refuse_translated(
    root: Element, page_passages: Sequence[Passage], record: Record, position: Position
) -> None:
    """Raise HandoutError if the page was translated by a browser: its locked words and headings
    would be taken too.
    """
    limit = _SUSPECT_SHARE if _is_suspect(root, record) else _CERTAIN_SHARE
    if _is_marked(root) or _missing_share(page_passages, record) >= limit:
        raise HandoutError(
            [
                problem(
                    "page-translated",
                    position,
                    name=PurePath(position.path).name,
                    path=position.path,
                )
            ]
        )


def refuse_spoilt_letters(
    page_passages: Sequence[Passage], record: Record, position: Position
) -> None:
    """Raise HandoutError if letters were spoilt by a program that took the page's encoding for
    another.
    """
    issued = set(_issued_lines(record))
    without_accents = {_encode_ascii(line): line for line in issued if not line.isascii()}
    for passage in page_passages:
        if passage.text in issued:
            continue
        original = without_accents.get(passage.text, "")
        if not original and not passage.text.isascii():
            original = _repair_letters(passage.text)
        if original and original != passage.text:
            words, before = _first_difference(passage.text, original)
            raise HandoutError([problem("page-spoilt", position, words=words, was=before)])


def _is_marked(root: Element) -> bool:
    """Return whether Chrome's or Edge's translation says of itself that it was on."""
    if classes(root) & {"translated-ltr", "translated-rtl"}:
        return True
    names = chain.from_iterable(element.keys() for element in root.iter())
    return any(name.startswith("_mst") for name in names)


def _is_suspect(root: Element, record: Record) -> bool:
    """Return whether the page says that it is in another language, or its words stand in the
    <font>s of a translator.
    """
    language = root.get("lang", "").lower().partition("-")[0]
    if language and language != record.language.lower().partition("-")[0]:
        return True
    fonts = list(root.iter("font"))
    plain = [font for font in fonts if not set(font.keys()) - _FONTS_OF_A_TRANSLATOR]
    return len(plain) > len(record.blocks)


def _missing_share(page_passages: Sequence[Passage], record: Record) -> float:
    """Return how many of the page's fixed lines are not there, of 1: those outside the boxes,
    headings, and locked boxes.
    """
    lines_present = {line_key(passage.text) for passage in page_passages}
    boxes_present = {passage.block for passage in page_passages}
    fixed = {line_key(line) for line in record.frame}
    for id, block in record.blocks.items():
        if block.locked and id in boxes_present:
            fixed.update(map(line_key, block_lines(record, id)))
        fixed.add(line_key(block.title))
    fixed = {line for line in fixed if any(letter.isalpha() for letter in line)}
    return len(fixed - lines_present) / len(fixed) if len(fixed) >= _FEWEST_LINES else 0


def _issued_lines(record: Record) -> Iterator[str]:
    yield from record.frame
    yield from record.fields.values()
    for id in record.blocks:
        yield from block_lines(record, id)


def _encode_ascii(text: str) -> str:
    """Return `text` as a program saves it that knows no letters with accents."""
    return text.encode("ascii", "replace").decode("ascii")


def _repair_letters(text: str) -> str:
    if "\N{REPLACEMENT CHARACTER}" in text:
        return text.replace("\N{REPLACEMENT CHARACTER}", "…")
    return repair_encoding(text)


def _first_difference(spoilt: str, right: str) -> tuple[str, str]:
    """Return the first word that differs, as it is and as it was."""
    pairs = zip(spoilt.split(), right.split(), strict=False)
    return next((pair for pair in pairs if pair[0] != pair[1]), (spoilt[:60], right[:60]))
