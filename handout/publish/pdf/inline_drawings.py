"""Small drawings written into the page that shows them.

The typesetter writes each sign and each border as an object of its own (a form XObject), with
resources of its own: on a sheet that is 12 KB of wrapping for 9 KB of drawings.
"""

from __future__ import annotations

import re
from typing import Any

from handout.publish.pdf.raw_object import drop_object, number_of, resolve

# What names something of the drawing's own resources, is words, or is tagged.
_OWN_RESOURCES = re.compile(rb"\b(?:Do|Tf|Tj|TJ|sh|cs|CS|scn|SCN|BI|BMC|BDC|BT)\s")
_STATE = re.compile(rb"/(\S+) gs\s")
_OPAQUE = {b"a1.0", b"A1.0", b"a1", b"A1"}
_SHOWN = re.compile(rb"/(x\d+) Do")


def inline_drawings(pdf: Any) -> None:
    """Write the drawings of `pdf`, a pydyf.PDF that is about to be written, into its pages where
    that shows the same.
    """
    for number in pdf.pages["Kids"][::3]:
        page = pdf.objects[number]
        resources, content = (
            resolve(pdf.objects, page["Resources"]),
            resolve(pdf.objects, page["Contents"]),
        )
        inlined = _inline_shown(pdf, resources, content.stream)
        for name in inlined:
            reference = resources["XObject"].pop(name)
            drop_object(pdf, number_of(resolve(pdf.objects, reference).extra["Resources"]))
            drop_object(pdf, number_of(reference))


def _inline_shown(pdf: Any, resources: dict[str, Any], content: list[Any]) -> set[str]:
    """Write the drawings among `resources` into `content`. Return the names of those."""
    inlined: set[str] = set()
    written: list[Any] = []
    for item in content:
        shown = _SHOWN.fullmatch(item) if isinstance(item, bytes) else None
        name = shown[1].decode() if shown else ""
        drawing = resolve(pdf.objects, resources["XObject"][name]) if shown else None
        operators = _simple_operators(drawing) if drawing else None
        if drawing is None or operators is None:
            written.append(item)
            continue
        states = resolve(pdf.objects, drawing.extra["Resources"]).get("ExtGState", {})
        for state, entries in states.items():
            resources["ExtGState"].setdefault(state, entries)
        written += [b"q", operators, b"Q"]
        inlined.add(name)
    content[:] = written
    return inlined


def _simple_operators(drawing: Any) -> bytes | None:
    """Return what `drawing` draws; None if it cannot stand in the page."""
    if drawing.extra.get("Subtype") != "/Form" or "Matrix" in drawing.extra:
        return None
    lines = [item if isinstance(item, bytes) else str(item).encode() for item in drawing.stream]
    operators = b"\n".join(lines)
    if _OWN_RESOURCES.search(operators + b"\n"):
        return None
    # What is not opaque shines through as a whole.
    return operators if set(_STATE.findall(operators + b"\n")) <= _OPAQUE else None
