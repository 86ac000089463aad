"""Signs without ink that come along when words are copied: which of them no source keeps.

A name with one of them in it must be found as that name, and what orders words on another program's
page (UAX 9) does it wrong on ours, which sets names and numbers apart by itself.
"""

from __future__ import annotations

import re

from handout.writing_direction import has_leftward_letters

# Soft hyphens, spaces and joiners of no width, fillers, embeddings, overrides and isolates, and the
# sign in place of a picture. A joiner stays behind a letter or an emoji that is joined (UTS 51;
# Persian, Hindi), a choice of a shape behind a sign that has several. Of a keycap, a digit with a
# frame, the digit is printed: no face of ours has the frame, and that of another prints as an empty
# box beside the digit. Written so that a browser reads the pattern too.
UNSEEN = re.compile(
    r"[\xad\u034f\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc]"
    r"|(?<![^\x00-\u05ff\u2000-\u206f])[\u200c\u200d]"
    r"|(?<=[0-9#*])\ufe0f?\u20e3|(?<![^\x00-\x7f])[\ufe00-\ufe0f]"
)
# These order signs between words that run to the left and words that do not, and nothing else.
_MARKS = re.compile(r"[\u200e\u200f\u061c]")


def remove_unseen(text: str) -> str:
    """Return `text` without the signs that no source keeps."""
    if text.isascii():
        return text
    text = UNSEEN.sub("", text)
    unmarked = _MARKS.sub("", text)
    return text if has_leftward_letters(unmarked) else unmarked


def unseen_codes(text: str) -> str:
    """Return the code points of what remove_unseen takes out of `text`, each once; "" if none."""
    if text.isascii():
        return ""
    found = UNSEEN.findall(text)
    if not has_leftward_letters(_MARKS.sub("", text)):
        found += _MARKS.findall(text)
    codes = dict.fromkeys(f"U+{ord(sign):04X}" for sign in "".join(found))
    return ", ".join(codes)
