"""The second sheet of a Word file: the pages behind the first, in another language, to be read."""

from __future__ import annotations

from typing import Any

from handout.publish.docx.directions import set_directions
from handout.publish.docx.xml import DECLARED, space
from handout.sources.edited.second_sheet import SecondSheet, second_bookmark
from handout.sources.fields.languages import language_direction

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = ("bookmarkStart", "bookmarkEnd")
# In the order of ISO/IEC 29500 these stand behind the language of a run.
_BEHIND_LANGUAGE = ("eastAsianLayout", "specVanish", "oMath")


def append_second_sheet(document: Any, xml: str, language: str, number: int) -> None:
    """Put the body `xml` of a sheet behind that of `document`, on a new page.

    It has no fields and no marks of boxes: it is made anew from the first sheet, and what is read
    back ends before it. `number` is that of its one bookmark.
    """
    from docx.oxml import parse_xml

    root: Any = parse_xml(f"<w:document {DECLARED}><w:body>{xml}</w:body></w:document>".encode())
    set_directions(root, language_direction(language))
    added = root[0]
    for kind in _MARKS:
        for mark in list(added.iter(_MAIN + kind)):
            mark.getparent().remove(mark)
    for control in list(added.iter(f"{_MAIN}sdt")):
        _unwrap(control)
    for run in added.iter(f"{_MAIN}r"):
        _set_language(run, language)
    sheet = SecondSheet.of(list(added))
    start = _parse_start(second_bookmark(sheet.digest), number)
    end = document.part.element.body[-1]  # the section's properties
    for element in (start, *list(added)):
        end.addprevious(element)


def _unwrap(control: Any) -> None:
    """Put what stands in a control in its place."""
    content = control.find(f"{_MAIN}sdtContent")
    for element in list(content) if content is not None else ():
        control.addprevious(element)
    control.getparent().remove(control)


def _set_language(run: Any, language: str) -> None:
    props = run.get_or_add_rPr()
    if props.find(f"{_MAIN}lang") is not None:  # a line that stays in another language
        return
    element = props.makeelement(f"{_MAIN}lang", {f"{_MAIN}val": language})
    behind = [each for each in props if each.tag.removeprefix(_MAIN) in _BEHIND_LANGUAGE]
    if behind:
        behind[0].addprevious(element)
    else:
        props.append(element)


def _parse_start(name: str, number: int) -> Any:
    """Return the empty line with which the second sheet begins."""
    from docx.oxml import parse_xml

    mark = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{number}"/>'
    xml = space(1, mark, page_break=True)
    return parse_xml(xml.replace("<w:p>", f"<w:p {DECLARED}>", 1).encode())
