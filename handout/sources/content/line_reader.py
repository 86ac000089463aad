"""The Jinja of a line -> the nodes of line_nodes: Jinja's parser reads it, and what is not named
here is refused. No attributes but columns, no calls, no macros, no includes; nothing is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from handout.plural_forms import CATEGORIES
from handout.sources.content.line_nodes import (
    LOOP,
    Choice,
    Condition,
    Joined,
    Loop,
    Node,
    Plural,
    Reference,
    Scope,
    Value,
    Words,
)
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows, value_type
from handout.sources.fields.near_words import find_near_word
from handout.sources.fields.types import Choice as ChoiceType
from handout.sources.fields.types import Date, Number, Text, Time

if TYPE_CHECKING:
    from jinja2 import nodes

MOST_DEPTH = 4  # of `if` and `for` in one another
_FILTERS = ("default", "blank", "join", "plural")
FILTER_NAMES = ", ".join(_FILTERS)
_BLANKS = range(20, 241)  # pt
_SLIPS = {
    "template-elif": re.compile(r"\{%\s*(?:else\s+if|else\s*if|elsif|elseif)\b"),
    "template-equals": re.compile(r"\{%[^%]*[^=!<>]=[^=]"),
    "template-end": re.compile(r"\{%\s*end\s+(?:if|for)\b"),
    "template-unclosed": re.compile(r"\{%\s*(?:if|for|elif)\b"),
}
"""What people write for what Jinja knows, by the code that says so; the last where none ends it."""
_PRINTABLE = (Text, Time, Date, Number)


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


def read_jinja(source: str) -> tuple[Node, ...]:
    """Return what the Jinja in `source` says, in which each tag begins a line of its own.

    Raise LineFaultError: its tag is the number of that line less one.
    """
    from jinja2 import Environment, TemplateSyntaxError

    # {# begins an id of ours, no comment.
    environment = Environment(comment_start_string="\ufddd#", comment_end_string="#\ufddd")
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        tag = max(0, error.lineno - 2)
        raise LineFaultError(tag, _syntax_code(source.split("\n")[1:][tag : tag + 1])) from None
    except RecursionError:
        raise LineFaultError(0, "template-deep", most=str(MOST_DEPTH)) from None
    return tuple(_Reader().read(tree.body, {}, 0))


def _syntax_code(lines: Sequence[str]) -> str:
    """Return the code of the Problem for a tag that Jinja cannot read, at the start of a line."""
    tag = "".join(lines)
    return next((code for code, pattern in _SLIPS.items() if pattern.match(tag)), "template-syntax")


class _Reader:
    """Jinja's tree -> our own nodes: what is not named here is refused."""

    def read(self, body: Sequence[nodes.Node], scope: Scope, depth: int) -> Iterator[Node]:
        from jinja2 import nodes

        for node in body:
            if depth > MOST_DEPTH:
                raise _fault(node, "template-deep", most=str(MOST_DEPTH))
            if isinstance(node, nodes.Output):
                yield from (self.read_printed(part, scope) for part in node.nodes)
            elif isinstance(node, nodes.If):
                yield self.choice(node, scope, depth)
            elif isinstance(node, nodes.For):
                yield self.loop(node, scope, depth)
            else:
                raise _refuse(node)

    def read_printed(self, node: nodes.Node, scope: Scope) -> Node:
        from jinja2 import nodes

        if isinstance(node, nodes.TemplateData):
            return Words(node.data.replace("\n", ""))
        if isinstance(node, nodes.Filter):
            return self.read_filtered(node, scope)
        field = self.reference(node, scope)
        _check_value(node, field, scope)
        return Value(field)

    def read_filtered(self, node: nodes.Filter, scope: Scope) -> Node:
        from jinja2 import nodes

        if node.name not in _FILTERS:
            near = find_near_word(node.name, _FILTERS)
            code = "template-filter-near" if near else "template-filter"
            raise _fault(node, code, name=node.name, near=near, names=FILTER_NAMES)
        has_names = node.kwargs and node.name != "plural"
        if has_names or node.dyn_args or node.dyn_kwargs or node.node is None:
            raise _refuse(node)
        value = [part.value for part in node.args if isinstance(part, nodes.Const)]
        if len(value) != len(node.args):
            raise _refuse(node)
        if node.name == "default" and isinstance(node.node, nodes.Filter):
            inner = self.read_filtered(node.node, scope)
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
            _check_number(node, field, scope)
            forms = tuple(_plural_forms(node))
            return Plural(field, _text_of(node, value, 0), _text_of(node, value, 1), forms)
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
            field = self.reference(node.expr, scope)
            _check_text(node, field, str(right.value))
            equal = Condition("equal", field, str(right.value))
            return equal if first.op == "eq" else Condition("not", parts=(equal,))
        return Condition("set", self.reference(node, scope))

    def loop(self, node: nodes.For, scope: Scope, depth: int) -> Loop:
        from jinja2 import nodes

        if scope:
            raise _fault(node, "template-nested")
        if node.else_ or node.test or node.recursive:
            raise _refuse(node)
        if not isinstance(node.target, nodes.Name):
            raise _refuse(node)
        variable, field = node.target.name, self.reference(node.iter, scope)
        if field.steps or not isinstance(FIELDS[field.root].kind, Lines | Rows):
            raise _fault(node, "template-no-list", name=field.source_text)
        if variable in FIELDS or variable == LOOP:
            raise _fault(node, "template-variable", name=variable)
        inner = {variable: field.root}
        return Loop(variable, field, tuple(self.read(node.body, inner, depth + 1)))


def _fault(node: nodes.Node, code: str, **values: str) -> LineFaultError:
    return LineFaultError(max(0, node.lineno - 2), code, **values)


def _refuse(node: nodes.Node) -> LineFaultError:
    return _fault(node, "template-refused", names=FILTER_NAMES)


def _text_of(node: nodes.Filter, value: Sequence[object], number: int) -> str:
    expected = 2 if node.name == "plural" else 1
    text = value[number] if len(value) == expected else None
    if not isinstance(text, str) or (not text.strip() and node.name != "join"):
        raise _fault(node, "template-words", name=node.name)
    return text


def _plural_forms(node: nodes.Filter) -> Iterator[tuple[str, str]]:
    """Yield the forms that a language has besides the two: few="ثوانٍ"."""
    forms: list[Any] = node.kwargs
    for keyword in forms:
        text = getattr(keyword.value, "value", None)
        if keyword.key not in CATEGORIES:
            names = ", ".join(CATEGORIES)
            raise _fault(node, "template-form", found=keyword.key, names=names)
        if not isinstance(text, str) or not text.strip():
            raise _fault(node, "template-words", name=node.name)
        yield keyword.key, text


def _check_name(node: nodes.Node, field: Reference, scope: Scope) -> None:
    """Raise LineFaultError if there is no such field."""
    if field.root == LOOP:
        if scope and field.steps in (("first",), ("last",)):
            return
        raise _refuse(node)
    root = scope.get(field.root, field.root)
    if root not in FIELDS:
        raise _unknown_field_error(node, field, find_near_word(root, [*FIELDS, *scope]))
    # A loop's variable stands for one row.
    steps = (0, *field.steps) if field.root in scope else field.steps
    columns = _columns(root)
    if not _fits(root, steps):
        if steps[0] in columns and isinstance(FIELDS[root].kind, Rows):
            raise _fault(node, "template-list", name=field.root)
        last = str(steps[-1])
        near = find_near_word(last, columns) if last not in columns else ""
        raise _unknown_field_error(
            node, field, field.source_text.removesuffix(last) + near if near else ""
        )


def _columns(root: str) -> tuple[str, ...]:
    kind = FIELDS[root].kind
    if isinstance(kind, Group):
        return tuple(kind.fields)
    return tuple(kind.columns) if isinstance(kind, Rows) else ()


def _fits(root: str, steps: Sequence[str | int]) -> bool:
    """Tell whether the field `root` has what these steps lead to."""
    kind, columns = FIELDS[root].kind, _columns(root)
    if not steps:
        return True
    if isinstance(kind, Group):
        return len(steps) == 1 and steps[0] in columns
    if not isinstance(kind, Lines | Rows) or not isinstance(steps[0], int):
        return False
    if steps[0] >= kind.most:
        return False
    return len(steps) == 1 or (len(steps) == 2 and steps[1] in columns)


def _unknown_field_error(node: nodes.Node, field: Reference, near: str) -> LineFaultError:
    code = "template-unknown-near" if near else "template-unknown"
    return _fault(node, code, name=field.source_text, near=near)


def _check_value(node: nodes.Node, field: Reference, scope: Scope) -> None:
    """Raise LineFaultError if the field has no words to print: a list, a choice, a switch."""
    root = scope.get(field.root, field.root)
    if field.root == LOOP:
        raise _refuse(node)
    steps = len(field.steps) + (field.root in scope)
    needed = {Group: 1, Lines: 1, Rows: 2}.get(type(FIELDS[root].kind), 0)
    if steps < needed:
        raise _fault(node, "template-list", name=field.source_text)
    value = value_type(field.name({field.root: f"{root}.1"} if field.root in scope else {}))
    if type(value) not in _PRINTABLE or getattr(value, "holds", "") == "file":
        raise _fault(node, "template-no-words", name=field.source_text)


def _check_number(node: nodes.Node, field: Reference, scope: Scope) -> None:
    if field.root in scope or not isinstance(value_type(field.name(scope)), Number):
        raise _fault(node, "template-no-number", name=field.source_text)


def _check_text(node: nodes.Node, field: Reference, text: str) -> None:
    """Raise LineFaultError if a field that is a choice is never `text`."""
    kind = FIELDS[field.root].kind if field.root in FIELDS else None
    if isinstance(kind, ChoiceType) and text not in kind.options:
        near = find_near_word(text, kind.options)
        names = ", ".join(kind.options)
        raise _fault(
            node, "template-never", name=field.source_text, text=text, near=near, names=names
        )


def _check_lines(node: nodes.Node, field: Reference) -> None:
    if field.steps or field.root not in FIELDS or not isinstance(FIELDS[field.root].kind, Lines):
        raise _fault(node, "template-no-list", name=field.source_text)
