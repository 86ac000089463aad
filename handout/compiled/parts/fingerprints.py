"""Fingerprints of what changes the look of a part: style sheets and blocks; and the color of
blanks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256

from handout.cache.disk import cached
from handout.compiled.parts.slots import is_slot, text_in_key
from handout.compiled.text.extra_font import load_extra_font, sheet_extra_font
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.publish.html.css import build_style_sheet
from handout.publish.palette import color_palette
from handout.sources.markdown.document import Bullets, Item, Part, Table, items_of, row_text


@cache
def style_fingerprint(theme: str, paper: str, ink: str, accent: str) -> str:
    """Of all rules that a sheet is printed by. They are not written only for this."""

    def digest() -> str:
        rules = build_style_sheet(theme, paper, ink, accent, False, "print").css
        return sha256(rules.encode()).hexdigest()[:16]

    look = sha256(repr((theme, paper, ink, accent)).encode()).hexdigest()[:32]
    return cached(f"style-print-{look}.pickle", digest)


@lru_cache(maxsize=512)  # blocks nobody changed are the same object for all classrooms
def block_fingerprint(block: ComposedBlock, in_lines: bool) -> str:
    """Return a short sum of what a block says for itself, not in slots, and how it looks.

    With `in_lines` each of its lines is a slot.
    """
    words = [
        (
            type(part).__name__,
            _words(part),
            [(item.id, _item_words(part, item, in_lines), item.ticked) for item in items_of(part)],
        )
        for part in block.parts
    ]
    facts = (
        block.id,
        block.title,
        block.tint,
        block.sign,
        block.locked,
        block.holds,
        tuple(sorted(block.locked_items)),
        tuple(sorted(block.languages.items())),
        words,
    )
    return sha256(repr(facts).encode()).hexdigest()[:16]


def _item_words(part: Part, item: Item, in_lines: bool) -> str:
    if isinstance(part, Table) and (in_lines or is_slot(item.text)):
        return row_text(text_in_key(cell, in_lines) for cell in item.cells)
    return text_in_key(item.text, in_lines)


def _words(part: Part) -> Iterable[object]:
    return (part.ordered, part.ticks) if isinstance(part, Bullets) else getattr(part, "header", ())


def _colors(handout: Handout) -> tuple[str, str]:
    return str(handout.value("ink") or "color"), str(handout.value("accent") or "pine")


def blank_color(handout: Handout) -> tuple[float, ...]:
    """Return the color of lines to write on: red, green and blue, each of 1."""
    digits = color_palette(*_colors(handout))["line"].removeprefix("#")
    return tuple(int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))


def side_look(fitted: FittedSheet, side: FittedSide) -> tuple[object, ...]:
    """Return what changes how all parts of a side are drawn."""
    handout, geometry = fitted.sheet.handout, fitted.metrics
    ink, accent = _colors(handout)
    rules = style_fingerprint(geometry.theme, geometry.paper, ink, accent)
    extra_font = sheet_extra_font(fitted)
    return (
        rules,
        *([load_extra_font(extra_font).digest] if extra_font else ()),
        handout.language,
        ink,
        side.side.name,
        side.density.name,
        bool(side.side.nameplate),
    )
