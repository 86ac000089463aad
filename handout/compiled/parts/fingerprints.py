"""Short sums that tell apart what looks different: style sheets, logos, and what boxes say for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256

from handout.layering.block_rules import ComposedBlock, Same
from handout.publish.html.css import build_style_sheet
from handout.sources.content.logo import Picture
from handout.sources.markdown.document import Bullets, Part, items_of


@cache
def look(theme: str, paper: str, ink: str, accent: str) -> str:
    """Of all rules that a sheet is printed by."""
    return sha256(
        build_style_sheet(theme, paper, ink, accent, False, "print").css.encode()
    ).hexdigest()[:16]


def picture(logo: Picture | None) -> str:
    """Of a logo; "" if there is none."""
    return sha256(logo.content).hexdigest() if logo else ""


@lru_cache(maxsize=512)
def _sum(block: Same[ComposedBlock]) -> str:
    one = block.of
    words = [
        (
            type(part).__name__,
            _words(part),
            [(item.id, item.text, item.ticked) for item in items_of(part)],
        )
        for part in one.parts
    ]
    about = (
        one.id,
        one.title,
        one.tint,
        one.sign,
        one.locked,
        one.holds,
        tuple(sorted(one.locked_items)),
        words,
    )
    return sha256(repr(about).encode()).hexdigest()[:16]


def still(block: ComposedBlock) -> str:
    """A short sum of what a block says for itself, and how it looks."""
    return _sum(Same(block))  # blocks nobody changed are the same object for all classrooms


def _words(part: Part) -> Iterable[object]:
    return (part.ordered, part.ticks) if isinstance(part, Bullets) else getattr(part, "header", ())
