"""Text as a reader takes it, where it is written so that a search would miss it.

Marks of Markdown, a line's end or a hyphen inside a word, spaced letters, words written as one,
numbers and addresses in words. Only for the search, never printed; each sign knows where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache, lru_cache

from handout.privacy.text.normal_form import NormalForm
from handout.privacy.text.word_lists import typed_short, word_set

_LETTER = r"[^\W\d_]"
_ADDRESS = re.compile(r"(?<!\S)\S{0,100}?(?:@[\w-]{1,63}\.|://|www\.|\.[a-z]{2,4}/)\S*")
_HAS_ADDRESS = re.compile(r"[@/]|www").search
_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5",
    "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
}  # fmt: skip
_ANY_DIGIT = rf"(?:{'|'.join(_DIGIT_WORDS)}|\d)"
_AT, _DOT = (
    r" ?[\[(]? ?(?:\bat\b|\barroba\b) ?[\])]? ?",
    r" ?[\[(]? ?(?:\bdot\b|\bpunto\b) ?[\])]? ?",
)
_ENDS = r"(?:com|net|org|edu|gov|info|mx|us|es)\b"
_LETTER_FOR = dict(zip("013457$!@", "oieastsia", strict=True))

_PREFIXED = re.compile(r"(?:Mc|Mac|D|De|Di|Du|Da|La|Le|Van|Fitz|St)[A-Z][a-z]+")

_Replace = Callable[[re.Match[str]], str]


def _address_sign(match: re.Match[str]) -> str:
    text = re.sub(_AT, "@", match[0], count=1, flags=re.I)
    return re.sub(_DOT, ".", text, flags=re.I).replace(" ", "")


def _digits(match: re.Match[str]) -> str:
    plain = re.sub(r",? dash ", "-", match[0], flags=re.I)
    parts = re.findall(rf"{_ANY_DIGIT}|\W+", plain, re.I)
    return "".join(
        _DIGIT_WORDS.get(part.lower(), part) if part.strip() and part[0].isalnum()
        else "-" if part.strip() else ""
        for part in parts
    )  # fmt: skip


def _leet(match: re.Match[str]) -> str:
    letters = "".join(_LETTER_FOR.get(sign, sign) for sign in match[0])
    return letters if letters.lower() in word_set("given_names") else match[0]


def _camel(match: re.Match[str]) -> str:
    # McDonald and DeShawn are one name.
    whole = match[0].lower() in word_set("given_names") or _PREFIXED.fullmatch(match[0])
    return match[0] if whole else _split_capitals(match[0])


def _split_capitals(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)


def _typed_out(found: re.Match[str]) -> str:
    whole = typed_short()[found[0].lower()]
    return whole.capitalize() if found[0][0].isupper() else whole


@cache
def _typed_short() -> re.Pattern[str]:
    short = "|".join(map(re.escape, sorted(typed_short(), key=len, reverse=True)))
    return re.compile(rf"(?<![\w/'-])(?:{short})(?![\w'/-])", re.IGNORECASE)


# In this order: marks go first, so that letters stand side by side.
_STEPS: tuple[tuple[re.Pattern[str], _Replace], ...] = (
    (re.compile(rf"(?<={_LETTER})[*_~`]*-[ \t]*\n[ \t]*(?={_LETTER})"), lambda _: ""),
    (re.compile(r"(?<=\d)-[ \t]*\n[ \t]*(?=\d)"), lambda _: "-"),
    (re.compile(r"(?<=\w)_(?=\w)"), lambda _: " "),
    (re.compile(r"[*_~`]+(?=\w)|(?<=[\w.,:;!?])[*_~`]+"), lambda _: ""),
    # A line's end in a paragraph is a space; a list, a table and a new paragraph begin anew.
    (re.compile(r"(?<=[^\n|])[ \t]*\n[ \t]*(?=[^\s|#>*+-])(?!\d+[.)] )"), lambda _: " "),
    (
        re.compile(rf"(?<!\w){_LETTER}(?:[ .·-]{_LETTER}){{3,}}(?!\w)"),
        lambda match: re.sub(r"[ .·-]", "", match[0]),
    ),
    (re.compile(rf"(?<!\w)[#@](?={_LETTER})({_LETTER})"), lambda match: match[1].upper()),
    (re.compile(r"(?<!\w)[^\W\d_]{0,40}?[a-z][A-Z][^\W\d_]{1,80}"), _camel),
    (re.compile(r"(?<!\w)[^\W\d_]{1,20}[013457$!@][^\W_]{1,20}"), _leet),
    (
        re.compile(
            rf"(?<![\w.-])[\w.-]{{1,64}}(?:{_DOT}[\w-]{{1,30}}){{0,3}}{_AT}[\w-]{{1,40}}"
            rf"(?:(?:{_DOT}|\.)[\w-]{{1,30}}){{0,2}}(?:{_DOT}|\.){_ENDS}",
            re.I,
        ),
        _address_sign,
    ),
    (
        re.compile(rf"\b{_ANY_DIGIT}(?:(?:[ ,.-]{{1,2}}|,? dash ){_ANY_DIGIT}){{2,}}\b", re.I),
        lambda match: _digits(match) if re.search(r"[a-z]", match[0], re.I) else match[0],
    ),
    (
        re.compile(r"(?<![\d-])(?<!\d )\d(?:[ -]\d){3,}(?![\d-])(?! \d)"),
        lambda match: re.sub(r"[ -]", "", match[0]),
    ),
)
_NEEDED = re.compile(
    r"[*_~`\n#@]|[a-z][A-Z]|[^\W\d_][013457$!][^\W\d_]|\b(?:at|arroba)\b"
    rf"|(?<!\w){_LETTER}[ .·-]{_LETTER}[ .·-]{_LETTER}[ .·-]"
    rf"|\b{_ANY_DIGIT}[ ,.-]{{1,2}}{_ANY_DIGIT}[ ,.-]{{1,2}}{_ANY_DIGIT}\b"
)


@lru_cache(maxsize=2048)  # most cells say what many others say
def reading(form: NormalForm) -> NormalForm:
    """Return the words of `form` as a reader takes them; `form` itself if nothing is hidden."""
    if not (_NEEDED.search(form.text) or _typed_short().search(form.text)):
        return form
    current = _rewrite(form, _typed_short(), _typed_out)
    for pattern, replace in _STEPS:
        if pattern.search(current.text):
            current = _rewrite(current, pattern, replace)
    return current


def _rewrite(form: NormalForm, pattern: re.Pattern[str], replace: _Replace) -> NormalForm:
    text, last = form.text, 0
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if _HAS_ADDRESS(text) else []
    address_ends = [end for _, end in addresses]
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(start: int, end: int) -> None:
        parts.append(text[start:end])
        starts.extend(form.starts[start:end] if form.starts else range(start, end))
        ends.extend(form.ends[start:end] if form.starts else range(start + 1, end + 1))

    for match in pattern.finditer(text):
        at = bisect_right(address_ends, match.start())
        if at < len(addresses) and addresses[at][0] < match.end():
            continue
        written = replace(match)
        if written == match[0]:
            continue
        keep(last, match.start())
        parts.append(written)
        where = form.span(match.start(), match.end())
        starts.extend([where[0]] * len(written))
        ends.extend([where[1]] * len(written))
        last = match.end()
    if not last:
        return form
    keep(last, len(text))
    return NormalForm("".join(parts), tuple(starts), tuple(ends))
