"""Find statements about the health of somebody who is named, or of one of the class."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from handout.privacy.people.persons import Finding
from handout.privacy.text.phrases import any_of, phrases_in
from handout.privacy.text.sentences import sentence_bounds
from handout.privacy.text.tokens import fold, folded_words, is_common, split_words
from handout.privacy.text.word_lists import phrase_list, word_set

_I = re.IGNORECASE
Hits = tuple[tuple[tuple[int, int], bool], ...]
"""Where words of health are, and whether they are surely such."""

_COUNTED = re.compile(
    r"\b(?:(?:hay|have|got|tengo|tenemos) \d{1,2}"
    r"|\d{1,2} (?:kids|students|children|ninos|alumnos|estudiantes)"
    r"|one|two|three|four|five|six|several|some|many|half|most|couple|mine|ours"
    r"|uno|una|dos|tres|varios)\b.{0,24}"
    r"\b(?:of|with|has|have|had|wears?|takes?|are|is|de|con|tienen?|toman?|usan?)\b",
    _I,
)
# A sentence that begins so goes on about the person before it.
_GOES_ON = re.compile(
    r"\s*(?:he|she|his|her|they|their|él|ella|su|sus|le|tiene|toma|usa|es|el|lleva)\b", _I
)
_OWN = re.compile(r"\bI(?: have| am| take| carry|'m|'ve)\b[^.]*\b(?:myself|too|so)\b|\bmyself\b")
_ANYBODY = re.compile(
    r"\b(?:if|when|whenever|in case|should)\b[^,.]{0,12}\b(?:any|an?|some)(?:one|body)?\b"
    r"|\b(?:solo|salvo) si\b|\bonly if\b"
    r"|\banyone\b|\bask who\b|\bpregunt\w+ quien(?:es)?\b|\bany (?:student|child|kid)\b"
    r"|\bsi (?:algun|alguien|una?)\b",
    _I,
)
_GENERAL = re.compile(r"\b(?:talk|signs?|words?|mention|senales|habla) (?:of|about|de)\b", _I)
_OPENING = re.compile(
    r"\W*([A-Z][a-z]+)"
    r"(?: (?:is|has|had|takes|was|gets|wears|just"
    r"|es|esta|tiene|toma|usa|tuvo|trae|lleva|padece|sufre|necesita)\b|:| -| \(|'s )"
)
_ADVICE = re.compile(r"[*_ ]*:[*_ ]*(\w+)")
_OWNED = re.compile(r"(?:'s)?[ :]{1,2}(?:\w{1,12} )?")
_CAPITALS = re.compile(r"(?<!\w)[A-Z][A-Z0-9]{1,4}(?!\w)")
_MOST_BACK = 3  # sentences
_FUZZY = 6  # letters of a word of health that may be misspelled


@lru_cache(maxsize=2048)  # most cells say what many others say
def health_words(text: str) -> Hits:
    """Return where words of health are in `text`, and whether they are surely such."""
    found = {(match.span(), True) for match in phrases_in("health_strong", text)}
    found |= {(match.span(), False) for match in phrases_in("health_weak", text)}
    found |= {(span, False) for span in _misspelled_words(text)}
    short = word_set("health_short")
    found |= {(m.span(), False) for m in _CAPITALS.finditer(text) if m[0].lower() in short}
    return tuple(sorted(found))


def health_findings(text: str, hits: Hits, persons: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what is said of somebody's health; `persons` are the names in the text."""
    named: set[tuple[int, int]] = set()
    people = any_of_list("health_person")
    bounds = sentence_bounds(text)
    at = 0
    for (start, end), sure in hits:
        while bounds[at][1] < end and at + 1 < len(bounds):
            at += 1
        first, last = bounds[at]
        is_owned = any(_OWNED.fullmatch(text, one.end, start) for one in persons)
        if not sure and not is_owned and _is_neutral(text, start, end, first, last):
            continue
        since = _start_of_person(text, bounds, at)
        if any(since <= one.start < last for one in persons):
            if (first, last) not in named:
                named.add((first, last))
                yield Finding("health-name", start, end)
        elif (match := _opening_name(text, first, start)) is not None:
            named.add((first, last))
            yield Finding("health-name", match.start(1), end)
        elif (
            _OWN.search(text, first, last)
            or _GENERAL.search(text, first, start)
            or not sure
            and _ANYBODY.search(text, first, last)
        ):
            continue
        elif sure or people.search(text, first, last) or _COUNTED.search(text, first, last):
            yield Finding("health-note", start, end)


def _opening_name(text: str, first: int, start: int) -> re.Match[str] | None:
    """Return where a sentence about health begins with a word that is a name as well.

    Nate is, Cruz has, Tyson: elsewhere they might be none.
    """
    match = _OPENING.match(text, first, start + 1)
    if match is None:
        return None
    word = match[1].lower()
    is_name = word in word_set("ambiguous_names") and word not in word_set("virtues")
    return match if is_name else None


def _is_neutral(text: str, start: int, end: int, first: int, last: int) -> bool:
    """Tell whether a word of health points to what everybody must know."""
    after = [word.fold for word in split_words(text[end : min(last, end + 30)])[:2]]
    if not word_set("health_neutral").isdisjoint(after):
        return True
    if _is_heading_of_advice(text, first, start, end):
        return True
    before = [word.fold for word in split_words(text[max(first, start - 30) : start])[-3:]]
    return not word_set("health_neutral_before").isdisjoint(before)


def _is_heading_of_advice(text: str, first: int, start: int, end: int) -> bool:
    """Tell whether a sentence begins with the word, and says what anybody does: Seizure: stay."""
    opens = re.search(r"\w", text[first:start]) is None
    advice = _ADVICE.match(text, end) if opens else None
    return advice is not None and fold(advice[1]) in word_set("known_words")


def _start_of_person(text: str, bounds: Sequence[tuple[int, int]], at: int) -> int:
    """Return where the sentences begin that speak of the person of sentence `at`."""
    for _ in range(_MOST_BACK):
        if not at:
            break
        start, last = bounds[at][0], bounds[at - 1][1]
        is_next_line = text[last - 1 : last] == "\n" and text[start : start + 1] != "\n"
        if not (is_next_line or _GOES_ON.match(text, start)):
            break
        at -= 1
    return bounds[at][0]


def _misspelled_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield where words stand that are one slip away from a word of health."""
    if not any(map(_is_slip, folded_words(text))):  # nearly always, and many times as fast
        return
    for word in split_words(text):
        if _is_slip(word.fold):
            yield word.start, word.end


def _is_slip(letters: str) -> bool:
    """Tell whether a word is long enough for a slip to be told from another word, and one."""
    return len(letters) >= _FUZZY - 1 and _is_misspelled(letters)


@lru_cache(maxsize=16_384)
def _is_misspelled(letters: str) -> bool:
    if letters in _single_words() or is_common(letters):
        return False
    near = {word for short in _deletions(letters) for word in _by_deletion().get(short, ())}
    return any(_is_one_slip(letters, word) for word in near)


@cache
def _single_words() -> frozenset[str]:
    phrases = (*phrase_list("health_strong"), *phrase_list("health_weak"))
    words = {word for phrase in phrases for word in phrase.split() if word.isalpha()}
    single = frozenset(phrase for phrase in phrases if phrase.isalpha())
    return single | {word for word in words if len(word) > _FUZZY and not is_common(word)}


@cache
def _by_deletion() -> dict[str, tuple[str, ...]]:
    """Return the words of health by themselves and by each of their forms less a letter."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(_single_words()):
        if len(word) >= _FUZZY:
            for short in _deletions(word):
                found[short] = (*found.get(short, ()), word)
    return found


def _deletions(word: str) -> set[str]:
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word))}


def _is_one_slip(one: str, other: str) -> bool:
    """Tell whether a letter was forgotten, added or changed, or two were swapped.

    The first letter is right, and another form of the same word is none.
    """
    if one[0] != other[0] or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    if rest[1:] == others or rest == others[1:] or rest[1:] == others[1:]:
        return True
    return len(rest) > 1 and rest[1::-1] + rest[2:] == others


@cache
def any_of_list(name: str) -> re.Pattern[str]:
    """Return the pattern of all words of a list."""
    return any_of(word_set(name))
