"""The Jinja in one line of a block: which fields it names, and what it says with their values.

Jinja's parser reads it; what it may hold is decided here, and here it is evaluated: fields, `if`,
`for` over the rows of a field, and a few filters. No attributes but columns, no calls, no macros,
no includes. Nothing of it is ever compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from handout.sources.content.line_nodes import (
    LOOP,
    Choice,
    Condition,
    Joined,
    Lookup,
    Loop,
    Node,
    Plural,
    Reference,
    Scope,
    Value,
    Words,
    named_fields,
    silent_fields,
    write_nodes,
)
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows, value_type
from handout.sources.fields.near_words import find_near_word
from handout.sources.fields.types import Date, Number, Text, Time

if TYPE_CHECKING:
    from jinja2 import nodes

TAG_OPEN, TAG_CLOSE = "\ufdd3", "\ufdd4"
"""Noncharacters around each tag in a line that is a template: nobody's typed braces are one."""

MOST_CHARACTERS = 2000  # of a line
MOST_DEPTH = 4  # of `if` and `for` in one another
_TAG = re.compile(f"{TAG_OPEN}([^{TAG_OPEN}{TAG_CLOSE}]*){TAG_CLOSE}")
_RAW = re.compile(r"\{%[-+]?\s*raw\b")
_FILTERS = ("default", "blank", "join", "plural")
_NAMES = ", ".join(_FILTERS)
_BLANKS = range(20, 241)  # pt


class Fault(NamedTuple):
    """What is wrong in tag number `tag`: a Problem's code and its values."""

    tag: int
    code: str
    values: Mapping[str, str]


class LineFaultError(Exception):
    """A line that cannot be a template."""

    def __init__(self, tag: int, code: str, **values: str) -> None:
        super().__init__(code)
        self.fault = Fault(tag, code, values)


def has_tags(text: str) -> bool:
    """Tell whether a line is a template."""
    return TAG_OPEN in text


def write_tags(text: str) -> str:
    """Return a line as its file has it."""
    return _TAG.sub(lambda match: match[1], text)


def read_line(text: str) -> tuple[Node, ...]:
    """Return what a line says, a template or not. Raise LineFaultError with what is wrong."""
    return _read(text)


def line_fields(text: str) -> tuple[str, ...]:
    """Return the names of the fields that a line names, in order, each once."""
    try:
        return tuple(dict.fromkeys(named_fields(read_line(text))))
    except LineFaultError:
        return ()


def find_silent_field(text: str) -> tuple[int, str] | None:
    """Return the first field that leaves a gap in a line where it is empty, and its tag's number."""
    name = next(silent_fields(read_line(text)), None)
    if name is None:
        return None
    tags = _TAG.findall(text)
    numbers = [number for number, tag in enumerate(tags) if name in tag and tag.startswith("{{")]
    return (numbers[0] if numbers else 0), name


def fill_line(text: str, look_up: Lookup) -> str:
    """Return the line with the marks of its fields, their words as `look_up` has them."""
    words = write_nodes(read_line(text), look_up, {})
    return re.sub(" {2,}", " ", words).strip(" ")


# ---- reading


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[Node, ...]:
    if not has_tags(text):
        return (Words(text),)
    from jinja2 import Environment, TemplateSyntaxError

    environment = Environment(comment_start_string="\ufddd#", comment_end_string="#\ufddd")
    if raw := _RAW.search(text):
        raise LineFaultError(text[: raw.start()].count(TAG_CLOSE), "template-refused", names=_NAMES)
    if len(text) > MOST_CHARACTERS:
        raise LineFaultError(0, "template-long", most=str(MOST_CHARACTERS))
    # Each tag on a line of its own, so that Jinja's line numbers tell which it is.
    source = _TAG.sub(lambda match: "\n" + match[1].replace("\n", " "), text)
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        raise LineFaultError(
            max(0, error.lineno - 2), "template-syntax", why=str(error.message)
        ) from None
    except RecursionError:
        raise LineFaultError(0, "template-deep", most=str(MOST_DEPTH)) from None
    return tuple(_Reader().read(tree.body, {}, 0))


class _Reader:
    """Jinja's tree -> our own nodes: what is not named here is refused."""

    def read(self, body: Sequence[nodes.Node], scope: Scope, depth: int) -> Iterator[Node]:
        from jinja2 import nodes

        for node in body:
            if depth > MOST_DEPTH:
                raise _fault(node, "template-deep", most=str(MOST_DEPTH))
            if isinstance(node, nodes.Output):
                yield from (self.printed(part, scope) for part in node.nodes)
            elif isinstance(node, nodes.If):
                yield self.choice(node, scope, depth)
            elif isinstance(node, nodes.For):
                yield self.loop(node, scope, depth)
            else:
                raise _refuse(node)

    def printed(self, node: nodes.Node, scope: Scope) -> Node:
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData):
            return Words(node.data.replace("\n", ""))
        if isinstance(node, nodes.Filter):
            return self.filtered(node, scope)
        field = self.reference(node, scope)
        _check_value(node, field, scope)
        return Value(field)

    def filtered(self, node: nodes.Filter, scope: Scope) -> Node:
        from jinja2 import nodes

        if node.name not in _FILTERS:
            near = find_near_word(node.name, _FILTERS)
            code = "template-filter-near" if near else "template-filter"
            raise _fault(node, code, name=node.name, near=near, names=_NAMES)
        if node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
            raise _refuse(node)
        value = [part.value for part in node.args if isinstance(part, nodes.Const)]
        if len(value) != len(node.args):
            raise _refuse(node)
        if node.name == "default" and isinstance(node.node, nodes.Filter):
            inner = self.filtered(node.node, scope)
            if isinstance(inner, Joined) and inner.other is None:
                return Joined(inner.field, inner.between, _text_of(node, value, 0))
            raise _refuse(node)
        field = self.reference(node.node, scope)
        if node.name == "join":
            _check_lines(node, field)
            return Joined(field, _text_of(node, value, 0))
        _check_value(node, field, scope)
        if node.name == "default":
            return Value(field, other=_text_of(node, value, 0))
        if node.name == "plural":
            return Plural(field, _text_of(node, value, 0), _text_of(node, value, 1))
        if len(value) != 1 or value[0] not in _BLANKS:
            raise _fault(node, "template-blank", least=str(_BLANKS[0]), most=str(_BLANKS[-1]))
        return Value(field, blank=int(value[0]))

    def reference(self, node: nodes.Node, scope: Scope) -> Reference:
        from jinja2 import nodes

        steps: list[str | int] = []
        while isinstance(node, nodes.Getattr | nodes.Getitem):
            step: Any = node.attr if isinstance(node, nodes.Getattr) else None
            if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
                step = node.arg.value
            if not isinstance(step, str | int) or isinstance(step, bool):
                raise _refuse(node)
            if isinstance(step, int) and not 0 <= step < 100:
                raise _refuse(node)
            steps.insert(0, step)
            node = node.node
        if not isinstance(node, nodes.Name):
            raise _refuse(node)
        field = Reference(node.name, tuple(steps))
        _check_name(node, field, scope)
        return field

    def choice(self, node: nodes.If, scope: Scope, depth: int) -> Choice:
        cases: list[tuple[Condition | None, tuple[Node, ...]]] = []
        for case in (node, *node.elif_):
            body = tuple(self.read(case.body, scope, depth + 1))
            cases.append((self.condition(case.test, scope), body))
        if node.else_:
            cases.append((None, tuple(self.read(node.else_, scope, depth + 1))))
        return Choice(tuple(cases))

    def condition(self, node: nodes.Node, scope: Scope) -> Condition:
        from jinja2 import nodes

        if isinstance(node, nodes.Not):
            return Condition("not", parts=(self.condition(node.node, scope),))
        if isinstance(node, nodes.And | nodes.Or):
            parts = (self.condition(node.left, scope), self.condition(node.right, scope))
            return Condition("and" if isinstance(node, nodes.And) else "or", parts=parts)
        if isinstance(node, nodes.Compare):
            (first, *more), right = node.ops, node.ops[0].expr
            if more or first.op not in ("eq", "ne") or not isinstance(right, nodes.Const):
                raise _refuse(node)
            equal = Condition("equal", self.reference(node.expr, scope), str(right.value))
            return equal if first.op == "eq" else Condition("not", parts=(equal,))
        return Condition("set", self.reference(node, scope))

    def loop(self, node: nodes.For, scope: Scope, depth: int) -> Loop:
        from jinja2 import nodes

        if scope or node.else_ or node.test or node.recursive:
            raise _refuse(node)
        if not isinstance(node.target, nodes.Name):
            raise _refuse(node)
        variable, field = node.target.name, self.reference(node.iter, scope)
        if field.steps or not isinstance(FIELDS[field.root].kind, Lines | Rows):
            raise _fault(node, "template-no-list", name=field.written)
        if variable in FIELDS or variable == LOOP:
            raise _fault(node, "template-variable", name=variable)
        inner = {variable: field.root}
        return Loop(variable, field, tuple(self.read(node.body, inner, depth + 1)))


def _fault(node: nodes.Node, code: str, **values: str) -> LineFaultError:
    return LineFaultError(max(0, node.lineno - 2), code, **values)


def _refuse(node: nodes.Node) -> LineFaultError:
    return _fault(node, "template-refused", names=_NAMES)


def _text_of(node: nodes.Filter, value: Sequence[object], number: int) -> str:
    expected = 2 if node.name == "plural" else 1
    text = value[number] if len(value) == expected else None
    if not isinstance(text, str) or (not text.strip() and node.name != "join"):
        raise _fault(node, "template-words", name=node.name)
    return text


def _check_name(node: nodes.Node, field: Reference, scope: Scope) -> None:
    """Raise LineFaultError if there is no such field."""
    if field.root == LOOP and scope and field.steps in (("first",), ("last",)):
        return
    root = scope.get(field.root, field.root)
    if field.root == LOOP:
        raise _refuse(node)
    if root not in FIELDS:
        near = find_near_word(root, [*FIELDS, *scope])
        raise _fault(node, "template-unknown-near" if near else "template-unknown", name=field.written, near=near)  # fmt: skip
    kind, steps = FIELDS[root].kind, list(field.steps)
    known: Sequence[str] = ()
    if isinstance(kind, Lines | Rows) and field.root in scope:
        steps.insert(0, 0)
    if isinstance(kind, Group):
        known = tuple(kind.fields)
        fits = not steps or (len(steps) == 1 and steps[0] in known)
    elif isinstance(kind, Rows):
        known = tuple(kind.columns)
        fits = not steps or (isinstance(steps[0], int) and len(steps) < 3 and (len(steps) == 1 or steps[1] in known))  # fmt: skip
    elif isinstance(kind, Lines):
        fits = not steps or (isinstance(steps[0], int) and len(steps) == 1)
    else:
        fits = not steps
    if not fits and isinstance(kind, Rows) and isinstance(steps[0], str) and steps[0] in known:
        raise _fault(node, "template-list", name=field.root)
    if not fits:
        last = str(steps[-1])
        near = find_near_word(last, known)
        guess = field.written.removesuffix(last) + near if near else ""
        raise _fault(node, "template-unknown-near" if near else "template-unknown", name=field.written, near=guess)  # fmt: skip


def _check_value(node: nodes.Node, field: Reference, scope: Scope) -> None:
    """Raise LineFaultError if the field has no words to print: a list, a choice, a switch."""
    root = scope.get(field.root, field.root)
    if field.root == LOOP:
        raise _refuse(node)
    kind, steps = FIELDS[root].kind, len(field.steps) + (field.root in scope)
    whole = {Group: 1, Lines: 1, Rows: 2}.get(type(kind), 0)
    if steps < whole:
        raise _fault(node, "template-list", name=field.written)
    value = value_type(field.name({field.root: f"{root}.1"} if field.root in scope else {}))
    printable = type(value) in (Text, Time, Date, Number)
    if not printable or getattr(value, "holds", "") == "file":
        raise _fault(node, "template-no-words", name=field.written)


def _check_lines(node: nodes.Node, field: Reference) -> None:
    if field.steps or field.root not in FIELDS or not isinstance(FIELDS[field.root].kind, Lines):
        raise _fault(node, "template-no-list", name=field.written)
