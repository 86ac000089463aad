"""The text of a customization file that was opened: saved again with what was changed in the form,
and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from handout.problems import HandoutError
from handout.sources.customization.edit import Change, set_values
from handout.sources.fields.fields import FIELDS, Rows
from handout.sources.yaml.spans import YamlText
from handout.sources.yaml.tree import decode, parse_yaml
from handout.web.form.answers import Answers, answers_of, tree_of, yaml_of


@dataclass(frozen=True)
class OpenedText:
    """A file's text as it was opened, and what the form showed of it before anything was changed
    there.
    """

    text: str
    shown: Answers = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The text without its byte order mark, each line ended in one way.

        Raises HandoutError if it is none.
        """
        return decode(self.text.encode("utf-8", "surrogatepass"), "")

    def as_was(self, words: str) -> str:
        """`words` with the byte order mark and the line ends that the text has."""
        ended = words.replace("\n", "\r\n") if "\r\n" in self.text else words
        return "\ufeff" * self.text.startswith("\ufeff") + ended


@dataclass(frozen=True)
class SavedText:
    """The text to save; how many `lost` comments went with what was taken out; whether all of it is
    `anew`.
    """

    text: str
    lost: int = 0
    anew: bool = False


def saved_text(opened: OpenedText | None, answers: Answers) -> SavedText:
    """`answers` as a customization file: the one that was opened with the changes made in it, or a
    new one.

    Raises HandoutError if the answers hold what no file takes, or the text that was opened is none.
    """
    tree_of(answers)
    if opened is None:
        return SavedText(yaml_of(answers))
    tree_of(opened.shown)
    before = opened.words
    comments = Counter(YamlText(before).comments())
    changes = dict(_changes(opened.shown, answers, ""))
    if not changes:
        return SavedText(opened.text)
    after = _with(before, changes)
    if after is None:
        return SavedText(yaml_of(answers), comments.total(), anew=True)
    lost = comments - Counter(YamlText(after).comments())
    return SavedText(opened.as_was(after), lost.total())


def _changes(before: Answers, now: Answers, above: str) -> Iterator[tuple[str, Any]]:
    """What was changed in the form, by dotted names: words, all lines of a list, or all its rows."""
    for name in dict.fromkeys((*before, *now)):
        old, new, dotted = before.get(name, ""), now.get(name, ""), f"{above}{name}"
        if old == new:
            continue
        kinds = {type(one) for one in (old, new) if one}
        if kinds == {dict}:
            yield from _changes(old or {}, new or {}, f"{dotted}.")
        elif kinds == {list}:
            yield dotted, _lines(dotted, old or [], new or [])
        else:
            yield dotted, new


def _lines(name: str, old: list[Any], new: list[Any]) -> list[Any]:
    """The lines or rows of a list; in a row, what it had and has no more is there and empty."""
    kind = FIELDS[name].kind if name in FIELDS else None
    columns = [
        *(kind.columns if isinstance(kind, Rows) else ()),
        *(key for row in old if isinstance(row, dict) for key in row),
    ]
    return [
        {**row, **{key: "" for key in columns if key not in row}} if isinstance(row, dict) else row
        for row in new
    ]


def _with(text: str, changes: dict[str, Change]) -> str | None:
    """`text` with the changes; None if it would then say anything but these."""
    try:
        changed = set_values(text, changes)
        now = answers_of(parse_yaml(changed, ""))
    except (
        HandoutError,
        ValueError,
        AssertionError,
        TypeError,
        AttributeError,
        LookupError,
    ):  # a layout that cannot be changed in place
        return None
    before = answers_of(parse_yaml(text, ""))
    for name, change in changes.items():
        if _normal(_taken(now, name)) != _normal(change):
            return None
        _taken(before, name)
    return changed if _normal(before) == _normal(now) else None


def _taken(answers: Answers, name: str) -> Any:
    """The value of a dotted name, taken out."""
    *above, last = name.split(".")
    at: Any = answers
    for step in above:
        at = at.get(step) if isinstance(at, dict) else None
    return at.pop(last, None) if isinstance(at, dict) else None


def _normal(value: Any) -> Any:
    """A value without what is empty in it, and without the line end that a text of several lines
    has.
    """
    if isinstance(value, dict):
        return {key: kept for key, one in value.items() if (kept := _normal(one))}
    if isinstance(value, (list, tuple)):
        return [kept for one in value if (kept := _normal(one))]
    return str(value or "").strip("\n")
