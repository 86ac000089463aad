"""Build the key and the slots of a part: fields go into slots, everything else into the key.

What is in the key is drawn into the part. A part that draws words of a classroom's own is not
`shared`.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from itertools import groupby

from handout.compiled.parts.slots import (
    BEYOND_PAGE,
    CODE,
    Group,
    Logo,
    SheetPart,
    Slot,
    slot_text,
)
from handout.compiled.pdf.types import NotCompilableError
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.sheet.phrase import (
    Phrase,
    PhrasePart,
    phrase_text,
    split_at_line_ends,
    to_phrase,
)
from handout.layout.text.line_breaking import TextStyle, extra_characters
from handout.sources.markdown.inline_html import Run


class KeyBuilder:
    """Fills one part after the other.

    With `tokens` a word of our own, matched by TOKEN, stands for what is in a slot.

    `is_own` tells of a field, by its dotted name, whether what it says is the classroom's own;
    `language_of` the language of a phrase where it is not the sheet's.
    """

    def __init__(
        self,
        look: tuple[object, ...],
        calculator: HeightCalculator,
        tokens: bool,
        is_own: Callable[[str], bool],
        language_of: Callable[[Phrase], str],
    ) -> None:
        self.tokens = tokens
        self.parts: list[SheetPart] = []
        self._look, self._calculator = look, calculator
        self._is_own, self._language_of = is_own, language_of
        self._shared = True
        self._count = 0
        self._slots: list[Slot] = []
        self._groups: list[Group] = []
        self._key: list[object] = []
        self._code = ""
        self._logo: Logo | None = None

    def add_to_key(self, *facts: object) -> None:
        """Put into the key."""
        self._key += facts

    def add_words_to_key(self, *texts: str) -> None:
        """Put words that are drawn as they are into the key, and what their tags say of them."""
        self.add_to_key(
            *texts, *filter(None, (self._language_of(to_phrase(text)) for text in texts))
        )

    def add_ownership(self, is_own: bool) -> None:
        """The part draws words, or a picture, that are the classroom's `is_own`, or are not."""
        self._shared = self._shared and not is_own

    def add_phrase_to_key(self, phrase: Phrase) -> None:
        """Put a phrase into the key that is drawn as it is, in no slot."""
        self.add_to_key(repr(phrase), self._language_of(phrase))
        self.add_ownership(
            any(span.text and span.field and self._is_own(span.field) for span in phrase)
        )

    def finish_part(self, name: str, to_the_right: bool = False, in_lines: bool = False) -> None:
        """This was the part `name`.

        Its lines end where they should, not start there, if they are set `to_the_right`. With
        `in_lines` each line of its block is a slot.
        """
        if to_the_right:
            self._slots = [slot._replace(ends=True) for slot in self._slots]
        self.parts.append(
            SheetPart(
                name,
                fingerprint([self._look, name, self._key]),
                tuple(self._slots),
                tuple(self._groups),
                self._code,
                self._logo,
                self._shared,
                in_lines,
            )
        )
        self._slots, self._groups, self._key = [], [], []
        self._code, self._logo = "", None
        self._shared = True

    def add_group(
        self, least: float, left: float = -BEYOND_PAGE, right: float = BEYOND_PAGE
    ) -> int:
        """Return a row that grows (slots.Group); its number."""
        self._groups.append(Group(least, left, right))
        self.add_to_key(("row", round(least, 2), left, right))
        return len(self._groups) - 1

    def add_qr_code(self, url: str) -> str:
        """Have the QR code of `url` drawn, if it is not empty; the address that stands for it."""
        self.add_to_key(bool(url))
        if not url:
            return ""
        self._code = url
        return CODE if self.tokens else url

    def add_logo(self, logo: Logo | None) -> None:
        """Have a logo drawn, if there is one. A wide one has another box.

        Raises NotCompilableError if it shows nothing: its tag could not be told.
        """
        if logo and not logo.shows:
            raise NotCompilableError("picture")
        self._logo = logo
        self.add_to_key(logo and logo.picture.is_wide)

    def add_slot(self, slot: Slot) -> str:
        """Add a slot; the word that stands for it.

        Raises NotCompilableError if it has letters that are in none of our faces.
        """
        if extra_characters(slot_text(slot.pieces)):
            raise NotCompilableError("letters")
        self._slots.append(slot)
        self.add_to_key("slot")
        self._count += 1
        return f"Zq{self._count - 1:03}x"

    def add_phrase(
        self,
        phrase: Phrase,
        style: TextStyle,
        measure: float,
        leading: float,
        group: int = -1,
        features: tuple[str, ...] = (),
        pushes: bool = False,
    ) -> Phrase:
        """Put `phrase`, which has no blanks, into a slot if there is a field in it; what stands for
        it.

        Words with letters that are in none of our faces go into the key, unless they are the
        classroom's own: then it raises NotCompilableError.
        """
        text = phrase_text(phrase)
        if not any(span.field for span in phrase):
            self.add_to_key(text)
            return phrase
        is_own = any(span.field and self._is_own(span.field) for span in phrase)
        if not is_own and extra_characters(text):
            self.add_phrase_to_key(phrase)
            return phrase
        lines = self._calculator.phrase_lines(phrase, style, measure) if group < 0 else 1
        if lines > 1:
            self.add_to_key(lines)
        language = self._language_of(phrase)
        if language:
            self.add_to_key(language)
        text = "\n".join(map(phrase_text, split_at_line_ends(phrase)))
        pieces = (Run(text, False, False),)
        token = self.add_slot(Slot(pieces, measure, leading, group, features, pushes))
        if not self.tokens:
            return phrase
        words = self.fill_lines(token, lines, style, measure)
        return (PhrasePart(words, "x", language=language),)

    def fill_lines(self, token: str, lines: int, style: TextStyle, measure: float) -> str:
        """Return words that take as many lines, each of which begins with `token`."""
        return " ".join(self._filler(token, index, style, measure, lines) for index in range(lines))

    def _filler(self, token: str, index: int, style: TextStyle, measure: float, lines: int) -> str:
        """Return a word that takes the n-th of `lines` lines alone."""
        if lines == 1:
            return token
        word = token + "abcdefgh"[index]
        while (
            self._calculator.phrase_lines((PhrasePart(word),), style, measure) == 1
            and self._calculator.phrase_lines((PhrasePart(f"{word} {word}"),), style, measure) == 1
        ):
            word += "m"
        return word

    def add_phrase_with_blanks(
        self, phrase: Phrase, style: TextStyle, measure: float, leading: float
    ) -> Phrase:
        """Put `phrase`, which has blanks, into slots that push what follows on the line.

        Raises NotCompilableError if it takes two; where no field says anything, they are drawn as
        they are.
        """
        if any(span.field and not span.blank for span in phrase):
            self.check_one_line(phrase, style, measure)
        filled: list[PhrasePart] = []
        for blank, spans in groupby(phrase, key=lambda span: bool(span.blank)):
            together = tuple(spans)
            if blank:
                self.add_to_key(*(("blank", span.blank, span.field) for span in together))
                filled += together
            else:
                filled += self.add_phrase(together, style, measure, leading, pushes=True)
        return tuple(filled)

    def check_one_line(self, phrase: Phrase, style: TextStyle, measure: float) -> None:
        """See to it that `phrase`, which has blanks, takes one line. Raises NotCompilableError."""
        if self._calculator.phrase_lines(phrase, style, measure) > 1:
            raise NotCompilableError("blanks on two lines")


def fingerprint(key: object) -> str:
    """Return the sum of a key."""
    return sha256(repr(key).encode()).hexdigest()[:32]
