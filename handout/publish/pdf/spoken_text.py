"""What is heard and copied: lines in another language than the sheet, and letters that change their
shapes (Arabic, Hebrew, Indic scripts).

A font draws them of pieces (a dot, a bowl, two letters in one), and a piece has no letter of its
own. WeasyPrint 70 names a letter for each piece, a wrong one or none. So the words themselves are
put beside what is drawn (ActualText, ISO 32000-1, 14.9.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_SHAPED = re.compile("[\u0590-\u10ff\u1200-\u1dff\ufb1d-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff]")
_NO_LETTER = re.compile(rb"(?<=> )<>")
_JOINER = b"<200d>"  # shows nothing, and is a letter to PDF/UA (7.21.7)


@cache
def speak_shaped_text() -> None:
    """Have the typesetter put the words beside each stretch of such letters, from now on."""
    import pydyf
    from weasyprint.pdf.stream import Stream

    begin = Stream.marked

    @contextmanager
    def marked(self: Any, box: Any, tag: str) -> Iterator[None]:
        with begin(self, box, tag):
            text = getattr(box, "text", None)
            if isinstance(text, str) and _SHAPED.search(text) and self._tags is not None:
                # The dictionary that was written last, before its operator.
                self.stream[-2]["ActualText"] = pydyf.String(text)
            yield

    Stream.marked = marked


@cache
def tag_languages() -> None:
    """Have the typesetter write the language of an element with the attribute lang into its tag
    (ISO 32000-1, 14.9.2), from now on: WeasyPrint 70 writes that of the whole alone.
    """
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def build_with_language(box: Any, *others: Any) -> Iterator[Any]:
        element: Any = getattr(getattr(box, "_box", box), "element", None)
        language = None
        if element is not None and element.tag not in ("html", "body"):
            language = element.get("lang")
        for tag in build(box, *others):
            if language and tag["S"] not in ("/NonStruct", "/Lbl", "/LBody"):
                tag["Lang"] = pydyf.String(language)
            yield tag

    tags._build_box_tree = build_with_language


def name_pieces(pdf: Any) -> None:
    """Give each glyph of `pdf`, a pydyf.PDF that is about to be written, a letter."""
    for element in pdf.objects:
        content = getattr(element, "stream", None)
        if isinstance(content, list) and b"begincmap" in content:
            content[:] = [_NO_LETTER.sub(_JOINER, line) for line in content]
