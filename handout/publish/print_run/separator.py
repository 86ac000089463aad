"""The sheet that goes before a school's handouts in a print run: whose they are, and which."""

from __future__ import annotations

from collections.abc import Sequence

from handout.content_folders import ENGLISH
from handout.layout.metrics import load_metrics
from handout.layout.text.line_breaking import missing_characters
from handout.messages import message_table
from handout.plural_forms import choose_form
from handout.publish.html.css import StyleSheet, build_style_sheet
from handout.publish.html.extra_fonts import printed_extra_fonts
from handout.publish.html.media import RenderedPage
from handout.publish.pdf.weasyprint import typeset
from handout.publish.templates import create_environment

_MOST_LISTED = 30  # rows that fit in two columns under the heading
_FEW = 16  # rows that fit in type that is read at arm's length


def build_separator_sheet(
    school: str, handouts: Sequence[tuple[str, str, int]], sheets: int, paper: str, language: str
) -> bytes:
    """Return the PDF, one page, for a school and its handouts: id, title and copies of each.

    `sheets` of `paper` are printed for it, besides this one.
    """
    words = message_table("index", language)
    if words == message_table("index"):  # English, whatever the office speaks
        language = ENGLISH
    messages, ticket = words["print"], words["ticket"]
    facts = [
        choose_form(messages, "sheets", sheets, language).format(count=sheets),
        ticket["paper"][paper],
        ticket["both_sides"],
        ticket["no_scaling"],
    ]
    copies = sum(count for _, _, count in handouts)
    counts = (
        choose_form(messages, "count", len(handouts), language).format(count=len(handouts)),
        choose_form(messages, "count_copies", copies, language).format(count=copies),
    )
    html = (
        create_environment()
        .get_template("separator.html.j2")
        .render(
            messages=messages,
            language=language,
            school=school,
            handouts=handouts[:_MOST_LISTED],
            more=max(0, len(handouts) - _MOST_LISTED),
            counts=counts,
            facts=facts,
            few=len(handouts) <= _FEW,
            half=-(-min(len(handouts), _MOST_LISTED) // 2),
        )
    )
    geometry = load_metrics("plain", paper)
    fonts = build_style_sheet("plain", paper, "mono", "pine", False, "print")
    css = fonts.css[fonts.css.index("@font-face") :]
    css_of_page = (
        create_environment()
        .get_template("css/separator.css.j2")
        .render(width=geometry.width, height=geometry.height)
    )
    # A school's name and an id may be in any script: the typesetter refuses a sign without a shape.
    html = html.translate(dict.fromkeys(map(ord, missing_characters(html)), "?"))
    rules, extra_fonts = printed_extra_fonts(html, language)
    css_of_page = "\n".join((css_of_page, rules))
    return typeset(RenderedPage(html, StyleSheet(css, fonts.assets), css_of_page, extra_fonts))[0]
