"""The rules of a style sheet that something on a page can match."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from handout.publish.html.css import remove_empty_lines

_RULE = re.compile(r"^([^{}@\n]+)(\{[^{}\n]*\})$", re.MULTILINE)
_NAMES = re.compile(r' (class|id)="([^"]*)"')
# Values that are long and seldom alone: pictures, and the typefaces of headings.
_LONG_VALUE = re.compile(r'url\("data:[^"]*"\)|"[\w ]+"(?:, "?[\w ]+"?){3}')
# What says nothing in a rule: empty lines, spaces around signs and at the start of a line; around +
# and ~ they do in a selector, where a { follows, and not in a value. Numbers
# may have zeros at both ends, and more digits than a screen shows.
_QUOTED_OR_SPARE = re.compile(
    r"""(?m)(?P<quoted>"[^"\n]*"|'[^'\n]*')|^\s+| *(?P<sign>[{};,>]) *|(?<=[\w-])(?P<colon>:) +"""
    r"| (?P<joint>[+~]) (?=[^{};]*\{)"
    r"|(?<![\w.])(?P<number>\d*\.\d+)(?=pt|%)"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_NAMES_OF_ONE_ELEMENT = re.compile(r"(?:\.[a-z][\w-]*)+|#[a-z][\w-]*")

# What the editor of a file may give an element: OWN_CLASSES in templates/editor/box_writer.js, the
# widths that boxes.js gives boxes side by side, and the classes of its own buttons and choices.
_CLASSES_OF_EDITOR = frozenset(
    "ticked none said unsaid alone dots clear waiting choices tools box-tools".split()
) | {f"span-{width}" for width in range(1, 25)}
_NEW_BOX = ("class", "block paper")  # without a sign: so no sign of the page is needed in its color

# Characters, about as many as a face's line has: programs do not color longer lines, or cut them.
_LONGEST_LINE = 10_000

Elements = frozenset[tuple[str, str]]
"""The classes and ids of a page's elements: "class" or "id", and what it says."""


def select_rules(html: str, css: str) -> str:
    """Return `css` without the rules that no element of `html` can match.

    The typesetter tries each rule on every element like those it is for.
    """
    return _keep_rules(css, frozenset(_NAMES.findall(html)), frozenset())


def select_editable_rules(html: str, css: str, densities: frozenset[str]) -> str:
    """Return `css` without the rules that no element of a file can match, however it is edited.

    `densities` are those in which the editor may set a side.
    """
    elements = frozenset([*_NAMES.findall(html), _NEW_BOX])
    rules = _keep_rules(css, elements, densities | _CLASSES_OF_EDITOR)
    return _fill_lines(_close_up(_name_repeated_values(rules)))


@lru_cache(maxsize=64)
def _keep_rules(css: str, elements: Elements, given: frozenset[str]) -> str:
    """Return the rules of `css` for `elements`, any of which may be given the classes `given`."""
    ids = {f"#{name}" for kind, name in elements if kind == "id"}
    classes = [
        {f".{name}" for name in names.split()} for kind, names in elements if kind == "class"
    ]
    any_element = {f".{name}" for name in given}

    def may_match(names: str) -> bool:
        if names.startswith("#"):
            return names in ids
        wanted = set(re.findall(r"\.[\w-]+", names)) - any_element
        return not wanted or any(wanted <= present for present in classes)

    def keep_selectors(rule: re.Match[str]) -> str:
        selectors = [
            selector
            for selector in _split_selectors(rule[1])
            if all(map(may_match, _NAMES_OF_ONE_ELEMENT.findall(_without_brackets(selector))))
        ]
        return ",".join(selectors) + rule[2] if selectors else ""

    return remove_empty_lines(_RULE.sub(keep_selectors, css))


def _split_selectors(selectors: str) -> list[str]:
    """Return the selectors of a list: commas within brackets end none."""
    parts, depth = [""], 0
    for sign in selectors:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _without_brackets(selector: str) -> str:
    """Return a selector without what stands in brackets: an element may match without it."""
    while "(" in selector:
        selector, count = _BRACKETS.subn("", selector)
        if not count:
            break
    return selector


@lru_cache(maxsize=64)
def _close_up(css: str) -> str:
    """Return `css`, its lines as before, without spaces that say nothing."""

    def write(match: re.Match[str]) -> str:
        if match["number"]:
            number = f"{round(float(match['number']), 4):g}"
            return number.removeprefix("0") if "." in number else number
        return match["quoted"] or match["sign"] or match["colon"] or match["joint"] or ""

    return _QUOTED_OR_SPARE.sub(write, css)


@lru_cache(maxsize=64)
def _fill_lines(css: str) -> str:
    """Return `css` on few long lines: below them the words begin, which are for people."""
    lines = [""]
    for rule in re.split(r"(?<=[{};,])\n", css):
        if len(lines[-1]) + len(rule) > _LONGEST_LINE:
            lines.append("")
        lines[-1] += rule
    return "\n".join(lines)


@lru_cache(maxsize=64)
def _name_repeated_values(css: str) -> str:
    """Return `css` with each long value once: a second place names it."""
    counts = Counter(_LONG_VALUE.findall(css))
    names = {value: f"--v{n}" for n, value in enumerate(counts) if counts[value] > 1}
    if not names:
        return css
    named = _LONG_VALUE.sub(lambda is_: f"var({names[is_[0]]})" if is_[0] in names else is_[0], css)
    values = "; ".join(f"{name}: {value}" for value, name in names.items())
    return f"{named}\n:root {{ {values} }}"
