"""The tags of a handout in a print run: simplified, with ids that are unique in it."""

from __future__ import annotations

from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Object


def simplify(element: Object, owners: Mapping[tuple[int, int], Object], number: str) -> None:
    """Make the tags below `element` fewer, and the ids of table cells differ from other handouts'.

    `number` goes before their ids. The typesetter gives each piece of text a Span or NonStruct of
    its own, which says nothing and is half of all tags: the text goes to the element around it.
    `owners` has, by page, the element that each piece of text belongs to.
    """
    if "/ID" in element:
        element.ID = pikepdf.String(f"{number}-{element.ID}")
    attributes = element.get("/A")
    if attributes is not None and "/Headers" in attributes:
        attributes.Headers = Array(
            [pikepdf.String(f"{number}-{header}") for header in attributes.Headers]
        )
    children = element.get("/K")
    if not isinstance(children, Array):
        return
    remaining: list[object] = []
    for child in children:
        if not isinstance(child, Dictionary) or "/S" not in child:
            remaining.append(child)
            continue
        if "/Type" in child:
            del child.Type  # it may be left away, and there are hundreds of thousands
        bare = str(child.S) in _NOTHING and _BARE.issuperset(child.keys())
        marks = _marks(child) if bare else None
        if marks is None:
            simplify(child, owners, number)
            marks = _marks(child) if bare else None
        if marks is None or (marks and str(child.S) == "/Div"):
            remaining.append(child)
            continue
        for mark in marks:
            owners[child.Pg.objgen][mark] = element
        remaining += marks
    element.K = Array(remaining)


_NOTHING = frozenset(("/Span", "/NonStruct", "/Div"))  # a Div says nothing if it is empty
_BARE = frozenset(("/S", "/P", "/Pg", "/K"))


def _marks(element: Object) -> list[int] | None:
    """Return the pieces of text that `element` is; None if it holds anything else."""
    marks: list[object] = list(element.K)
    return (
        [mark for mark in marks if isinstance(mark, int)]
        if all(isinstance(mark, int) for mark in marks)
        else None
    )
