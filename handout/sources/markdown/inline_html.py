"""One item's Markdown (bold, italic and links; everything else is literal) -> safe inline HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache, lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple

from handout.sources.markdown.backslashes import ESCAPABLE, double_typed_backslashes
from handout.sources.markdown.emphasis import escape_lone_marks
from handout.sources.markdown.field_marks import (
    FieldMark,
    bare_text,
    find_marks,
    has_marks,
    replace_marks,
)
from handout.sources.markdown.parser import ADDRESS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_BLANK = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MARK = re.compile(r"[*_\\]|\]\(")
_BRACKET = re.compile(
    rf"""(?P<escape>\\.)
    |(?P<link>(?<!!)\[(?=[ ]*[^] ])(?P<words>(?:\\.|[^][\\])+)\]\({ADDRESS}\))
    |(?P<bracket>[][])""",
    re.VERBOSE | re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"[*_\\\s]")
# No sentence has so many; Python-Markdown's time grows with their square.
_MOST_MARKS = 400
_KEPT_INLINE = ("escape", "link", "not_strong", "em_strong", "em_strong2")


class Run(NamedTuple):
    """A stretch of text in one face.

    `field` is the name of the field it shows; with `blank` it is a writing line of that many pt.
    """

    text: str
    bold: bool
    italic: bool
    field: str = ""
    blank: float = 0


def write_field_span(field: FieldMark) -> str:
    """Return the span of a field in a line, or of the blank in its place."""
    if field.blank:
        return f'<span class="u u{field.blank}" data-field="{field.name}"></span>'
    return f'<span data-field="{field.name}">{escape_text(field.words or "")}</span>'


def inline_html(text: str, write_field: Callable[[FieldMark], str] = write_field_span) -> str:
    """Return the HTML of one item's Markdown: strong, em, a, and what `write_field` makes of each
    field in it.

    HTML in it is shown as it was typed. Links go to https, mailto, tel or # and hold text only;
    any other link is shown as it was typed. Line breaks and runs of spaces become one space. What a
    field says is no Markdown.
    """
    if not has_marks(text):
        return _inline_html(text)
    # Markdown leaves the fields in their order.
    fields = iter(find_marks(text))
    return replace_marks(_inline_html(bare_text(text)), lambda _: write_field(next(fields)))


def bare_html(text: str) -> str:
    """Return the HTML of one item's Markdown with a bare mark for each field in it."""
    return _inline_html(bare_text(text))


@lru_cache(maxsize=4096)
def _inline_html(text: str) -> str:
    line = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _BLANK.sub(" ", text)).strip(" ")
    return _convert_markdown(line) if _MARK.search(line) else escape_text(line)


@lru_cache(maxsize=4096)
def runs(text: str) -> tuple[Run, ...]:
    """Return what a reader sees of one item's Markdown, in stretches of one face: their texts
    joined are its text.
    """
    reader = _RunReader()
    reader.feed(inline_html(text))
    reader.close()
    return tuple(reader.runs)


@lru_cache(maxsize=4096)
def printed_runs(text: str) -> tuple[Run, ...]:
    """Return the same as it stands on paper, where only a blank tells that it is a field."""
    printed: list[Run] = []
    for run in runs(text):
        run = run if run.blank else run._replace(field="")
        if printed and not run.blank and printed[-1][1:] == run[1:]:
            run = run._replace(text=printed.pop().text + run.text)
        printed.append(run)
    return tuple(printed)


def escape_text(line: str) -> str:
    """Return `line` as it stands between the tags of HTML."""
    # As a browser and nh3 write it, so that both ways give the same bytes.
    return html.escape(line, quote=False).replace("\N{NO-BREAK SPACE}", "&nbsp;")


def _convert_markdown(line: str) -> str:
    import nh3

    if len(re.findall(r"[*_]+|\\", line)) > _MOST_MARKS or len(line) > 20 * _MOST_MARKS:
        return escape_text(line)
    # Brackets that make no link are escaped, because each costs Python-Markdown a search to the
    # line's end.
    # An ampersand is never the start of an entity here.
    marked = _BRACKET.sub(
        lambda match: rf"\{match[0]}" if match["bracket"] else match[0],
        escape_lone_marks(double_typed_backslashes(line)),
    ).replace("&", "&amp;")
    markdown = _markdown_parser()
    markdown.reset()
    clean = nh3.clean(
        markdown.convert(marked).removeprefix("<p>").removesuffix("</p>"),
        tags={"strong", "em", "a"},
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto", "tel"},
        link_rel=None,
    )
    # nh3 found that an address is none, or Python-Markdown lost a letter, as 3.11.3 does in
    # "*one**two*three".
    read = html.unescape(_TAG.sub("", clean))
    is_same = _MARKS.sub(
        "", _BRACKET.sub(lambda match: match["words"] or match[0], line)
    ) == _MARKS.sub("", read)
    return clean if is_same and "<a>" not in clean else escape_text(line)


@cache
def _markdown_parser() -> Markdown:
    from markdown import Markdown
    from markdown.treeprocessors import InlineProcessor, Treeprocessor
    from markdown.util import Registry

    class PlainLinks(Treeprocessor):
        """A link holds text only."""

        def run(self, root: Element) -> None:
            for link in root.iter("a"):
                words = "".join(link.itertext())
                for child in list(link):
                    link.remove(child)
                link.text = words

    markdown = Markdown()

    def choose(registry: Registry[Any], *names: str) -> Registry[Any]:
        chosen: Registry[Any] = Registry()
        for priority, name in enumerate(reversed(names)):
            if name in registry:  # 3.11 has one step for what took three before
                chosen.register(registry[name], name, priority)
        return chosen

    markdown.preprocessors = choose(markdown.preprocessors, "normalize_whitespace")
    markdown.parser.blockprocessors = choose(markdown.parser.blockprocessors, "paragraph")
    markdown.inlinePatterns = choose(markdown.inlinePatterns, *_KEPT_INLINE)
    markdown.treeprocessors = choose(markdown.treeprocessors, "unescape")
    markdown.treeprocessors.register(InlineProcessor(markdown), "inline", 1)
    markdown.treeprocessors.register(PlainLinks(markdown), "plain_links", -1)
    markdown.postprocessors = choose(markdown.postprocessors)
    markdown.ESCAPED_CHARS = ["\\", *ESCAPABLE]
    return markdown


class _RunReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.depth = {"strong": 0, "em": 0, "a": 0}
        self.field = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "span":
            self.depth[tag] += 1
            return
        self.field = dict(attrs)["data-field"] or ""
        if blank := re.search(r"\d+", dict(attrs).get("class") or ""):
            self.runs.append(Run("", False, False, self.field, float(blank[0])))

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self.field = ""
        else:
            self.depth[tag] -= 1

    def handle_data(self, data: str) -> None:
        run = Run(data, self.depth["strong"] > 0, self.depth["em"] > 0, self.field)
        if self.runs and self.runs[-1][1:] == run[1:]:
            run = run._replace(text=self.runs.pop().text + data)
        self.runs.append(run)
