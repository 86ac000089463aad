"""HTML as a tagged PDF/UA-1, the same bytes for the same input."""

from __future__ import annotations

import atexit
import gc
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from io import StringIO
from types import MappingProxyType
from typing import Any

from handout.cache.memory import LRUCache
from handout.files import allow_files
from handout.problems import ExitCode, Position, Problem, problem
from handout.publish.html.css import StyleSheet
from handout.publish.html.media import RenderedPage
from handout.publish.pdf.errors import NoTypesetterError
from handout.publish.pdf.finish import finish_file
from handout.publish.pdf.shared_back import BackPage, catch_pdf
from handout.publish.pdf.shared_front import FrontPage
from handout.publish.pdf.spoken_text import speak_shaped_text, tag_languages
from handout.publish.pdf.writing.typeset_file import write_typeset
from handout.setup.late_imports import put_off
from handout.setup.system import library_problems, use_native

_NOTHING: Mapping[str, bytes] = MappingProxyType({})
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def typeset(
    page: RenderedPage,
    further: Sequence[BackPage] = (),
    attached: Mapping[str, bytes] = _NOTHING,
    check: Callable[[Any], None] | None = None,
    *,
    as_drawn: bool = False,
) -> tuple[bytes, int]:
    """Return the PDF of a page rendered for print with `further` pages behind it, and how many
    pages it has.

    `attached` are files that go with it, by their names. `check` looks at the typesetter's document
    before it is written. With `as_drawn` all tags and drawings stay as the typesetter has them.
    Raises RuntimeError if the typesetter reports anything, an address it may
    not fetch for one: our own HTML and style sheets must give it no reason to, so it is a bug.
    """
    with lay_out_pages(page) as document:
        if check:
            check(document)
        page_count = len(document.pages) + len(further)
        pdf = catch_pdf(document, as_drawn=as_drawn, attachments=_attachments(attached), **_OPTIONS)
        for back in further:
            back.join(pdf)
        finish_file(pdf, page_count)
        return write_typeset(pdf), page_count


def _attachments(attached: Mapping[str, bytes]) -> list[Any]:
    from weasyprint import Attachment

    # The typesetter would ask the clock, and this computer for the kind of file that a name stands
    # for.
    fetcher = _fetcher_class()({f"asset:{name}": content for name, content in attached.items()})
    dates = {"created": _EPOCH, "modified": _EPOCH}
    return [
        Attachment(
            url=f"asset:{name}",
            url_fetcher=fetcher,
            name=name,
            description=name,
            relationship="Source",
            **dates,
        )
        for name in attached
    ]


def lay_out_shared_page(page: RenderedPage, check: Callable[[Any], None]) -> BackPage:
    """Return a page rendered for print on its own, to be put behind others.

    Raises NotJoinableError if it cannot be.

    `check` looks at the typesetter's document before that.
    """
    with lay_out_pages(page) as document:
        check(document)
        return BackPage(document, **_OPTIONS)


def lay_out_shared_front(page: RenderedPage, check: Callable[[Any], None]) -> FrontPage:
    """Return a page rendered for print, to be written with other pages behind it each time.

    `check` looks at the typesetter's document before that.
    """
    with lay_out_pages(page) as document:
        check(document)
        return FrontPage(document, **_OPTIONS)


def write_with_front(
    front: FrontPage, further: Sequence[BackPage], attached: Mapping[str, bytes]
) -> bytes:
    """Return the PDF that typeset makes of the page of `front`."""
    return front.write(further, partial(_attach, attached=attached))


def _attach(pdf: Any, attached: Mapping[str, bytes]) -> None:
    """Put files into a pydyf.PDF, as the typesetter does before it draws."""
    import pydyf
    from weasyprint.pdf.anchors import write_pdf_attachment

    names = pydyf.Array()
    for attachment in _attachments(attached):
        if written := write_pdf_attachment(pdf, attachment, compress=True):
            names.extend([written["F"], written.reference])
    if names:
        files = pydyf.Dictionary({"Names": names})
        pdf.add_object(files)
        pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = files.reference


def load_typesetter() -> None:
    """Import WeasyPrint. Raises NoTypesetterError with what is missing and how to get it."""
    if problems := _loading_problems():
        raise NoTypesetterError(problems, ExitCode.ENVIRONMENT)


@cache
def _loading_problems() -> tuple[Problem, ...]:
    use_native()
    try:
        # It prints advice there, in the midst of our JSON. HarfBuzz subsets our fonts, so that its
        # other way to do so, 40 % of the time to import it, is not used.
        with redirect_stdout(StringIO()), put_off(*_UNUSED):
            import weasyprint  # noqa: F401
    except (OSError, AttributeError) as error:  # a Pango without what it needs has no such function
        missing = [problem for problem in library_problems() if not problem.warning]
        return tuple(missing) or (problem("typesetter-broken", Position(""), reason=error),)
    return ()


_UNUSED = ("fontTools.subset", "fontTools.varLib.instancer")
_OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}


@contextmanager
def lay_out_pages(page: RenderedPage) -> Iterator[Any]:
    """Return the typesetter's document.

    Whatever it complains of until the end of the with block is a RuntimeError.
    """
    load_typesetter()
    from weasyprint import HTML

    speak_shaped_text()
    tag_languages()
    fetcher = _fetcher_class()(page.style.assets)
    with _LogCollector() as complaints:
        fonts = _fonts(tuple(page.fonts.items()))
        sheets = [fonts.parse(page.style)]
        if page.own_css:
            sheets.append(_read_css(page.own_css, page.fonts, fonts.configuration))
        yield HTML(string=_close_up(page.html), url_fetcher=fetcher).render(
            font_config=fonts.configuration, stylesheets=sheets, **_OPTIONS
        )
    if fetcher.refused or complaints.messages:
        raise RuntimeError(
            "; ".join([*complaints.messages, *(f"refused {url}" for url in fetcher.refused)])
        )


_BETWEEN = re.compile(
    r"\s*<!--.*?-->|\s*\n\s*(?=</?(?:div|p|h\d|ul|ol|li|table|thead|tbody|tr|th|td)\b)", re.DOTALL
)


def _close_up(html: str) -> str:
    """`html` without what is there for people: comments, and the indents of its boxes."""
    return _BETWEEN.sub("", html)


class _FontSet:
    """A font configuration, and the style sheets that were read for it, by their text."""

    def __init__(self) -> None:
        from weasyprint.text.fonts import FontConfiguration

        self.configuration = FontConfiguration()
        self._sheets: LRUCache[str, Any] = LRUCache(32)

    def parse(self, style: StyleSheet) -> Any:
        """Return the rules of `style`, whose faces are in the configuration from then on."""

        # By its text alone: what it fetches is the same for the same text, and the assets hold one
        # handout's pictures too.
        def read() -> Any:
            return _read_css(style.css, style.assets, self.configuration)

        return self._sheets.get_or_create(style.css, read)


@lru_cache(maxsize=3)
def _fonts(extra: tuple[tuple[str, bytes], ...]) -> _FontSet:
    """Return the fonts for pages with these `extra` ones, which are fetched from their addresses.

    One set serves many documents: each new one takes 265 KB that are never given back. But another
    one is needed for other fonts: Pango remembers which font it took for a letter, also where it
    found none, and does not look at fonts that are added later (WeasyPrint 70.0).
    """
    # It removes its files, which it cannot while Python goes down.
    atexit.unregister(_forget_fonts)
    atexit.register(_forget_fonts)
    return _FontSet()


def _forget_fonts() -> None:
    _fonts.cache_clear()
    gc.unfreeze()  # documents that are garbage may still hold them


def _read_css(css: str, assets: Mapping[str, bytes], fonts: Any) -> Any:
    from weasyprint import CSS

    with allow_files():  # it writes the fonts of the sheet's script into a folder of its own
        return CSS(string=css, url_fetcher=_fetcher_class()(dict(assets)), font_config=fonts)


@lru_cache(maxsize=1)
def _fetcher_class() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    svg, other = _headers("image/svg+xml"), _headers("application/octet-stream")

    class Assets(URLFetcher):  # type: ignore[misc]
        """Serves what it was given and nothing else."""

        def __init__(self, assets: dict[str, bytes]) -> None:
            super().__init__(allowed_protocols=())
            self._assets, self.refused = assets, list[str]()

        def fetch(self, url: str, headers: object = None) -> Any:
            if url not in self._assets:
                self.refused.append(url)
                raise FatalURLFetchingError(url)
            content = self._assets[url]
            is_svg = content.lstrip()[:4] == b"<svg"
            return URLFetcherResponse(url, content, svg if is_svg else other)

    return Assets


def _headers(kind: str) -> Any:
    """Return the headers of what is of this kind.

    By the older policy: the newer one parses them for a sixth of a millisecond, at each address.
    """
    from email.message import EmailMessage, Message

    headers = EmailMessage(Message().policy)
    headers["Content-Type"] = kind
    return headers


class _LogCollector(logging.Handler):
    """What the typesetter says while it works."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def __enter__(self) -> _LogCollector:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
