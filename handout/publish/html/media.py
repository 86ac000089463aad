"""The media of a sheet (preview, file, print): what each gives the templates, and how it finishes
their HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape
from typing import Any, ClassVar, Literal

from markupsafe import Markup, escape

from handout.cache.memory import LRUCache
from handout.layout.fitting.fitted_sheet import FittedSheet, PlacedPanel
from handout.layout.text.binding import bind_pieces
from handout.layout.text.line_breaking import extra_characters
from handout.message_tables import flatten
from handout.messages import message_table
from handout.publish.drawings import data_uri
from handout.publish.html.browser_html import (
    POLICY,
    as_browsers_write,
    escape_json,
    normalize_embedded,
)
from handout.publish.html.context import PanelMacro, TemplateContext
from handout.publish.html.css import StyleMedium, StyleSheet, build_style_sheet
from handout.publish.html.directed_html import line_html
from handout.publish.html.editor_data import densities_from_here, editor_words, file_script
from handout.publish.html.embedded_fonts import embedded_font_rules, needed_faces
from handout.publish.html.extra_fonts import (
    EXTRA_FAMILY,
    embedded_extra_fonts,
    name_extra_family,
    page_words,
    printed_extra_fonts,
)
from handout.publish.html.needed_rules import select_editable_rules, select_rules
from handout.publish.html.print_lengths import element_lengths
from handout.publish.html.record import build_record
from handout.publish.html.sheet_rules import sheet_rules
from handout.sources.fields.languages import language_direction
from handout.sources.pictures.picture import Picture
from handout.sources.pictures.qr_code import code_picture
from handout.writing_direction import Direction

Medium = Literal["print", "preview", "file"]


@dataclass(frozen=True)
class RenderedPage:
    """A rendered sheet.

    For print `style` and `own_css` are its style sheets, and `fonts` what `own_css` fetches; a file
    carries them inside, and the `record` of what it says.
    """

    html: str
    style: StyleSheet
    own_css: str
    fonts: Mapping[str, bytes] = field(default_factory=dict)
    record: str = ""


@dataclass(frozen=True)
class Preview:
    """A file's body without all that is for editing and keeping it; its style sheets are apart, as
    for print.
    """

    fitted: FittedSheet
    logo: Picture | None
    name: str

    medium: ClassVar[Medium] = "preview"
    style_medium: ClassVar[StyleMedium] = "file"

    # ---- what goes in

    def context(self) -> TemplateContext:
        """Return what the templates are filled in with."""
        return TemplateContext(
            fitted=self.fitted,
            medium=self.medium,
            render_panel=self.render_panel,
            **self.picture_addresses(),
        )

    def picture_addresses(self) -> dict[str, Any]:
        """Return where the templates find the logo, the QR code and the picture."""
        addresses = {name: self.address(name, picture) for name, picture in self.pictures.items()}
        alt = str(self.fitted.sheet.handout.value("logo.alt") or "")
        logo = None
        if self.logo:
            wide = " wide" if self.logo.is_wide else ""
            logo = {"src": addresses["logo"], "alt": alt, "wide": wide}
        sources = {f"{name}_src": addresses.get(name, "") for name in ("code", "picture")}
        return {"logo": logo, **sources}

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """Return the pictures of the sheet by their names."""
        pictures = {"logo": self.logo} if self.logo else {}
        for fitted in self.fitted.sides:
            if shown := fitted.side.picture:
                pictures["picture"] = shown.picture
        if url := str(self.fitted.sheet.handout.value("link.url") or ""):
            pictures["code"] = code_picture(url)
        return pictures

    def address(self, name: str, picture: Picture) -> str:
        """Return the address of a picture: its content."""
        return data_uri(picture.content, picture.kind).strip('"')

    def render_panel(self, placed: PlacedPanel, panel: PanelMacro) -> str:
        """Return the HTML of a box, the same on many sheets if there are no fields in it."""
        if placed.panel.content is not None:
            return panel(placed)
        handout = self.fitted.sheet.handout
        large = handout.value("large_print") is True
        look = self.medium, handout.language, large
        return _panels.get_or_create((look, placed.panel.block, placed.span), lambda: panel(placed))

    # ---- what comes out

    def finish(self, html: str) -> RenderedPage:
        """Return the page that is made of the filled-in template."""
        return RenderedPage(html, self.style(), self.own_css)

    def style(self) -> StyleSheet:
        """Return the rules that do not depend on the sheet's words."""
        return self._build_style("")

    @cached_property
    def own_css(self) -> str:
        """Return the rules of this sheet alone."""
        return sheet_rules(self.fitted, paper=False)

    def _build_style(self, density: str) -> StyleSheet:
        handout, metrics = self.fitted.sheet.handout, self.fitted.metrics
        return build_style_sheet(
            metrics.theme,
            metrics.paper,
            str(handout.value("ink") or "color"),
            str(handout.value("accent") or "pine"),
            handout.value("large_print") is True,
            self.style_medium,
            density,
            metrics.scale,
            language_direction(handout.language),
        )


class SelfContainedFile(Preview):
    """One file that people open, edit and keep.

    Its text is what a browser writes that has read it.
    """

    medium = "file"

    @cached_property
    def record(self) -> str:
        return build_record(self.fitted, self.name, self.logo)

    def context(self) -> TemplateContext:
        # What is long and the same for many files is put in by finish, as it is; here its name
        # stands in its place.
        return TemplateContext(
            fitted=self.fitted,
            medium=self.medium,
            render_panel=self.render_panel,
            css="css",
            fonts_css="fonts",
            editor="editor",
            policy=POLICY,
            own_css=self.own_css,
            record=escape_json(self.record),
            editor_words="words",
            **self.picture_addresses(),
        )

    def finish(self, html: str) -> RenderedPage:
        css, fonts = self.select_css(html), self.fonts(html)
        if EXTRA_FAMILY in fonts:
            css = name_extra_family(css)
        styles = {"css": css, "fonts": fonts}
        contents = {f"\n{name}\n": normalize_embedded(text) for name, text in styles.items()}
        # No space at its ends: programs that make files smaller take it away, and with it the hash.
        contents["editor"] = normalize_embedded(file_script()).strip()
        words = escape_json(editor_words(self.fitted, html))
        contents["\nwords\n"] = f"\n{words}\n"
        written = as_browsers_write(html, contents)
        return RenderedPage(written, self.style(), self.own_css, record=self.record)

    def select_css(self, html: str) -> str:
        """Return the rules that the page needs, also when it is edited."""
        densities = frozenset(density.name for density in densities_from_here(self.fitted))
        return select_editable_rules(html, self.style().css, densities)

    def fonts(self, html: str) -> str:
        """Return the rules of the typefaces that the page needs."""
        faces = needed_faces(self.fitted.metrics.table["families"], html)
        words = page_words(html)
        editor = message_table("editor", self.fitted.sheet.handout.language)
        # The editor's bar has letters that the sheet has not: a computer without them shows boxes.
        bar = extra_characters("".join(text for _, text in flatten(editor)))
        rules = embedded_font_rules(faces, words), embedded_extra_fonts(words + bar, faces)
        return "\n".join(filter(None, rules))


# A text that fills its line to the last space before an element is broken after its first word by
# the typesetter (WeasyPrint 70.0: split_first_line takes the space for part of the line). So that
# space is a text of its own.
_BEFORE_INLINE = re.compile(r"(?<=\S) (?=<(?:strong|em|a|span class=\"u|span dir)\b)")


class LargePrint(Preview):
    """Large print for the typesetter: it flows over as many pages as it needs.

    Pictures are fetched as assets.
    """

    medium = "print"
    style_medium = "print"

    def address(self, name: str, picture: Picture) -> str:
        return f"asset:{name}"

    def finish(self, html: str) -> RenderedPage:
        style = self.style()
        html = _BEFORE_INLINE.sub("<span> </span>", html)
        pictures = {
            self.address(name, picture): picture.content for name, picture in self.pictures.items()
        }
        rules, fonts = printed_extra_fonts(html, self.fitted.sheet.handout.language)
        style = StyleSheet(select_rules(html, style.css), style.assets | pictures)
        own_css = "\n".join(filter(None, [self.own_css, rules]))
        return RenderedPage(html, style, own_css, fonts)

    @cached_property
    def own_css(self) -> str:
        return sheet_rules(self.fitted, paper=True)


class PrintedSheet(LargePrint):
    """A sheet for the typesetter, as bare as can be: each element and each rule costs it time."""

    def context(self) -> TemplateContext:
        return TemplateContext(
            fitted=self.fitted,
            medium=self.medium,
            bare=True,
            write_inline=_render_bound_inline,
            lengths=element_lengths(self.fitted),
            **self.picture_addresses(),
        )

    def style(self) -> StyleSheet:
        densities = {side.density.name for side in self.fitted.sides}
        return self._build_style(densities.pop() if len(densities) == 1 else "")

    @cached_property
    def own_css(self) -> str:
        return ""  # its lengths stand in style attributes


def choose_medium(fitted: FittedSheet, medium: Medium, logo: Picture | None, name: str) -> Preview:
    """Return the sheet in a medium."""
    if medium == "file":
        return SelfContainedFile(fitted, logo, name)
    if medium == "preview":
        return Preview(fitted, logo, name)
    large = fitted.sheet.handout.value("large_print") is True
    return (LargePrint if large else PrintedSheet)(fitted, logo, name)


_panels: LRUCache[Any, str] = LRUCache(300)

_WORDS = re.compile(r"(?<![^>])[^<>]+")


@lru_cache(maxsize=4096)
def _render_bound_inline(text: str, around: Direction) -> Markup:
    """Return the HTML of one item's Markdown, what stays on one line bound: as it is measured."""
    html = line_html(text, around, printed=True)
    bound = iter(bind_pieces([unescape(words) for words in _WORDS.findall(html)]))
    return Markup(_WORDS.sub(lambda _: escape(next(bound)), html))
