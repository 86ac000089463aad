"""HTML as a tagged PDF/UA-1, the same bytes for the same input."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from handout.machine import use_native
from handout.publish.html import Page


def typeset(page: Page) -> tuple[bytes, int]:
    """The PDF of a page rendered for print, and how many pages it has.

    Raises RuntimeError if the typesetter reports anything, an address it may not fetch for one: our own HTML and
    style sheets must give it no reason to, so it is a bug.
    """
    use_native()
    from weasyprint import HTML

    fetcher = _fetcher_class()(page.style.assets)
    with _Complaints() as complaints:
        style = _parsed(page.style.css, tuple(sorted(page.style.assets.items())))
        document = HTML(string=page.html, url_fetcher=fetcher).render(
            font_config=_fonts(), stylesheets=[style, _own(page.own)], pdf_variant="pdf/ua-1", pdf_tags=True
        )
        pdf = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    if fetcher.refused or complaints.told:
        raise RuntimeError("; ".join([*complaints.told, *(f"refused {url}" for url in fetcher.refused)]))
    return pdf, len(document.pages)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    # One for all documents of a process: each new one takes 265 KB that are never given back.
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=8)
def _parsed(css: str, assets: tuple[tuple[str, bytes], ...]) -> Any:
    from weasyprint import CSS

    return CSS(string=css, url_fetcher=_fetcher_class()(dict(assets)), font_config=_fonts())


def _own(css: str) -> Any:
    from weasyprint import CSS

    return CSS(string=css, url_fetcher=_fetcher_class()({}), font_config=_fonts())


@lru_cache(maxsize=1)
def _fetcher_class() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Assets(URLFetcher):  # type: ignore[misc]
        """Serves what it was given and nothing else."""

        def __init__(self, assets: dict[str, bytes]) -> None:
            super().__init__(allowed_protocols=())
            self._assets, self.refused = assets, list[str]()

        def fetch(self, url: str, headers: object = None) -> Any:
            if url not in self._assets:
                self.refused.append(url)
                raise FatalURLFetchingError(url)
            kind = "image/svg+xml" if self._assets[url].lstrip()[:4] == b"<svg" else "application/octet-stream"
            return URLFetcherResponse(url, self._assets[url], {"Content-Type": kind})

    return Assets


class _Complaints(logging.Handler):
    """What the typesetter says while it works."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())

    def __enter__(self) -> _Complaints:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
