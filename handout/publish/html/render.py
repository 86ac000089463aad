"""A fitted sheet as HTML: for the typesetter, or as one self-contained file that people open and edit."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Literal

import jinja2
from markupsafe import Markup

from handout import __version__
from handout.cache.memory import LRUCache
from handout.layering.block_rules import Same
from handout.layering.compose import ComposedBlock
from handout.layout.binding import bind, unbind
from handout.layout.fit import Fitted, Placed
from handout.layout.heights import Box, is_long
from handout.layout.panels import (
    OWN_CLASS,
    Facts,
    People,
    is_quote,
    list_columns,
    people_tables,
    stand_beside,
)
from handout.layout.phrase import Phrase, empty_field, fill, has_blank, show_date
from handout.messages import TEMPLATES, message_table
from handout.publish.html.css import (
    Medium,
    StyleSheet,
    build_style_sheet,
    create_environment,
    data_uri,
    embedded_fonts,
    rules_for,
)
from handout.publish.html.field_rules import field_rules, letters, patterns
from handout.publish.html.print_lengths import large_people_widths, lengths, people_widths
from handout.publish.html.record import build_record
from handout.sources.content.logo import Picture, code_picture
from handout.sources.markdown.document import Item
from handout.sources.markdown.inline_html import inline_html


@dataclass(frozen=True)
class RenderedPage:
    """A rendered sheet. For print `style` and `own` are its style sheets; a file carries them inside."""

    html: str
    style: StyleSheet
    own: str


@cache
def _templates() -> jinja2.Environment:
    jinja = create_environment()
    jinja.globals.update(
        unbind=unbind,
        kind_of=lambda thing: type(thing).__name__,
        columns_of=list_columns,
        is_quote=is_quote,
        own_class=OWN_CLASS,
        people_tables=people_tables,
        has_blank=has_blank,
        cells_of=lambda text: Item("", text).cells,
        version=__version__,
    )
    return jinja


def render(
    fitted: Fitted, medium: Medium | Literal["preview"], logo: Picture | None = None, name: str = ""
) -> RenderedPage:
    """The HTML of `fitted`, its pictures inside, for the typesetter ("print") or to be kept and edited ("file").

    `name` is what the customization's file is called, without its ending. The text of a file is what a browser writes
    that has read it, so that saving it in one changes nothing. A "preview" is a file's body without all that is for
    editing and keeping it; its style sheets are apart, as for print.
    """
    handout, geometry = fitted.sheet.handout, fitted.metrics
    said = message_table("words", handout.language)
    large, file = handout.value("large_print") is True, medium == "file"
    ink, accent = str(handout.value("ink") or "color"), str(handout.value("accent") or "pine")
    bare = medium == "print" and not large
    densities = {side.density.name for side in fitted.sides}
    density = densities.pop() if bare and len(densities) == 1 else ""
    style = build_style_sheet(
        geometry.theme,
        geometry.paper,
        ink,
        accent,
        large,
        "print" if medium == "print" else "file",
        density,
    )
    own, url = (
        "" if bare else _own_css(fitted, medium == "print"),
        str(handout.value("link.url") or ""),
    )
    assets = dict(style.assets)

    def address(name: str, picture: Picture) -> str:
        if medium != "print":
            return data_uri(picture.content, picture.kind).strip('"')
        assets[f"asset:{name}"] = picture.content
        return f"asset:{name}"

    first = fitted.sheet.sides[0]
    html = _templates().get_template("handout.html.j2").render(
        inline=_bound_inline if bare else _inline, said=said, language=handout.language, title=fitted.sheet.title, theme=geometry.theme, ink=ink, large=large,
        medium=medium, bare=bare, lengths=lengths(fitted) if bare else {}, policy=_POLICY, css="css" if file else "", own_css=own if file else "",
        fonts_css="fonts" if file else "",
        record=_within_script(build_record(fitted, name)) if file else "",
        editor_words=_within_script(_editor_words(fitted, said)) if file else "",
        editor="editor" if file else "",
        sides=fitted.sides, drill_lines=geometry.table["help"]["cell_lines"],
        logo={"src": address("logo", logo), "alt": str(handout.value("logo.alt") or "")} if logo else None,
        code_src=address("code", code_picture(url)) if url else "",
        long_name=first.nameplate is not None and is_long(first.nameplate, geometry.table),
        kept=_kept((medium, handout.language, large) if not bare else ()),
        comment_of=lambda block: _comment(block, said),
        chunks=lambda rows, size: _chunks(rows, size if large else len(rows)),
        stand_beside=lambda placed: _beside(placed, fitted),
        empty_hours=lambda count: (((),) * 4,) * count,
        foot_rows=Box(geometry, fitted.sides[0].density).foot_rows,
        times_of=lambda row: fill(said["schedule"]["times"], {key: empty_field(row + key) for key in ("start", "end")}),
    )  # fmt: skip
    html = _indent(html)
    if medium == "print":
        html = _BEFORE_INLINE.sub("<span> </span>", html)
    css = rules_for(html, style.css) if bare else style.css
    if file:  # what is long and the same for many is put in last, as it is
        long = {
            "css": style.css,
            "fonts": embedded_fonts(geometry.theme, geometry.paper),
            "editor": _editor(),
        }
        html = _as_browsers_write(
            html, {f"\n{name}\n": _standing(text) for name, text in long.items()}
        )
    return RenderedPage(html, StyleSheet(css, assets), own)


# A text that fills its line to the last space before an element is broken after its first word by the typesetter
# (70.0: split_first_line takes the space for part of the line). So that space is a text of its own.
_BEFORE_INLINE = re.compile(r"(?<=\S) (?=<(?:strong|em|a|span class=\"u)\b)")

_panels: LRUCache[Any, str] = LRUCache(300)


def _kept(look: tuple[object, ...]) -> Callable[[Placed, Callable[[Placed], str]], str]:
    """Gives the HTML of a box, which in this `look` is the same on many sheets if there are no fields in it."""

    def kept(placed: Placed, panel: Callable[[Placed], str]) -> str:
        if not look or placed.panel.content is not None:
            return panel(placed)
        return _panels.get_or_create(
            (look, Same(placed.panel.block), placed.span), lambda: panel(placed)
        )

    return kept


# A style sheet can load nothing under this policy, so any may work: an editor that formats it, or one changed colour,
# leaves no bare page. Only the script is named by its hash.
def _inline(text: str) -> Markup:
    return Markup(inline_html(text))


_WORDS = re.compile(r"(?<![^>])[^<>]+")


@lru_cache(maxsize=4096)
def _bound_inline(text: str) -> Markup:
    """The same, what stays on one line bound: as it is measured."""
    return Markup(_WORDS.sub(lambda found: bind(found[0]), inline_html(text)))


_POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src {script}; base-uri 'none'; form-action 'none'"
_APART = re.compile(r"<!--|<style>|<script[^>]*>")


def _as_browsers_write(html: str, standing: Mapping[str, str]) -> str:
    """`html` with characters escaped where a browser escapes them, with what is `standing` for its style sheets and
    scripts, and with a policy under which no other script works and nothing is loaded.

    No attribute holds < or >, on which browsers differ.
    """
    script = ""
    pieces, at = [], 0
    for start in _APART.finditer(html):
        if start.start() < at:  # within what was put in as it is
            continue
        tag, name = start[0], "style" if start[0] == "<style>" else "script"
        end = html.index("-->" if tag == "<!--" else f"</{name}>", start.end())
        content = html[start.end() : end]
        if tag != "<!--" and "application/json" not in tag:
            content = standing.get(content, content)
            script = _hash(content) if name == "script" else script
        pieces += [_as_text(html[at : start.start()]), tag, content]
        at = end
    pieces.append(_as_text(html[at:]))
    policy = _POLICY.format(script=script)
    first = next(n for n, piece in enumerate(pieces) if _POLICY in piece)
    pieces[first] = pieces[first].replace(_POLICY, policy, 1)
    return "".join(pieces)


def _as_text(html: str) -> str:
    """The same where there are only tags and words."""
    html = html.replace("&#39;", "'").replace("\N{NO-BREAK SPACE}", "&nbsp;")
    if "&#34;" not in html and "&lt;" not in html and "&gt;" not in html:
        return html

    def rewrite(found: re.Match[str]) -> str:
        if found[0].startswith("<"):
            return found[0].replace("&#34;", "&quot;").replace("&lt;", "‹").replace("&gt;", "›")
        return found[0].replace("&#34;", '"')

    return re.sub(r"<[^>]*>|[^<]+", rewrite, html)


@lru_cache(maxsize=4)
def _hash(script: str) -> str:
    """The hash of a script as the policy names it."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


@lru_cache(maxsize=64)
def _standing(text: str) -> str:
    """A style sheet or script of ours, its lines as _indent leaves them."""
    return f"\n{_indent(text)}"


def _within_script(json_text: str) -> str:
    """JSON that ends no script early."""
    return json_text.strip().replace("<", "\\u003c")


def editor_script() -> str:
    """Return the parts of the editor, one after the other."""
    names = ("file.js", "pasted_lines.js", "editor.js")
    return "\n\n".join((TEMPLATES / name).read_text(encoding="utf-8").strip() for name in names)


@cache
def _editor() -> str:
    """The script that makes a file editable."""
    return f"(() => {{\n\n{editor_script()}\n\n}})();"


def _editor_words(fitted: Fitted, said: dict[str, Any]) -> str:
    """The words of the editor: its own, the names of the fields, and why each locked box is."""
    language = fitted.sheet.handout.language
    editor = message_table("editor", language)
    why = {
        block.id: _about(editor["why" if block.locked else "why_items"], block, said)
        for block in (
            placed.panel.block for side in fitted.sides for row in side.rows for placed in row
        )
        if block.locked or block.locked_now
    }
    phrases = {
        fact.unsaid[0].field: "".join(
            f"{{{span.field}}}" if span.field else span.text for span in fact.unsaid
        )
        for content in (
            placed.panel.content for side in fitted.sides for row in side.rows for placed in row
        )
        if isinstance(content, Facts)
        for fact in content.rows
        if fact.unsaid
    }
    densities = tuple((one.name, one.gap) for one in fitted.metrics.densities)
    return _words_for_editor(
        language, tuple(why.items()), tuple(phrases.items()), tuple(dict(densities).items())
    )


@lru_cache(maxsize=64)
def _words_for_editor(
    language: str,
    why: tuple[tuple[str, str], ...],
    phrases: tuple[tuple[str, str], ...],
    densities: tuple[tuple[str, float], ...],
) -> str:
    said, editor, fields = (
        message_table("words", language),
        message_table("editor", language),
        message_table("fields", language)["fields"],
    )
    labels = {name: field["label"] for name, field in fields.items()}
    labels |= {
        f"{name}.{key}": text
        for name, field in fields.items()
        for key, text in field.get("columns", {}).items()
    }
    page = {
        "fields": labels,
        "why": dict(why),
        "phrases": dict(phrases),
        "times": said["schedule"]["times"],
        "numbered": said["people"]["numbered"],
        "densities": densities,
        "takes": field_rules(),
        "patterns": patterns(),
        "letters": letters(),
    }
    return json.dumps(editor | page, ensure_ascii=False, indent=0, sort_keys=True)


def _own_css(fitted: Fitted, paper: bool) -> str:
    """The rules of this handout alone: its gaps, and the widths of its blanks."""
    flowing = fitted.sheet.handout.value("large_print") is True
    rules = (
        []
        if flowing
        else [
            f".{side.side.name} {{ --gap: {side.gap:.2f}pt; --free: {max(0, side.free):.2f}pt }}"
            for side in fitted.sides
        ]
    )
    widths = sorted(
        {int(span.blank) for phrase in _phrases(fitted) for span in phrase if span.blank}
        | {64, 101, 130}
    )
    blanks = [f".u{width} {{ width: {width}pt }}" for width in widths]
    return "\n".join([*rules, *blanks, *_columns_css(fitted, flowing, paper)])


def _columns_css(fitted: Fitted, large: bool, paper: bool) -> Iterator[str]:
    """The rules of columns of people that are wider than usual, so that no name is cut on paper."""
    screen = int(fitted.metrics.width * 4 / 3) + 33  # px: narrower, a page to read (screen.css.j2)
    for side in fitted.sides:
        box = Box(fitted.metrics, side.density)
        for placed in (placed for row in side.rows for placed in row):
            content = placed.panel.content
            if not isinstance(content, People):
                continue
            widths = people_widths(content, placed.span, box)
            for number, n, wide in large_people_widths(content, box) if large else widths:
                where = f"#{placed.panel.block.id} .people:nth-of-type({number}) .p{n}"
                rule = f"{where} {{ width: {wide:.2f}pt }}"
                # The typesetter knows no widths of screens.
                yield rule if paper else f"@media print, (min-width: {screen}px) {{ {rule} }}"


def _phrases(fitted: Fitted) -> Iterator[Phrase]:
    for side in fitted.sides:
        yield from side.side.foot.lines
        if side.side.nameplate:
            yield from side.side.nameplate.lines
        for placed in (placed for row in side.rows for placed in row):
            for row in getattr(placed.panel.content, "rows", ()):
                yield from (row if isinstance(row, tuple) else (row.said,))


def _beside(placed: Placed, fitted: Fitted) -> bool:
    content = placed.panel.content
    assert isinstance(content, People)
    width, narrow = fitted.metrics.body_width(placed.span), fitted.metrics.table["people"]["narrow"]
    return stand_beside(content, width, narrow)


def _chunks(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """`rows` in tables of `size`: in large print one table must not grow over its page."""
    return [rows[n : n + size] for n in range(0, len(rows), max(1, size))] or [()]


def _comment(block: ComposedBlock, said: dict[str, Any]) -> Markup:
    """What a person reads above a box in the source. Never ends the comment early."""
    text = _about(said["html"]["locked" if block.locked else "box"], block, said)
    return Markup(re.sub(r"-{2,}|[<>]", "-", text))


def _about(text: str, block: ComposedBlock, said: dict[str, Any]) -> str:
    return text.format(
        title=block.title,
        owner=block.owner,
        date=show_date(block.review, said["dates"]) if block.review else "",
        sources="; ".join(source.name for source in block.sources),
    )


def _indent(html: str) -> str:
    """`html` without spaces at the end of a line, or two empty lines."""
    if " \n" in html or "\t\n" in html:
        html = "\n".join([line.rstrip(" \t") for line in html.split("\n")])
    if "\n\n\n" in html:
        html = re.sub(r"\n{3,}", "\n\n", html)
    return html.strip() + "\n"
