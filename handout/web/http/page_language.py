"""The language of the page: the one chosen on it, or the best of those the browser asks for."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

from handout.content_folders import ENGLISH, content_folders, is_language_tag, list_languages
from handout.sources.fields.languages import find_language, language_name

LANGUAGE_COOKIE = "handout-language"
COOKIE_LIFETIME = 365 * 24 * 3600  # seconds
VARY = "Accept-Language, Cookie"
"""The headers of a request that decide the language of its answer."""

_MAX_RANGES = 30  # of an Accept-Language; browsers send a dozen at most
_PAGE_WORDS = "web.toml"


def page_languages() -> dict[str, str]:
    """Return the languages that there is a page in: their tags, and what they call themselves.

    A language whose sheets alone are translated is none: the page would be English and say that
    it is not.
    """
    return {tag: language_name(tag) for tag in list_languages() if _has_page(tag)}


def _has_page(tag: str) -> bool:
    folders = content_folders(tag)
    return any(
        (folder / _PAGE_WORDS).is_file()
        for folder in folders
        if tag == ENGLISH or folder.name != ENGLISH
    )


def choose_language(headers: Headers) -> str:
    """Return the language for whoever sent a request with these headers."""
    wanted = [read_cookie(headers, LANGUAGE_COOKIE)]
    wanted += _accepted_ranges(",".join(headers.getlist("accept-language")))
    return look_up_language(*wanted)


def _accepted_ranges(header: str) -> Iterator[str]:
    """Yield the language ranges of an Accept-Language, the most wanted first (RFC 9110, 12.5.4)."""
    weighted = []
    for part in header.split(",")[:_MAX_RANGES]:
        language_range, _, parameter = part.partition(";")
        weight = _read_weight(parameter)
        if language_range.strip() and weight > 0:
            weighted.append((weight, language_range.strip()))
    for _, language_range in sorted(weighted, key=lambda pair: -pair[0]):
        yield language_range


def _read_weight(parameter: str) -> float:
    """Return the weight of a range, 0 to 1; 0 for one that cannot be read."""
    name, _, value = parameter.partition("=")
    if not name.strip():
        return 1.0
    digits = value.strip()
    is_number = digits.isascii() and digits.replace(".", "", 1).isdigit()
    return min(1.0, float(digits)) if name.strip().lower() == "q" and is_number else 0.0


def look_up_language(*ranges: str) -> str:
    """Return the language of the first range that there is a page in, each shortened until there is
    one (RFC 4647, 3.4); English if there is none. A browser may ask for it by another tag than ours
    (zh-CN for zh-Hans): the other names of a language hold them.
    """
    languages = page_languages()
    for language_range in ranges:
        subtags = language_range.casefold().split("-")
        while subtags:
            wanted = "-".join(subtags)
            tag = find_language(wanted) if is_language_tag(wanted) else None
            if tag in languages:
                return tag
            subtags.pop()
    return ENGLISH


def read_cookie(headers: Headers, name: str) -> str:
    """Return the value of a cookie that a browser sent; "" if it sent none."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return cookie.value if cookie else ""
