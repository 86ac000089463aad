"""The types of value a field can hold: what each is read from, and how it is described, asked and
checked elsewhere.

A type is one class: `parse_text` reads it, `json_schema` is what an editor checks, `words_for`
names its words in content/<language>/fields.toml and `limits` fill them in, `widget` is its macro
in templates/web/form.j2.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

from handout.content_folders import list_languages
from handout.problems import Position, Problem, problem
from handout.sources.fields.accent import ACCENTS, accent_problem, hex_colour
from handout.sources.fields.languages import (
    date_order_problem,
    find_language,
    find_languages,
    find_switch,
    month_of,
    switch_words,
)
from handout.sources.fields.near_words import find_near_word
from handout.sources.fields.single_line import shorten
from handout.sources.fields.time_words import worded_day, worded_time
from handout.sources.fields.typed_times import (
    TYPED_DATE,
    TYPED_TIME,
    day_of,
    typed_time,
)

ID = r"[a-z][a-z0-9-]{0,39}"
URL = (
    r'(?:https://[^\s/@"<>\\]+\.[^\s/@"<>\\]+(?:/[^\s"<>\\]*)?'
    r'|mailto:[^\s@"<>\\]+@[^\s@"<>\\]+\.[^\s@"<>\\]+)'
)

_HEX = "^#?[0-9A-Fa-f]{6}$"


Schema = dict[str, Any]
Single = str | int | bool | datetime.date

# An editor takes 12 for a number, we take it as it was typed; and what is empty is not set.
_TYPED = ["string", "number", "boolean", "null"]
_FEW_NUMBERS = 5  # so many are chosen from in the form, more are typed


def whole_pattern(pattern: str) -> str:
    """Return a pattern of JSON Schema that has to match all of a text."""
    return f"^(?:{pattern})$"


class FieldType(Protocol):
    """What every type of value has."""

    words_for: ClassVar[str]

    @property
    def widget(self) -> str: ...

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> Single | None: ...

    def json_schema(self) -> Schema: ...

    def limits(self) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class _Words:
    """Words of any kind; `limit` in characters."""

    limit: int

    def parse_text(self, text: str, position: Position, name: str, problems: list[Problem]) -> str:
        return text

    def json_schema(self) -> Schema:
        return {"type": _TYPED, "maxLength": self.limit}

    def limits(self) -> Mapping[str, object]:
        return {"limit": self.limit}


@dataclass(frozen=True)
class Text(_Words):
    """Words on one line.

    `holds` says what they are of, to those who look at words one by one: a grown-up's name or a
    place's, a way to reach somebody, or the name of a file.
    """

    holds: Literal["words", "name", "contact", "file"] = "words"
    words_for: ClassVar[str] = "text"
    widget: ClassVar[str] = "line"


@dataclass(frozen=True)
class Note(_Words):
    """Markdown on as many lines as somebody likes."""

    words_for: ClassVar[str] = "note"
    widget: ClassVar[str] = "note"


@dataclass(frozen=True)
class Markdown(Note):
    """The Markdown of a block or an item; what stands in it is looked at when it is parsed."""


@dataclass(frozen=True)
class Number:
    """A whole number from `low` to `high`."""

    low: int
    high: int
    words_for: ClassVar[str] = "number"

    @property
    def widget(self) -> str:
        return "choice" if self.high - self.low < _FEW_NUMBERS else "number"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> int | None:
        if re.fullmatch(r"-?[0-9]+", text) and self.low <= int(text) <= self.high:
            return int(text)
        values = {"name": name, "found": text, **self.limits()}
        problems.append(problem("number", position, warning=False, **values))
        return None

    def json_schema(self) -> Schema:
        return {"type": ["integer", "null"], "minimum": self.low, "maximum": self.high}

    def limits(self) -> Mapping[str, object]:
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True)
class Time:
    """A time of day: 7:45, 14:45 and 2:45 pm as they were typed; 745 and 8 get a colon."""

    words_for: ClassVar[str] = "time"
    widget: ClassVar[str] = "time"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> str | None:
        if time := typed_time(text):
            return time
        problems.append(problem("time", position, found=text))
        return None

    def json_schema(self) -> Schema:
        # 745 without quotes is a number to an editor.
        return {
            "type": ["string", "integer", "null"],
            "pattern": whole_pattern(f"{TYPED_TIME}|{worded_time()}"),
        }

    def limits(self) -> Mapping[str, object]:
        return {}


@dataclass(frozen=True)
class Date:
    """A day: 2026-09-01, 9/1/2026, September 1, 2026."""

    words_for: ClassVar[str] = "date"
    widget: ClassVar[str] = "date"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> datetime.date | None:
        try:
            day = day_of(text, month_of)
        except ValueError:
            problems.append(problem("date-none", position, found=text))
            return None
        if day is None:
            problems.append(problem("date", position, found=text))
        elif note := date_order_problem(text, day, position):
            problems.append(note)
        return day

    def json_schema(self) -> Schema:
        return {
            "type": ["string", "null"],
            "pattern": whole_pattern(f"{TYPED_DATE}|{worded_day()}"),
        }

    def limits(self) -> Mapping[str, object]:
        return {}


@dataclass(frozen=True)
class Choice:
    """One of some words, in any case."""

    options: tuple[str, ...]
    words_for: ClassVar[str] = "choice"
    widget: ClassVar[str] = "choice"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> str | None:
        folded = {option.casefold(): option for option in self.options}
        if option := folded.get(text.casefold()):
            return option
        guess = folded.get(find_near_word(text, folded), "")
        code = "choice-near" if guess else "choice"
        options = ", ".join(self.options)
        problems.append(problem(code, position, name=name, found=text, near=guess, options=options))
        return None

    def json_schema(self) -> Schema:
        return {"enum": [*self.options, None]}

    def limits(self) -> Mapping[str, object]:
        return {"options": self.options}


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    words_for: ClassVar[str] = "switch"
    widget: ClassVar[str] = "choice"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> bool | None:
        meaning = find_switch(text)
        if meaning is None:
            problems.append(problem("switch", position, name=name, found=text))
        return meaning

    def json_schema(self) -> Schema:
        return {"enum": [True, False, *switch_words(), None]}

    def limits(self) -> Mapping[str, object]:
        return {}


@dataclass(frozen=True)
class Language:
    """A BCP-47 tag that has a folder in content/."""

    words_for: ClassVar[str] = "language"
    widget: ClassVar[str] = "choice"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> str | None:
        if tag := find_language(text):
            return tag
        problems.append(self._problem(text, bool(find_languages(text)), position, name))
        return None

    def several_problem(self, texts: Sequence[str], position: Position, name: str) -> Problem:
        """Return what is wrong with a list of languages where there is one only."""
        return self._problem(", ".join(texts), True, position, name)

    def _problem(self, found: str, is_several: bool, position: Position, name: str) -> Problem:
        is_second = name == "second_language"  # the first sheet can be made without it
        code = "second-language" if is_second else "language"
        if is_several:
            code = "second-languages" if is_second else "sheet-languages"
        values = {"found": found, "tags": ", ".join(list_languages())}
        return problem(code, position, warning=is_second, **values)

    def json_schema(self) -> Schema:
        return {"enum": [*list_languages(), None]}

    def limits(self) -> Mapping[str, object]:
        return {"options": list_languages()}


@dataclass(frozen=True)
class Color:
    """A named accent or six hex digits; read as the name, or as #RRGGBB."""

    words_for: ClassVar[str] = "colour"
    widget: ClassVar[str] = "colour"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> str | None:
        if accent_fault := accent_problem(text, position):
            problems.append(accent_fault)
            return None
        return text.casefold() if text.casefold() in ACCENTS else hex_colour(text)

    def json_schema(self) -> Schema:
        # 145240 without quotes is a number to an editor.
        named, digits = {"enum": [*ACCENTS, None]}, {"type": "string", "pattern": _HEX}
        return {"anyOf": [named, digits, {"type": "number"}]}

    def limits(self) -> Mapping[str, object]:
        return {"options": tuple(ACCENTS)}


@dataclass(frozen=True)
class Url:
    """An https or mailto address; `limit` in characters."""

    limit: int
    words_for: ClassVar[str] = "url"
    widget: ClassVar[str] = "address"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> str | None:
        if re.fullmatch(URL, text):
            return text
        problems.append(problem("url", position, found=shorten(text)))
        return None

    def json_schema(self) -> Schema:
        return {"type": ["string", "null"], "pattern": whole_pattern(URL), "maxLength": self.limit}

    def limits(self) -> Mapping[str, object]:
        return {"limit": self.limit}


@dataclass(frozen=True)
class Id:
    """The id of a block or an item. Whether there is one is looked at later."""

    words_for: ClassVar[str] = "id"
    widget: ClassVar[str] = "line"

    def parse_text(
        self, text: str, position: Position, name: str, problems: list[Problem]
    ) -> str | None:
        if re.fullmatch(ID, text):
            return text
        problems.append(problem("id", position, found=text))
        return None

    def json_schema(self) -> Schema:
        return {"type": ["string", "null"], "pattern": whole_pattern(ID)}

    def limits(self) -> Mapping[str, object]:
        return {}
