"""A fitted sheet as HTML: for the typesetter, or as one self-contained file that people open and
edit.
"""

from __future__ import annotations

import html
import re
from functools import cache

import jinja2
from markupsafe import Markup

from handout import __version__
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.panels import STYLED_PARAGRAPHS, is_quote, list_columns, people_tables
from handout.layout.sheet.phrase import has_blank, has_later_blank
from handout.publish.html.browser_html import normalize_lines
from handout.publish.html.media import Medium, RenderedPage, choose_medium
from handout.publish.templates import create_environment
from handout.sources.fields.languages import language_direction
from handout.sources.markdown.document import Item
from handout.sources.pictures.picture import Picture


def render(
    fitted: FittedSheet,
    medium: Medium,
    logo: Picture | None = None,
    name: str = "",
    second: FittedSheet | None = None,
) -> RenderedPage:
    """Return the HTML of `fitted`, for the typesetter ("print"), to be kept and edited ("file"), or
    to look at ("preview").

    `name` is what the customization's file is called, without its ending. A file carries the
    `second` sheet below the first, to be read: it is made anew from what the first says.
    """
    sheet = choose_medium(fitted, medium, logo, name)
    variables = sheet.context().variables()
    if second:
        from handout.sources.edited.second_sheet import words_digest

        other = choose_medium(second, "preview", logo, name)
        main = _MAIN.findall(_template().render(other.context().variables()))[0]
        shown = _MARKS.sub("", main)
        variables["second"] = Markup(shown)
        variables["second_digest"] = words_digest(html.unescape(_TAG.sub("", shown)))
        language = second.sheet.handout.language
        variables["second_language"] = language
        variables["second_direction"] = language_direction(language)
        variables["own_css"] += "\n" + _RULE.sub(".second .", other.own_css)
    return sheet.finish(normalize_lines(_template().render(variables)))


# What the second sheet is without: ids, comments, and the marks that make words a field. The names
# of its boxes stay: style sheets know them by these.
_MARKS = re.compile(r' (?:data-(?:field|item)|id)="[^"]*"|\n*<!--.*?-->', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MAIN = re.compile(r"<main>(.*)</main>", re.DOTALL)
_RULE = re.compile(r"^\.", re.MULTILINE)


@cache
def _template() -> jinja2.Template:
    environment = create_environment()
    environment.globals.update(
        kind_of=_kind_of,
        columns_of=list_columns,
        is_quote=is_quote,
        own_class=STYLED_PARAGRAPHS,
        people_tables=people_tables,
        has_blank=has_blank,
        has_later_blank=has_later_blank,
        cells_of=_cells_of,
        version=__version__,
    )
    return environment.get_template("handout.html.j2")


def _kind_of(thing: object) -> str:
    return type(thing).__name__


def _cells_of(text: str) -> tuple[str, ...]:
    """Return the cells of a table's row that is written as one text."""
    return tuple(Item("", text).cells)
