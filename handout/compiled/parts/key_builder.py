"""What a part says on its way into slots and into its key: fields go into slots, all else into the key.

What is in the key is drawn into the part. A part that draws words of a classroom's own is not `shared`.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from itertools import groupby

from handout.compiled.parts.slots import CODE, NOWHERE, Filled, Group, Slot
from handout.compiled.pdf.types import NotCompilableError
from handout.layout.heights import HeightCalculator
from handout.layout.line_breaking import TextStyle
from handout.layout.phrase import Phrase, PhrasePart, phrase_text
from handout.sources.markdown.inline_html import Run


class Filling:
    """Fills one part after the other. With `tokens` a word of our own, matched by TOKEN, stands for what is in a slot.

    `is_own` tells of a field, by its dotted name, whether what it says is the classroom's own.
    """

    def __init__(
        self,
        look: tuple[object, ...],
        box: HeightCalculator,
        tokens: bool,
        is_own: Callable[[str], bool],
    ) -> None:
        self.tokens = tokens
        self.parts: list[Filled] = []
        self._look, self._box, self._is_own = look, box, is_own
        self._shared = True
        self._count = 0
        self._slots: list[Slot] = []
        self._groups: list[Group] = []
        self._key: list[object] = []
        self._code = ""

    def note(self, *what: object) -> None:
        """Put into the key."""
        self._key += what

    def note_own(self, own: bool) -> None:
        """The part draws words, or a picture, that are the classroom's `own`, or are not."""
        self._shared = self._shared and not own

    def note_drawn(self, phrase: Phrase) -> None:
        """Put a phrase into the key that is drawn as it is, in no slot."""
        self.note(repr(phrase))
        self.note_own(any(span.text and span.field and self._is_own(span.field) for span in phrase))

    def end(self, name: str, to_the_right: bool = False) -> None:
        """This was the part `name`. Its lines end where they should, not start there, if they are set `to_the_right`."""
        if to_the_right:
            self._slots = [slot._replace(ends=True) for slot in self._slots]
        self.parts.append(
            Filled(
                name,
                digest([self._look, name, self._key]),
                tuple(self._slots),
                tuple(self._groups),
                self._code,
                self._shared,
            )
        )
        self._slots, self._groups, self._key, self._code = [], [], [], ""
        self._shared = True

    def group(self, least: float, left: float = -NOWHERE, right: float = NOWHERE) -> int:
        """A row that grows (slots.Group); its number."""
        self._groups.append(Group(least, left, right))
        self.note(("row", round(least, 2), left, right))
        return len(self._groups) - 1

    def code(self, url: str) -> str:
        """Have the QR code of `url` drawn, if it is not empty; the address that stands for it."""
        self.note(bool(url))
        if not url:
            return ""
        self._code = url
        return CODE if self.tokens else url

    def slot(
        self,
        pieces: tuple[Run, ...],
        measure: float,
        leading: float,
        group: int,
        features: tuple[str, ...] = (),
        pushes: bool = False,
    ) -> str:
        """Put into a slot; the word that stands for it."""
        self._slots.append(Slot(pieces, measure, leading, group, features, pushes))
        self.note("slot")
        self._count += 1
        return f"Zq{self._count - 1:03}x"

    def phrase(
        self, phrase: Phrase, style: TextStyle, measure: float, leading: float,
        group: int = -1, features: tuple[str, ...] = (), pushes: bool = False,
    ) -> Phrase:  # fmt: skip
        """Put `phrase`, which has no blanks, into a slot if there is a field in it; what stands for it."""
        if not any(span.field for span in phrase):
            self.note(phrase_text(phrase))
            return phrase
        lines = self._box.phrase_lines(phrase, style, measure) if group < 0 else 1
        if lines > 1:
            self.note(lines)
        token = self.slot(
            (Run(phrase_text(phrase), False, False),), measure, leading, group, features, pushes
        )
        if not self.tokens:
            return phrase
        return (
            PhrasePart(
                " ".join(self._filler(token, n, style, measure, lines) for n in range(lines)), "x"
            ),
        )

    def _filler(self, token: str, n: int, style: TextStyle, measure: float, lines: int) -> str:
        """A word that takes the n-th of `lines` lines alone."""
        if lines == 1:
            return token
        word = token + "abcdefgh"[n]
        while (
            self._box.phrase_lines((PhrasePart(word),), style, measure) == 1
            and self._box.phrase_lines((PhrasePart(f"{word} {word}"),), style, measure) == 1
        ):
            word += "m"
        return word

    def gapped(self, phrase: Phrase, style: TextStyle, measure: float, leading: float) -> Phrase:
        """Put `phrase`, which has blanks, into slots that push what follows on the line. Raises NotCompilableError if it takes two."""
        self.on_one_line(phrase, style, measure)
        found: list[PhrasePart] = []
        for blank, spans in groupby(phrase, key=lambda span: bool(span.blank)):
            together = tuple(spans)
            if blank:
                self.note(*(("blank", span.blank, span.field) for span in together))
                found += together
            else:
                found += self.phrase(together, style, measure, leading, pushes=True)
        return tuple(found)

    def on_one_line(self, phrase: Phrase, style: TextStyle, measure: float) -> None:
        """See to it that `phrase`, which has blanks, takes one line. Raises NotCompilableError."""
        if self._box.phrase_lines(phrase, style, measure) > 1:
            raise NotCompilableError("blanks on two lines")


def digest(key: object) -> str:
    """The sum of a key."""
    return sha256(repr(key).encode()).hexdigest()[:32]
