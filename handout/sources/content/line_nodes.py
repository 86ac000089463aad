"""What a line of a block is made of, once its Jinja was read: words, fields, choices and loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handout.plural_forms import plural_category
from handout.sources.fields.fields import FIELDS, Lines
from handout.sources.markdown.field_marks import FieldMark, make_mark

Lookup = Callable[[str], "str | int"]
"""The words of the field with a dotted name, "" if it is empty; of a list, how many rows it has."""

Scope = Mapping[str, str]
"""What the variables of the loops around a line's part stand for: contacts.2 for row."""

LOOP = "loop"
SHEET_LANGUAGE = "."
"""What a Lookup has the tag of the sheet's language under: no field has this name."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field as a line names it: `contacts[0].name`, or `row.name` within a loop."""

    root: str
    steps: tuple[str | int, ...] = ()

    def name(self, scope: Scope) -> str:
        """Return the dotted name of the field."""
        root = scope.get(self.root, self.root)
        steps = (str(step + 1) if isinstance(step, int) else step for step in self.steps)
        return ".".join((root, *steps))

    @property
    def source_text(self) -> str:
        """Return the field as the line has it."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps)
        return self.root + "".join(steps)


@dataclass(frozen=True, slots=True)
class Words:
    """Markdown of the block's own."""

    text: str

    def write(self, look_up: Lookup, scope: Scope) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Value:
    """The words of a field; where it is empty `other`, or a blank to write on (pt)."""

    field: Reference
    other: str | None = None
    blank: int = 0

    def write(self, look_up: Lookup, scope: Scope) -> str:
        name = self.field.name(scope)
        words = str(look_up(name))
        if words or self.blank:
            return make_mark(FieldMark(name, words, 0 if words else self.blank))
        return self.other or ""


@dataclass(frozen=True, slots=True)
class Joined:
    """All lines of a list, with `between` between them; where there are none, `other`."""

    field: Reference
    between: str
    other: str | None = None

    def write(self, look_up: Lookup, scope: Scope) -> str:
        name = self.field.name(scope)
        lines = [f"{name}.{number}" for number in range(1, int(look_up(name) or 0) + 1)]
        marks = [make_mark(FieldMark(line, str(look_up(line)))) for line in lines]
        return self.between.join(marks) if marks else self.other or ""


@dataclass(frozen=True, slots=True)
class Plural:
    """`singular` where the number in a field is 1, else `plural`.

    With `forms`, by the categories of CLDR, the rules of the sheet's language decide.
    """

    field: Reference
    singular: str
    plural: str
    forms: tuple[tuple[str, str], ...] = ()

    def write(self, look_up: Lookup, scope: Scope) -> str:
        number = str(look_up(self.field.name(scope)))
        if not self.forms or not number.isdecimal():
            return self.singular if number == "1" else self.plural
        category = plural_category(str(look_up(SHEET_LANGUAGE)), int(number))
        forms = {"one": self.singular, **dict(self.forms)}
        return forms.get(category, self.plural)


@dataclass(frozen=True, slots=True)
class Condition:
    """`kind`: set, equal (to `text`), not, and, or."""

    kind: str
    field: Reference | None = None
    text: str = ""
    parts: tuple[Condition, ...] = ()

    def holds(self, look_up: Lookup, scope: Scope) -> bool:
        if self.field is not None and self.field.root == LOOP:
            return bool(scope[self.field.source_text])
        if self.field is not None:
            words = str(look_up(self.field.name(scope)) or "")
            return words == self.text if self.kind == "equal" else bool(words)
        truths = [part.holds(look_up, scope) for part in self.parts]
        if self.kind == "not":
            return not truths[0]
        return all(truths) if self.kind == "and" else any(truths)

    def names(self) -> Iterator[str]:
        """Yield the fields that are asked for, as the line has them."""
        if self.field is not None and self.field.root in FIELDS:
            yield self.field.source_text
        for part in self.parts:
            yield from part.names()

    def implied_fields(self) -> frozenset[str]:
        """Return the fields that are certainly not empty where this holds, as the line has them."""
        if self.kind in ("set", "equal") and self.field is not None:
            return frozenset({self.field.source_text})
        if self.kind == "and":
            return frozenset[str]().union(*(part.implied_fields() for part in self.parts))
        return frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of the cases whose condition holds; without a condition it always does."""

    cases: tuple[tuple[Condition | None, tuple[Node, ...]], ...]

    def write(self, look_up: Lookup, scope: Scope) -> str:
        for condition, body in self.cases:
            if condition is None or condition.holds(look_up, scope):
                return write_nodes(body, look_up, scope)
        return ""


@dataclass(frozen=True, slots=True)
class Loop:
    """`body` for each row of `field`."""

    variable: str
    field: Reference
    body: tuple[Node, ...]

    def write(self, look_up: Lookup, scope: Scope) -> str:
        count = int(look_up(self.field.name(scope)) or 0)
        rows = []
        for number in range(1, count + 1):
            first, last = "yes" * (number == 1), "yes" * (number == count)
            row = {self.variable: f"{self.field.root}.{number}"}
            place = {f"{LOOP}.first": first, f"{LOOP}.last": last}
            rows.append(write_nodes(self.body, look_up, row | place))
        return "".join(rows)


Node = Words | Value | Joined | Plural | Choice | Loop


def write_nodes(body: Sequence[Node], look_up: Lookup, scope: Scope) -> str:
    """Return the Markdown of a line's parts, with the marks of the fields in it."""
    return "".join(node.write(look_up, scope) for node in body)


def named_fields(body: Sequence[Node]) -> Iterator[str]:
    """Yield the fields that a line names, as it has them."""
    for node in body:
        match node:
            case Choice(cases):
                for condition, inner in cases:
                    yield from condition.names() if condition else ()
                    yield from named_fields(inner)
            case Words():
                pass
            case _:
                if node.field.root in FIELDS:
                    yield node.field.source_text
        if isinstance(node, Loop):
            yield from named_fields(node.body)


def silent_fields(body: Sequence[Node], known: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the fields that leave a gap where they are empty: they have no other words, no blank,
    and no condition around them. `known` are those that are not empty here.
    """
    for node in body:
        match node:
            case Value(field, None, 0) | Joined(field, _, None) | Plural(field):
                if field.source_text not in known:
                    yield field.source_text
            case Choice(cases):
                for condition, inner in cases:
                    implied = condition.implied_fields() if condition else frozenset[str]()
                    yield from silent_fields(inner, known | implied)
            case Loop(variable, field, inner):
                has_one_column = isinstance(FIELDS[field.root].kind, Lines)
                row = frozenset({variable}) if has_one_column else frozenset[str]()
                yield from silent_fields(inner, known | row)
