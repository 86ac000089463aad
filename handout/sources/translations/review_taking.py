"""A reviewer's answers, taken into the files of a language: corrected words and who read which."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from handout.content_folders import ENGLISH, content_roots, list_languages
from handout.files import make_folder, write_atomic
from handout.interface_language import interface_messages
from handout.problems import Problem, problem
from handout.sources.content.library import clear_libraries
from handout.sources.content.reviews import (
    MADE_FROM,
    REVIEWS,
    Review,
    find_review,
    pair_digest,
    word_digest,
)
from handout.sources.fields.single_line import shorten
from handout.sources.translations.line_check import find_breakage
from handout.sources.translations.lines import Line, list_lines
from handout.sources.translations.made_from import add_made_from
from handout.sources.translations.review_answers import Answer, read_answers
from handout.sources.translations.review_records import add_reviews
from handout.sources.translations.review_table import line_id
from handout.sources.translations.word_files import UnwritableWordsError, set_words

_QUOTES = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'")})


class _Taken(NamedTuple):
    """An answer that can be taken, its line, and the words that it approves."""

    answer: Answer
    line: Line
    words: str


class Outcome(NamedTuple):
    """What was taken of a file, how many rows nobody decided on, what was written, and what is
    wrong.
    """

    accepted: int
    corrected: int
    undecided: int
    written: tuple[Path, ...]
    problems: tuple[Problem, ...]


def take_review(path: Path, today: datetime.date) -> Outcome:
    """Take what a reviewer filled in into the content folder on top, and return what became of it.

    A row with anything wrong is told and left; the others are taken. Raises HandoutError if the
    file cannot be read, or a file of the language cannot be written.
    """
    read = read_answers(path, today)
    problems = list(read.problems)
    languages = sorted({answer.line.partition("/")[0] for answer in read.answers})
    known = [language for language in languages if language in list_languages()]
    lines: dict[str, tuple[str, Line]] = {}
    for language in known:
        if language != ENGLISH:
            lines |= {line_id(language, each): (language, each) for each in list_lines(language)}
    by_language: dict[str, list[_Taken]] = {}
    repeated: list[Answer] = []
    for answer in read.answers:
        if answer.line not in lines:
            found = shorten(answer.line)
            problems.append(problem("review-line", answer.at("id"), found=found))
            continue
        language, line = lines[answer.line]
        if _is_taken(language, answer, line):
            repeated.append(answer)
            continue
        faults = list(_find_faults(answer, line))
        problems += faults
        if not faults:
            taken = _Taken(answer, line, _new_words(answer, line))
            by_language.setdefault(language, []).append(taken)
    if repeated:
        position = repeated[0].position._replace(line=0, column=0)
        again = problem("review-again", position, warning=True, count=len(repeated))
        problems.append(again)
    written: list[Path] = []
    done: list[_Taken] = []
    for language, wanted in by_language.items():
        files, kept, unwritten = _write(language, wanted)
        written += files
        done += kept
        problems += unwritten
    corrected = sum(each.answer.decision == "correct" for each in done)
    accepted = len(done) - corrected
    return Outcome(accepted, corrected, read.undecided, tuple(written), tuple(sorted(problems)))


def _new_words(answer: Answer, line: Line) -> str:
    return _tidy(answer.words, line) if answer.decision == "correct" else line.translated


def _tidy(words: str, line: Line) -> str:
    """Return a reviewer's words on one line, unless the English has several; no-break spaces stay.

    Spaces at the ends of a message, which no office program shows, are those of the English.
    """
    if "\n" in line.english:
        tidied = "\n".join(row.rstrip() for row in words.split("\n")).strip()
    else:
        tidied = re.sub(r"[ \t\n\r]+", " ", words).strip()
    if not line.is_table:
        return tidied
    start = line.english[: len(line.english) - len(line.english.lstrip())]
    return start + tidied + line.english[len(line.english.rstrip()) :]


def _is_taken(language: str, answer: Answer, line: Line) -> bool:
    """Return whether this very answer was taken before."""
    new_words = _new_words(answer, line)
    review = find_review(language, line.file, line.key, line.english, line.translated)
    same_words = new_words == line.translated and answer.mark.startswith(word_digest(line.english))
    return bool(review and same_words and (review.by, review.on) == (answer.by, answer.on))


def _find_faults(answer: Answer, line: Line) -> Iterator[Problem]:
    english, _, draft = answer.mark.partition("-")
    if english != word_digest(line.english):
        yield problem("review-english", answer.at("english"), now=shorten(line.english))
    elif draft != word_digest(line.translated):
        yield problem("review-draft", answer.at("draft"), now=shorten(line.translated))
    elif not _is_same(answer.draft, line.translated):
        yield problem("review-over", answer.at("draft"), found=shorten(answer.draft))
    elif not _is_same(answer.english, line.english):
        yield problem("review-over", answer.at("english"), found=shorten(answer.english))
    elif answer.decision == "accept" and not line.translated:
        yield problem("review-nothing", answer.at("decision"))
    elif answer.decision == "correct":
        words = _tidy(answer.words, line)
        if breakage := find_breakage(line, words):
            reasons = interface_messages("commands")["languages"]["broken"]
            reason = reasons[breakage.reason].format(detail=breakage.detail)
            yield problem("review-broken", answer.at("words"), reason=reason)


def _is_same(shown: str, text: str) -> bool:
    """Return whether a cell still says `text`: office programs change spaces and quotes."""
    return _plain(shown) == _plain(text)


def _plain(text: str) -> str:
    text = re.sub("[\x00-\x08\x0b-\x1f\ufffd]", "", unicodedata.normalize("NFC", text))
    return " ".join(text.removeprefix("'").translate(_QUOTES).split())


def _write(
    language: str, wanted: Sequence[_Taken]
) -> tuple[list[Path], list[_Taken], list[Problem]]:
    """Write the words, then which English they are of, then who read them: what is stopped in
    between leaves a draft.
    """
    folder = content_roots()[-1] / language
    texts: dict[Path, str] = {}
    done: list[_Taken] = []
    problems: list[Problem] = []
    for file in dict.fromkeys(each.line.file for each in wanted):
        here = [each for each in wanted if each.line.file == file]
        changed = [each for each in here if each.words != each.line.translated]
        if changed:
            try:
                changes = {each.line.key: (each.line, each.words) for each in changed}
                texts[folder / file] = set_words(folder / file, changes)
            except UnwritableWordsError:
                for each in changed:
                    position = each.answer.at("words")
                    problems.append(problem("review-unwritten", position, path=folder / file))
                here = [each for each in here if each not in changed]
        done += here
    if not done:
        return [], [], problems
    texts[folder / MADE_FROM] = add_made_from(folder / MADE_FROM, [each.line for each in done])
    reviews = {}
    for each in done:
        digests = pair_digest(each.line.english, each.words)
        reviews[each.line.file, each.line.key] = Review(each.answer.by, each.answer.on, digests)
    texts[folder / REVIEWS] = add_reviews(folder / REVIEWS, reviews)
    for path, text in texts.items():
        make_folder(path.parent)
        write_atomic(path, text.encode())
    clear_libraries()
    return list(texts), done, problems
