"""A table of a language laid over the English one; what cannot be used is said in English."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from handout.plural_forms import form_stem

BETWEEN = " | "  # the entries of a list, as one line
_NAMES = ("sign",)  # of pictures, which are no words
_NOT_IN_ENGLISH = ("language.other_names",)


class TableFault(NamedTuple):
    """What cannot be used in a language's file: at `key`, or in all of it if that is empty.

    `reason` is a key of [faults] in languages.toml, `detail` what it is about.
    """

    path: str
    key: str
    reason: str
    detail: str = ""


def read_table(path: Path) -> dict[str, Any]:
    """Return the table in a file. Raises ValueError and OSError."""
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))


def flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the words in a table of messages, by their dotted keys; numbers are no words."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from flatten(value, f"{key}.")
        elif isinstance(value, str) and name not in _NAMES:
            yield key, value
        elif isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            yield key, BETWEEN.join(value)


def lay_over(
    base: dict[str, Any], path: Path, *, same_lists: bool = False, adds: bool = False
) -> tuple[dict[str, Any], list[TableFault]]:
    """Return `base` with the words in the file `path` in the place of its own, and what of them
    cannot be used.

    With `same_lists` a list has as many entries as that of `base`: twelve months. With `adds` it
    may say what `base` has not: a district's own English.
    """
    try:
        top = read_table(path)
    except (ValueError, OSError) as error:
        return base, [TableFault(str(path), "", "unreadable", str(error))]
    overlay = _Overlay(str(path), same_lists, adds)
    return overlay.merge(base, top), overlay.faults


@dataclass
class _Overlay:
    """The words of one file laid over others; what cannot be used of them goes to `faults`."""

    path: str
    same_lists: bool
    adds: bool
    faults: list[TableFault] = field(default_factory=list)

    def merge(self, base: dict[str, Any], top: dict[str, Any], prefix: str = "") -> dict[str, Any]:
        """Return the table `base` with the words of `top`; their names stand behind `prefix`."""
        # Words in another language have no form in English: 1 is said with what they write.
        merged = {key: words for key, words in base.items() if form_stem(key) not in top}
        for name, value in top.items():
            key = f"{prefix}{name}"
            known = base.get(name, _other_form(base, name))
            if isinstance(known, dict) and isinstance(value, dict):
                merged[name] = self.merge(known, value, f"{key}.")
            elif known is None:
                merged[name] = value
                if not self.adds and key not in _NOT_IN_ENGLISH:
                    self.faults.append(TableFault(self.path, key, "unknown"))
            elif fault := find_fault(known, value, self.same_lists):
                self.faults.append(TableFault(self.path, key, *fault))
            else:
                merged[name] = value
        return merged


def _other_form(base: dict[str, Any], name: str) -> object:
    """Return the words whose form beside a number `name` is: English has no wait_value_few."""
    return base.get(form_stem(name))


def find_fault(known: object, value: object, same_lists: bool = False) -> tuple[str, str] | None:
    """Return why `value` cannot stand for the English `known`, None if it can."""
    if type(known) is not type(value):
        return "kind", type(known).__name__
    if isinstance(known, list) and isinstance(value, list):
        if same_lists and len(known) != len(value):
            return "count", str(len(known))
        kinds = {type(entry) for entry in (*known, *value)}
        return ("kind", "list") if len(kinds) > 1 else None
    if isinstance(known, str) and isinstance(value, str):
        if known.strip() and not value.strip():
            return "empty", ""
        return _find_unknown_name(known, value)
    return None


def _find_unknown_name(known: str, value: str) -> tuple[str, str] | None:
    """Return the {name} in `value` that nothing would fill in: English does not have it."""
    names = names_in(known)
    if names is None:  # these words are filled in by nothing: braces are braces
        return None
    used = names_in(value)
    if used is None:
        return "braces", ""
    unknown = sorted(used - names)
    return ("name", "{" + unknown[0] + "}") if unknown else None


def word_pieces(words: str) -> Iterator[str]:
    """Yield words of ours as they may stand on a sheet: whole, and between the names in braces."""
    yield words.strip()
    if names_in(words):
        for text, *_ in string.Formatter().parse(words):
            if any(map(str.isalpha, text)):
                yield text.strip()


def names_in(template: str) -> set[str] | None:
    """Return the names that str.format fills in, with their forms; None if it would fail."""
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return None
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in fields
        if name is not None
    }
