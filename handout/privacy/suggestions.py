"""What may be written instead of what was found: a word for anybody, or a line that points on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from handout.messages import message_table
from handout.privacy.people.persons import Finding
from handout.privacy.sheet_texts import SheetText
from handout.privacy.text.language import language_at
from handout.privacy.text.sentences import sentence_bounds
from handout.privacy.text.tokens import fold, is_common
from handout.privacy.text_findings import words_kind
from handout.sources.fields.translations import written_type

Span = tuple[int, int]  # the first character, and the one after the last
Find = Callable[[SheetText], Iterable[Finding]]

_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_MORE_OF_NAME = re.compile(r"[ -](?P<word>[A-ZÀ-ÖØ-Þ][\w'’]*)(?:(?<=[ -][A-Z])\.)?(?![\w'’])")
# A word for a child, which the suggestion has as well, with its article; la Sofía; #Kwadwo.
_BEFORE_NAME = re.compile(
    r"(?:(?:\b(?:an?|the|our|my|una?|el|la|nuestr[oa]|mi) )?"
    r"\b(?:student|child|kid|boy|girl|estudiante|alumn[oa]|niñ[oa]) |\b(?:el|la) )?[#@]?$",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r",? (?:and|or|y|o|e|&) |, ?| ?[/&+] ?")
_BEFORE_SENTENCE = re.compile(r"(?:\s|[-*•#>|]\s|\d{1,2}[.)]\s)*")
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?:|\n])[\s*_\"“(¡¿>•#-]*$")


class Edit(NamedTuple):
    """Words to stand in place of those from `start` to `end`."""

    start: int
    end: int
    words: str


class Suggestion(NamedTuple):
    """Words to write instead, and the edits that write them wherever they are wanted."""

    words: str
    edits: tuple[Edit, ...]

    def apply(self, text: str) -> str:
        """Return `text` with every edit made."""
        for start, end, words in reversed(self.edits):
            text = text[:start] + words + text[end:]
        return text


def suggest(text: SheetText, found: Sequence[Finding], find: Find) -> Iterator[Suggestion]:
    """Yield what may be written instead of `found`, findings of one rule in `text`.

    Only what fits into the field, and what `find`, the check itself, has less to say of.
    """
    if text.column in ("id", "file") or words_kind(text.column) in ("name", "file", "address"):
        return
    rule, first = found[0].rule, found[0].start
    for kind, find_edits in (("words", _word_edits), ("sentence", _sentence_edits)):
        if words := _instead(text.words, first, kind, rule):
            suggestion = Suggestion(words, tuple(find_edits(text.words, found, rule)))
            if _helps(suggestion, text, found, find):
                yield suggestion


def _instead(words: str, place: int, kind: str, rule: str) -> str:
    """Return what may stand at `place` instead, in the language of its sentence; "" if nothing."""
    table = message_table("privacy", language_at(words, place))["instead"]
    return str(table[kind].get(rule, ""))


def _helps(suggestion: Suggestion, text: SheetText, found: Sequence[Finding], find: Find) -> bool:
    words = suggestion.apply(text.words)
    limit = getattr(written_type(text.column), "limit", 0)
    if limit and len(words) > max(limit, len(text.words)):
        return False
    remaining = find(replace(text, words=words))
    return sum(one.rule == found[0].rule for one in remaining) < len(found)


def _word_edits(words: str, found: Iterable[Finding], rule: str) -> Iterator[Edit]:
    """Yield edits for the words that were found alone; names that stand in a row are one."""
    spans = sorted(_whole_name(words, finding) for finding in found)
    for start, end, count in _join_names(words, spans):
        instead = _instead(words, start, "several" if count > 1 else "words", rule)
        yield Edit(start, end, _as_first(words, start, instead))


def _whole_name(words: str, finding: Finding) -> Span:
    """Return where the whole name stands: with the family name, less the 's of a possessive."""
    start, end = finding.start, finding.end
    if owns := _POSSESSIVE.search(words, start, end):
        end = owns.start()
    else:
        while (more := _MORE_OF_NAME.match(words, end)) and not _is_word(more["word"]):
            end = more.end()
    before = _BEFORE_NAME.search(words, max(0, start - 20), start)
    return before.start() if before else start, end


def _is_word(word: str) -> bool:
    return word in ("A", "I", "Y", "O") or (len(word) > 1 and is_common(fold(word)))


def _join_names(words: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, int]]:
    """Yield where names stand in a row, and how many."""
    joined: list[list[int]] = []
    for start, end in spans:
        last = joined[-1] if joined else None
        if last and (start <= last[1] or _BETWEEN_NAMES.fullmatch(words, last[1], start)):
            last[2] += start > last[1]
            last[1] = max(last[1], end)
        else:
            joined.append([start, end, 1])
    for start, end, count in joined:
        yield start, end, count


def _as_first(words: str, start: int, text: str) -> str:
    """Return `text` with a capital if a sentence starts with it."""
    is_first = _SENTENCE_STARTS.search(words, 0, start) is not None
    return text[0].upper() + text[1:] if is_first else text


def _sentence_edits(words: str, found: Iterable[Finding], rule: str) -> Iterator[Edit]:
    """Yield edits for the whole sentences; those that follow each other are one."""
    bounds = sentence_bounds(words)
    hit = sorted(
        {
            n
            for finding in found
            for n, (start, end) in enumerate(bounds)
            if start < finding.end and finding.start < end
        }
    )
    runs: list[list[int]] = []
    for n in hit:
        follows = bool(runs) and runs[-1][1] == n - 1 and words[bounds[n][0] - 1] not in "\n|"
        if follows:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    for first, last in runs:
        before = _BEFORE_SENTENCE.match(words, bounds[first][0])
        start = before.end() if before else bounds[first][0]
        end = bounds[last][1]
        end -= words[end - 1 : end] in ("\n", "|")
        yield Edit(start, end, _instead(words, start, "sentence", rule))
