"""The kinds of value a field can hold, and reading one from the words that were typed."""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from handout.messages import CONTENT, words
from handout.problems import Place, Problem, problem
from handout.sources.fields.accent import ACCENTS, accent_problem, hex_colour
from handout.sources.fields.typed_times import day_of, written_time
from handout.sources.markdown.parser import UNSEEN


@dataclass(frozen=True)
class Text:
    """Words on one line; `limit` in characters."""

    limit: int


@dataclass(frozen=True)
class Note:
    """Markdown on as many lines as she likes; `limit` in characters."""

    limit: int


@dataclass(frozen=True)
class Markdown:
    """The Markdown of a block or an item; what stands in it is looked at when it is parsed."""

    limit: int


@dataclass(frozen=True)
class Number:
    low: int
    high: int


@dataclass(frozen=True)
class Time:
    """A time of day: 7:45, 14:45 and 2:45 pm as they were typed, what is typed otherwise (745, 8) with a colon."""


@dataclass(frozen=True)
class Date:
    """A day: 2026-09-01, 9/1/2026, September 1, 2026."""


@dataclass(frozen=True)
class Choice:
    options: tuple[str, ...]


@dataclass(frozen=True)
class Switch:
    """Yes or no."""


@dataclass(frozen=True)
class Language:
    """A BCP-47 tag that has a folder in content/."""


@dataclass(frozen=True)
class Colour:
    """A named accent or six hex digits; read as the name, or as #RRGGBB."""


@dataclass(frozen=True)
class Url:
    """An https or mailto address; `limit` in characters."""

    limit: int


@dataclass(frozen=True)
class Id:
    """The id of a block or an item. Whether there is one is looked at later."""


Kind = (
    Text | Note | Markdown | Number | Time | Date | Choice | Switch | Language | Colour | Url | Id
)
Single = str | int | bool | datetime.date

SWITCH = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?: ?[AaPp]\.?[Mm]\.?)?"
ID = r"[a-z][a-z0-9-]{0,39}"
URL = r"""(?:https://[^\s/@"<>\\]+\.[^\s/@"<>\\]+(?:/[^\s"<>\\]*)?|mailto:[^\s@"<>\\]+@[^\s@"<>\\]+\.[^\s@"<>\\]+)"""

_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?: ?([ap])\.?m\.?)?", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\v\f\x1c-\x1f\x85\u2028\u2029]+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def parse(kind: Kind, typed: str, place: Place, name: str, found: list[Problem]) -> Single | None:
    """What `typed` says, for the field `name`; None if it is empty, or wrong: then `found` has grown."""
    limit = kind.limit if isinstance(kind, (Text, Note, Markdown, Url)) else 60
    # Text so long that it is too long however it is normalized is not worth the time that takes.
    text = _tidy(typed, kind) if len(typed) <= 4 * limit + 100 else typed
    if not text:
        return None
    before = len(found)
    if len(text) > limit:
        found.append(
            problem(
                "too-long", place, name=name, length=len(text), limit=limit, over=len(text) - limit
            )
        )
    elif "\n" in text and not isinstance(kind, (Note, Markdown)):
        found.append(problem("one-line", place, name=name))
    elif not isinstance(kind, Markdown) and (tag := _TAG.search(text)):
        found.append(problem("html-tag", place, tag=tag[0]))
    if len(found) > before:
        return None
    match kind:
        case Text() | Note() | Markdown():
            return text
        case Number():
            return _number(kind, text, place, name, found)
        case Time():
            if written := text if minutes(text) else written_time(text):
                return written
            found.append(problem("time", place, found=text))
        case Date():
            return _date(text, place, found)
        case Choice():
            return _choice(kind.options, text, place, name, found)
        case Switch():
            if text.casefold() in SWITCH:
                return SWITCH[text.casefold()]
            found.append(problem("switch", place, name=name, found=text))
        case Language():
            return _language(text, place, found)
        case Colour():
            if wrong := accent_problem(text, place):
                found.append(wrong)
            else:
                return text.casefold() if text.casefold() in ACCENTS else hex_colour(text)
        case Url():
            if re.fullmatch(URL, text):
                return text
            found.append(problem("url", place, found=shortened(text)))
        case Id():
            if re.fullmatch(ID, text):
                return text
            found.append(problem("id", place, found=text))
    return None


def minutes(text: str) -> tuple[int, ...]:
    """The minutes after midnight that a time of day can mean; none if it is no time.

    1:15 in a school day is a quarter past one in the afternoon, or an early bus: both are told.
    """
    match = _TIME.fullmatch(text)
    if not match:
        return ()
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").casefold()
    if half:
        return (hour % 12 * 60 + minute + (720 if half == "p" else 0),) if 1 <= hour <= 12 else ()
    if hour > 23:
        return ()
    at = hour * 60 + minute
    return (at, at + 720) if 1 <= hour <= 6 and not text.startswith("0") else (at,)


def languages() -> tuple[str, ...]:
    """The languages there is content in."""
    return tuple(sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir()))


def near(word: str, words: Iterable[str]) -> str:
    """The one of `words` she may have meant by `word`, or nothing."""
    close = difflib.get_close_matches(word.casefold(), words, 1, 0.7) if len(word) <= 40 else []
    return close[0] if close else ""


def shortened(text: str) -> str:
    """`text` in a length that can be shown within a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _tidy(typed: str, kind: Kind) -> str:
    text = UNSEEN.sub("", unicodedata.normalize("NFC", typed)).expandtabs(1)
    if isinstance(kind, (Note, Markdown)):
        return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return on_one_line(text)


def on_one_line(text: str) -> str:
    """Words of one line with a single space where there are several: nobody sees them, and names are the same.

    A line break stays, for it is told; so do the spaces of other widths that somebody chose.
    """
    return _SPACES.sub(" ", text).strip()


def _number(kind: Number, text: str, place: Place, name: str, found: list[Problem]) -> int | None:
    if re.fullmatch(r"-?[0-9]+", text) and kind.low <= int(text) <= kind.high:
        return int(text)
    found.append(problem("number", place, name=name, found=text, low=kind.low, high=kind.high))
    return None


def _date(text: str, place: Place, found: list[Problem]) -> datetime.date | None:
    try:
        day = day_of(text, _months())
    except ValueError:
        found.append(problem("date-none", place, found=text))
        return None
    if day is None:
        found.append(problem("date", place, found=text))
    return day


@cache
def _months() -> dict[str, int]:
    """The names of months in all languages there is content in, casefolded."""
    named = (words("words", tag)["dates"]["months"] for tag in languages())
    return {name.casefold(): n for months in named for n, name in enumerate(months, 1)}


def _choice(
    options: tuple[str, ...], text: str, place: Place, name: str, found: list[Problem]
) -> str | None:
    folded = {option.casefold(): option for option in options}
    if option := folded.get(text.casefold()):
        return option
    guess = folded.get(near(text, folded), "")
    code = "choice-near" if guess else "choice"
    found.append(
        problem(code, place, name=name, found=text, near=guess, options=", ".join(options))
    )
    return None


def _language(text: str, place: Place, found: list[Problem]) -> str | None:
    tags = {tag.casefold(): tag for tag in languages()}
    if tag := tags.get(text.casefold()):
        return tag
    found.append(problem("language", place, found=text, tags=", ".join(tags.values())))
    return None
