"""Save an opened customization file with the changes made in the form, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from handout.content_folders import ENGLISH
from handout.problems import HandoutError
from handout.sources.customization.edit import Change, set_values
from handout.sources.fields.fields import FIELDS, Rows
from handout.sources.yaml.spans import YamlText
from handout.sources.yaml.text_file import decode
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import Answers, build_tree, format_yaml, read_answers


@dataclass(frozen=True)
class OpenedText:
    """A file's text as it was opened, and what the form showed of it before anything was changed
    there.
    """

    text: str
    shown: Answers = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Return the text without its byte order mark, each line ended in one way.

        Raises HandoutError if it is none.
        """
        return decode(self.text.encode("utf-8", "surrogatepass"), "")

    def restore_form(self, words: str) -> str:
        """Return `words` with the byte order mark and the line ends that the text has."""
        if "\r\n" in self.text:
            words = words.replace("\n", "\r\n")
        return "\ufeff" + words if self.text.startswith("\ufeff") else words


@dataclass(frozen=True)
class SavedText:
    """The text to save; how many `lost` comments went with what was taken out; whether all of it is
    `anew`.
    """

    text: str
    lost: int = 0
    anew: bool = False


def save_answers(opened: OpenedText | None, answers: Answers, language: str = ENGLISH) -> SavedText:
    """Return `answers` as a customization file: the one that was opened with the changes made in
    it, or a new one with comments in `language`.

    Raises HandoutError if the answers hold what no file takes, or the text that was opened is none.
    """
    build_tree(answers)
    if opened is None:
        return SavedText(format_yaml(answers, language))
    build_tree(opened.shown)
    before = opened.words
    comments = Counter(YamlText(before).comments())
    changes = dict(_changes(opened.shown, answers, ""))
    if not changes:
        return SavedText(opened.text)
    after = _apply_changes(before, changes)
    if after is None:
        return SavedText(format_yaml(answers, language), comments.total(), anew=True)
    lost = comments - Counter(YamlText(after).comments())
    return SavedText(opened.restore_form(after), lost.total())


def _changes(before: Answers, now: Answers, prefix: str) -> Iterator[tuple[str, Any]]:
    """Yield what was changed in the form, by dotted names: words, all lines of a list, or all its
    rows.
    """
    for name in dict.fromkeys((*before, *now)):
        old, new, dotted = before.get(name, ""), now.get(name, ""), f"{prefix}{name}"
        if old == new:
            continue
        kinds = {type(value) for value in (old, new) if value}
        if kinds == {dict}:
            yield from _changes(old or {}, new or {}, f"{dotted}.")
        elif kinds == {list}:
            yield dotted, _changed_lines(dotted, old or [], new or [])
        else:
            yield dotted, new


def _changed_lines(name: str, old: list[Any], new: list[Any]) -> list[Any]:
    """Return the lines or rows of a list; what a row had and has no more is in it, empty."""
    kind = FIELDS[name].kind if name in FIELDS else None
    columns = list(kind.columns) if isinstance(kind, Rows) else []
    for row in old:
        if isinstance(row, dict):
            columns += row
    lines = []
    for row in new:
        if isinstance(row, dict):
            emptied = {column: "" for column in columns if column not in row}
            row = {**row, **emptied}
        lines.append(row)
    return lines


def _apply_changes(text: str, changes: dict[str, Change]) -> str | None:
    """Return `text` with the changes; None if it would then say anything but these."""
    try:
        changed = set_values(text, changes)
        now = read_answers(parse_yaml(changed, ""))
    except (
        HandoutError,
        ValueError,
        AssertionError,
        TypeError,
        AttributeError,
        LookupError,
    ):  # a layout that cannot be changed in place
        return None
    before = read_answers(parse_yaml(text, ""))
    for name, change in changes.items():
        if _normalize(_pop(now, name)) != _normalize(change):
            return None
        _pop(before, name)
    return changed if _normalize(before) == _normalize(now) else None


def _pop(answers: Answers, name: str) -> Any:
    """Take the value of a dotted name out, and return it."""
    *groups, last = name.split(".")
    node: Any = answers
    for group in groups:
        node = node.get(group) if isinstance(node, dict) else None
    return node.pop(last, None) if isinstance(node, dict) else None


def _normalize(value: Any) -> Any:
    """Return a value without what is empty in it, and without the line end that a text of several
    lines has.
    """
    if isinstance(value, dict):
        members = ((key, _normalize(member)) for key, member in value.items())
        return {key: member for key, member in members if member}
    if isinstance(value, (list, tuple)):
        return list(filter(None, map(_normalize, value)))
    return str(value or "").strip("\n")
