"""Tags that say nothing left out: the typesetter gives each piece of text a Span or NonStruct of
its own, which is half of all tags. What they hold goes to the element around them.
"""

from __future__ import annotations

from typing import Any

from handout.publish.pdf.raw_object import drop_object, resolve

_SILENT = frozenset(("/Span", "/NonStruct"))
_BARE = frozenset(("Type", "S", "P", "Pg", "K"))


def drop_silent_tags(pdf: Any) -> None:
    """Leave the tags that say nothing out of `pdf`, a pydyf.PDF that is about to be written, and of
    the others what a reader knows without it.
    """
    root = resolve(pdf.objects, pdf.catalog["StructTreeRoot"])
    nums = resolve(pdf.objects, root["ParentTree"])["Nums"]
    pages = [pdf.objects[number].reference for number in pdf.pages["Kids"][::3]]
    owners = {page: nums[2 * index + 1] for index, page in enumerate(pages)}
    _lighten(pdf, resolve(pdf.objects, root["K"][0]), owners)


def _lighten(pdf: Any, element: Any, owners: dict[bytes, Any]) -> None:
    kids: list[Any] = []
    for kid in element["K"]:
        child = None if isinstance(kid, int) else resolve(pdf.objects, kid)
        if child is None or "S" not in child:  # a mark, or what a link refers to
            kids.append(kid)
            continue
        _lighten(pdf, child, owners)
        if not _says_nothing(pdf, child, element):
            kids.append(kid)
            continue
        for inner in child["K"]:
            if isinstance(inner, int):
                owners[child["Pg"]][inner] = element.reference
            else:
                resolve(pdf.objects, inner)["P"] = element.reference
        kids += child["K"]
        drop_object(pdf, child.number)
    element["K"][:] = kids
    element.pop("Type", None)


def _says_nothing(pdf: Any, tag: Any, above: Any) -> bool:
    if not _BARE.issuperset(tag):
        return False
    if tag["S"] == "/Div":
        return not tag["K"]
    marks = any(isinstance(kid, int) for kid in tag["K"])
    others = (resolve(pdf.objects, kid) for kid in tag["K"] if not isinstance(kid, int))
    movable = all("S" in other for other in others) and (not marks or tag["Pg"] == above.get("Pg"))
    return tag["S"] in _SILENT and movable
