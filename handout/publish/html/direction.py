"""The sides of a style sheet by the direction of its language: where lines start and end.

Templates name start and end. Browsers know these; the typesetter does, but where a rule names the
same side by its other name later, it keeps the first (WeasyPrint 70). It is told left and right.
"""

from __future__ import annotations

import re

from handout.writing_direction import Direction

_RADIUS = re.compile(r"border-(start|end)-(start|end)-radius:")
_PAIR = re.compile(r"(margin|padding)-(inline|block): ([^;{}]+)")
_SIDE = re.compile(r"(margin|padding|border|inset)-inline-(start|end)(?=[:-])")
_KEYWORD = re.compile(r"(?<=float: |clear: )inline-(start|end)|(?<=text-align: )(start|end)\b")


def write_sides(css: str, direction: Direction) -> str:
    """Return `css` with left and right in place of start and end."""
    sides = {"start": "left", "end": "right"}
    if direction == "rtl":
        sides = {"start": "right", "end": "left"}

    def write_radius(match: re.Match[str]) -> str:
        edge = "top" if match[1] == "start" else "bottom"
        return f"border-{edge}-{sides[match[2]]}-radius:"

    def write_pair(match: re.Match[str]) -> str:
        name, axis, values = match[1], match[2], _split_values(match[3])
        edges = ("top", "bottom") if axis == "block" else (sides["start"], sides["end"])
        return f"{name}-{edges[0]}: {values[0]}; {name}-{edges[1]}: {values[-1]}"

    def write_side(match: re.Match[str]) -> str:
        side = sides[match[2]]
        return side if match[1] == "inset" else f"{match[1]}-{side}"

    css = _RADIUS.sub(write_radius, css)
    css = _PAIR.sub(write_pair, css)
    css = _SIDE.sub(write_side, css)
    css = _KEYWORD.sub(lambda match: sides[match[1] or match[2]], css)
    for name, side in sides.items():
        css = css.replace(f"var(--{name})", side)
    return css


def _split_values(text: str) -> list[str]:
    """Return the values in `text`: spaces in brackets part none."""
    values: list[str] = []
    depth = 0
    for word in text.split():
        if depth:
            values[-1] += f" {word}"
        else:
            values.append(word)
        depth += word.count("(") - word.count(")")
    return values
