"""The table that a reviewer works in: a row for each line, English beside the draft."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from handout.interface_language import tables_in_all_languages
from handout.messages import message_table
from handout.sources.content.block import Block
from handout.sources.content.library import load_library
from handout.sources.content.reviews import pair_digest
from handout.sources.translations.lines import Line, State

COLUMNS = "id place state english draft decision words by on mark".split()
FILLED_IN = ("decision", "words", "by", "on")
"""What a reviewer fills in."""
REQUIRED = ("id", "english", "draft", *FILLED_IN, "mark")
DECISIONS = ("accept", "correct")
_RANKS = ("locked", "front", "words", "back", "extra", "others")


def review_words() -> dict[str, dict[str, str]]:
    """Return the words of the file, from commands.toml."""
    words: dict[str, dict[str, str]] = message_table("commands")["languages"]["review"]
    return words


def decision_words() -> dict[str, str]:
    """Return what a reviewer's decision may be called, in any of our languages, and which it is;
    "" is none yet.
    """
    words: dict[str, str] = {}
    for table in tables_in_all_languages("commands"):
        review = table["languages"]["review"]
        words.setdefault(plain_decision(review["decisions"]["choose"]), "")
        for name in DECISIONS:
            for word in (review["decisions"][name], *review["also"][name]):
                words.setdefault(plain_decision(word), name)
    return words


def plain_decision(text: str) -> str:
    """Return what a reviewer wrote as decisions are compared: “Aprobado.” is aprobado."""
    return _normalize(unicodedata.normalize("NFKC", text)).strip(" .,;!¡()[]。！،")


def line_id(language: str, line: Line) -> str:
    """Return the name of a line in all languages: es/blocks/safety.md#seizure."""
    return f"{language}/{line.file}#{line.key}"


def lines_to_review(lines: Sequence[Line], *, everything: bool) -> list[Line]:
    """Return the lines of the paper that nobody has reviewed; or of `everything`, all lines."""
    if everything:
        return list(lines)
    return [line for line in lines if line.group == "paper" and line.state is not State.REVIEWED]


def review_table(language: str, lines: Sequence[Line]) -> list[list[str]]:
    """Return the rows of the file, first its headings, then what matters most."""
    words = review_words()
    states = message_table("commands")["languages"]["states"]
    blocks = {f"blocks/{Path(each.position.path).name}": each for each in load_library().blocks}
    rows = [[words["headings"][column] for column in COLUMNS]]
    for line in sorted(lines, key=lambda line: _rank(line, blocks.get(line.file))):
        place = _describe_place(line, blocks.get(line.file))
        mark = pair_digest(line.english, line.translated)
        state = states[line.state.value]
        texts = [line.english, line.translated, "", "", "", ""]
        rows.append([line_id(language, line), place, state, *texts, mark])
    return rows


def _rank(line: Line, block: Block | None) -> int:
    """Return where a line stands among the others: first the boxes with a lock, on which an aide
    acts first, then the front and its labels.
    """
    if block is None:
        return _RANKS.index("words" if line.file == "words.toml" else "others")
    return _RANKS.index("locked" if block.locked or block.locked_items else block.side)


def _describe_place(line: Line, block: Block | None) -> str:
    places = review_words()["places"]
    if block is None:
        return places.get(line.file.partition("/")[0].removesuffix(".toml"), line.file)
    locked = line.key in (block.item_ids if block.locked else block.locked_items)
    text = places[block.side].format(title=block.title)
    return places["locked"].format(place=text) if locked else text


def heading_columns(cells: Sequence[str]) -> dict[str, int]:
    """Return the numbers (from 1) of the columns whose headings are in `cells`, by our names."""
    headings = review_words()["headings"]
    names = {_normalize(heading): column for column, heading in headings.items()}
    return dict(_named_columns(cells, names))


def _named_columns(cells: Sequence[str], names: dict[str, str]) -> Iterator[tuple[str, int]]:
    for number, cell in enumerate(cells, 1):
        if name := names.get(_normalize(cell)):
            yield name, number


def _normalize(text: str) -> str:
    return " ".join(text.casefold().split())
