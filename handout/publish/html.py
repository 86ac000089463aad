"""A fitted sheet as HTML: for the typesetter, or as one self-contained file that people open and edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from handout import __version__
from handout.compose.box import foot_lines, is_long, list_columns, people_tables
from handout.compose.fit import Fitted, Placed
from handout.compose.handout import ComposedBlock
from handout.compose.inline import inline_html
from handout.compose.phrase import Phrase, show_date
from handout.compose.sheet import People
from handout.publish.style import Medium, Style, data_uri, embedded_fonts, environment, style_sheet
from handout.sources.picture import Picture, code_picture
from handout.words import words



@dataclass(frozen=True)
class Page:
    """A rendered sheet. For print `style` and `own` are its style sheets; a file carries them inside."""

    html: str
    style: Style
    own: str


@cache
def _templates() -> jinja2.Environment:
    jinja = environment()
    jinja.globals.update(
        inline=lambda text: Markup(inline_html(text)),
        kind_of=lambda thing: type(thing).__name__,
        columns_of=list_columns,
        has_blank=lambda phrase: any(span.blank for span in phrase),
        foot_lines=foot_lines,
        version=__version__,
    )
    return jinja


def render(fitted: Fitted, medium: Medium, logo: Picture | None = None) -> Page:
    """The HTML of `fitted`, its pictures inside, for the typesetter ("print") or to be kept ("file")."""
    handout, geometry = fitted.sheet.handout, fitted.metrics
    said = words("words", handout.language)
    large = handout.value("large_print") is True
    ink, accent = str(handout.value("ink") or "color"), str(handout.value("accent") or "pine")
    style = style_sheet(geometry.theme, geometry.paper, ink, accent, large, medium)
    own, url = _own_css(fitted), str(handout.value("link.url") or "")
    assets = dict(style.assets)

    def address(name: str, picture: Picture) -> str:
        if medium == "file":
            return data_uri(picture.content, picture.kind).strip('"')
        assets[f"asset:{name}"] = picture.content
        return f"asset:{name}"

    first = fitted.sheet.sides[0]
    html = _templates().get_template("handout.html.j2").render(
        said=said, language=handout.language, title=fitted.sheet.title, theme=geometry.theme, ink=ink, large=large,
        css=style.css if medium == "file" else "", own_css=own if medium == "file" else "",
        fonts_css=embedded_fonts(geometry.theme, geometry.paper) if medium == "file" else "",
        sides=fitted.sides, drill_lines=geometry.table["help"]["cell_lines"],
        logo={"src": address("logo", logo), "alt": str(handout.value("logo.alt") or "")} if logo else None,
        code_src=address("code", code_picture(url)) if url else "",
        long_name=first.nameplate is not None and is_long(first.nameplate, geometry.table),
        comment_of=lambda block: _comment(block, said),
        chunks=lambda rows, size: _chunks(rows, size if large else len(rows)),
        tables_of=lambda placed: _tables(placed, fitted),
    )  # fmt: skip
    return Page(_indent(html), Style(style.css, assets), own)


def _own_css(fitted: Fitted) -> str:
    """The rules of this handout alone: its gaps, and the widths of its blanks."""
    flowing = fitted.sheet.handout.value("large_print") is True
    rules = [] if flowing else [f".{side.side.name} {{ --gap: {side.gap:.2f}pt; --free: {max(0, side.free):.2f}pt }}" for side in fitted.sides]
    widths = sorted({int(span.blank) for phrase in _phrases(fitted) for span in phrase if span.blank} | {64, 101, 130})
    return "\n".join([*rules, *(f".u{width} {{ width: {width}pt }}" for width in widths)])


def _phrases(fitted: Fitted) -> Iterator[Phrase]:
    for side in fitted.sides:
        yield from side.side.foot.lines
        if side.side.nameplate:
            yield from side.side.nameplate.lines
        for placed in (placed for row in side.rows for placed in row):
            for row in getattr(placed.panel.content, "rows", ()):
                yield from (row if isinstance(row, tuple) else (row.said,))


def _tables(placed: Placed, fitted: Fitted) -> Sequence[Sequence[Sequence[Phrase]]]:
    content = placed.panel.content
    assert isinstance(content, People)
    return people_tables(content, fitted.metrics.body_width(placed.span), fitted.metrics.table["people"]["narrow"])


def _chunks(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """`rows` in tables of `size`: in large print one table must not grow over its page."""
    return [rows[n : n + size] for n in range(0, len(rows), max(1, size))] or [()]


def _comment(block: ComposedBlock, said: dict[str, Any]) -> str:
    """What a person reads above a box in the source. Never ends the comment early."""
    text = said["html"]["box"].format(title=block.title)
    if block.locked:
        text = said["html"]["locked"].format(
            title=block.title,
            owner=block.owner,
            date=show_date(block.review, said["dates"]) if block.review else "",
            sources="; ".join(source.name for source in block.sources),
        )
    return re.sub(r"-{2,}|[<>]", "-", text)


def _indent(html: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", html)).strip() + "\n"
