"""What in a text says too much of a person.

Numbers, addresses, family, health, custody, codes, links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from handout.messages import message_table
from handout.privacy.persons import Finding
from handout.privacy.tokens import split_words, word_set

# All gaps are bounded, so that every search takes time in proportion to the text.
_I = re.IGNORECASE
_PHONE = r"(?<![\d-])(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])?\d{3}[-. ]\d{4}(?![\d-])"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
_CONTACT = re.compile(rf"{_PHONE}|(?<!\d)\d{{10}}(?!\d)|{_MAIL}")
_DAY = (
    r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}-\d\d-\d\d"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_STREET = r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|boulevard|blvd|way|place|pl|circle|cir|terrace|trail|parkway|pkwy)"
_SOMEBODY = r"(?:student|boy|girl|kid|child|guy|little one|friend)"
_OUR = "(?:the|that|our|my|this)"
_PRIVATE_MAIL = re.compile(
    r"@(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|proton|protonmail|gmx|comcast|verizon|att|sbcglobal|cox|mail)\.[a-z.]{2,6}",
    _I,
)
_OFFICE = re.compile(
    r"\b(?:office|front desk|sub line|line|nurse|district|transportation|dispatch|security|hotline|ext|extension|main|school|clinic|library|help ?desk)\b",
    _I,
)
_OWN_PHONE = re.compile(
    r"\b(?:my|cell|mobile|text|personal|home|ring me|reach me|call me|need me|whatsapp)\b", _I
)
_NOT_HOME = re.compile(
    r"office|school|museum|library|park|cent(?:er|re)|site|trip|district|clinic|market|store|farm|zoo|church|theat",
    _I,
)
_NEUTRAL_WITH = re.compile(
    r"(?:with|in|at|on|by|near|from) (?:(?:a|an|the|his|her|their|your|my) )?(?:\w+ )?(?:buddy|pass|partner|peer|adult|teacher|you|me|plan|charge|line|question|group|class|room|office|hall|nurse|need|most|least|time|end|first|next)\b",
    _I,
)

_PATTERNS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("ssn", re.compile(r"(?<![\d-])\d{3}([- ])\d\d\1\d{4}(?![\d-])")),
    ("ssn", re.compile(r"\b(?:ssn|soc(?:ial)? sec(?:urity)?)\b[^\d\n]{0,20}\d{9}\b", _I)),
    ("student-id", re.compile(r"\b(?:student|lunch|meal|cafeteria|library|state|badge|school)(?:'s)? (?:testing )?(?:id|number|no\.?|pin|code|account|card|#)s?\b[^\d\n]{0,12}#? ?\d{4,12}\b", _I)),
    ("student-id", re.compile(r"\b(?:ID|SASID|SSID)\b ?(?:#|no\.?|number|num)?:? ?#?\d{5,12}\b")),
    ("birth-date", re.compile(rf"\b(?:born|dob|d\.o\.b\.?|birth ?dates?|birth ?days?|date of birth|birthday's)\b[^\n]{{0,25}}?\b{_DAY}", _I)),
    ("birth-date", re.compile(rf"\b(?:turns|turned|turning|will be|turn) (?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen) (?:on|this) [^\n]{{0,12}}?{_DAY}", _I)),
    ("birth-date", re.compile(r"\bborn\b[^\n]{0,40}?\b(?:19|20)\d\d\b", _I)),
    ("home-address", re.compile(r"\b(?:apt|apartment)\b\.? ?#? ?\d{1,5}[A-Za-z]?\b", _I)),
    ("home-address", re.compile(rf"\b\d{{1,5}} (?:[NSEW]\.? )?(?:[A-Z][\w'.-]{{0,20}} ){{1,3}}(?i:{_STREET})\b")),
    ("home-address", re.compile(rf"\b(?i:lives?|living|home is|house is|stays) (?i:on|at|near|off) (?:\w{{1,20}} ){{0,2}}[A-Z]\w{{1,20}} (?i:{_STREET})\b")),
    ("home-address", re.compile(r"\b(?:home address|home is at|p\.? ?o\.? box)\b[^\n]{0,12}\d", _I)),
    ("which-student", re.compile(rf"\b{_OUR} (?:(?!an?\b|any\b|every\b|each\b)\w{{1,20}} ){{0,2}}{_SOMEBODY} (?:who|whose|that|in|with|from|by|at|on|near|wearing)\b", _I)),
    ("which-student", re.compile(r"\b(?:our|the|my) (?:one|only) (?:[\w-]{1,20} ){0,2}(?:student|boy|girl|kid|child)\b", _I)),
    ("which-student", re.compile(r"\b(?:the|our|my) (?:twins?|triplets?|redhead|blonde?|biter|bolter|eloper|crier|screamer|hitter)\b", _I)),
    ("which-student", re.compile(r"\bone of (?:my|our|the) (?:students|boys|girls|kids|children),? (?:the one|who|with|whose)", _I)),
    ("which-student", re.compile(r"\bthe new (?:student|girl|boy|kid|child)\b(?! (?:orientation|handbook|packet|desks?|forms?|council))", _I)),
    ("which-student", re.compile(r"\bthe one (?:in|with|wearing) the (?:\w{1,20} )?(?:glasses|hoodie|wheelchair|walker|brace|braces|helmet|headphones|hat|hijab|cast|curls|ponytail|braids)", _I)),
    ("door-code", re.compile(r"\b(?:code|pin|passcode|combo|combination|keypad|alarm|passcodes)\b(?! of\b)[^\d\n]{0,20}(?:\d{3,10}|\d{1,2}-\d{1,2}-\d{1,2})(?![\d:/])[#*]?", _I)),
    ("door-code", re.compile(r"\b(?:password|passwort|pwd|login|log-in|username)\b(?:s|'s)?(?: ?(?:is|:|=|-)){1,2} ?\S{4,}", _I)),
    ("door-code", re.compile(r"\b\d{3,10}[#*]? (?:on|into|in|at) (?:\w{1,12} )?(?:keypad|alarm|lock|panel)\b", _I)),
    ("door-code", re.compile(r"\b(?:number|digits) (?:for|to|of) the (?:\w{1,20} )?(?:gate|door|lock|safe|keypad|alarm|shed|closet)\b[^\d\n]{0,12}\d{3,10}", _I)),
    ("share-link", re.compile(r"\b(?:docs|drive|forms|sheets|slides|photos)\.(?:google|app\.goo)\.[a-z]{2,3}|\bforms\.gle|\bdropbox\.com|\b1drv\.ms|\bonedrive\.(?:live\.)?com|[\w-]{1,60}\.sharepoint\.com|\bapp\.box\.com|\bicloud\.com/|\bbit\.ly|\btinyurl\.com|\bwetransfer\.com|\bwe\.tl|\bt\.ly|\bgoo\.gl|\bpadlet\.com|\bphotos\.app\.goo\.gl", _I)),
)  # fmt: skip
_NO_DIGITS = tuple((rule, pattern) for rule, pattern in _PATTERNS if r"\d" not in pattern.pattern)
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"\.[a-z]", _I)  # in every address
_RUN = re.compile(r"\w+")
_FOREIGN = re.compile("[\u0130\u0131\u017f\u212a]")  # what re takes for i, s and k

# Dots after these end no sentence.
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Ms|Mrs|Dr|St|Ave|Rd|Jr|Sr|ext|no|vs|etc)|\b[A-Z])$", _I)
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|[\n|]")
_COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|six|several|some|many|half|most)\b.{0,24}\b(?:of|with|has|have|had|wears?|takes?|are|is)\b",
    _I,
)


def find_disclosures(text: str, *, of_staff: bool, persons: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what `text` gives away, apart from names. `persons` are the names and initials already
    found in it.

    `text` has plain apostrophes and dashes. `of_staff`: a number to reach grown-ups at is what is
    asked for here.
    """
    yield from _impersonal(text, of_staff)
    if hits := _health_words(text):
        yield from _health(text, hits, list(persons))


@lru_cache(maxsize=8192)  # most cells say what many others say
def _impersonal(text: str, of_staff: bool) -> tuple[Finding, ...]:
    """Return what can be told without knowing who is named."""
    return tuple(_without_health(text, of_staff))


def _without_health(text: str, of_staff: bool) -> Iterator[Finding]:
    found = [Finding(rule, match.start(), match.end()) for rule, match in _matches(text)]
    ids = [one for one in found if one.rule in ("student-id", "ssn")]
    for one in found:
        if one.rule != "door-code" or not any(_overlap(one, other) for other in ids):
            yield one
    yield from _contacts(text, of_staff, found)
    for match in _phrases_in("custody", text):
        yield Finding("custody", match.start(), match.end())


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for rule, pattern in _PATTERNS if _DIGIT.search(text) else _NO_DIGITS:
        for match in pattern.finditer(text) if rule != "share-link" or _LINK.search(text) else ():
            if rule == "home-address" and _NOT_HOME.search(
                text, max(0, match.start() - 40), match.start()
            ):
                continue
            if rule == "which-student" and _NEUTRAL_WITH.match(
                text, match.end() - len(match[0].rpartition(" ")[2])
            ):
                continue
            yield rule, match


def _contacts(text: str, of_staff: bool, found: Sequence[Finding]) -> Iterator[Finding]:
    """Numbers and mail addresses that are the family's, or somebody's own."""
    family, wide = _words("family"), _words("family_wide")
    for match in _CONTACT.finditer(text):
        start, end = match.span()
        one = Finding("personal-contact", start, end)
        if any(_overlap(one, other) for other in found if other.rule in ("ssn", "student-id")):
            continue
        before, around = max(0, start - 40), (max(0, start - 60), min(len(text), end + 30))
        office = _OFFICE.search(text, before, start)
        kin = [
            m
            for m in family.finditer(text, *around)
            if "\n" not in text[min(m.end(), start) : max(m.start(), end)]
        ]
        if (kin and not office) or wide.search(text, max(0, start - 16), start):  # noqa: SIM102
            if not (of_staff and re.search(r"home\b", text[max(0, start - 16) : start], _I)) or kin:
                yield one._replace(rule="family-contact")
                continue
        if "@" in match[0]:
            if _PRIVATE_MAIL.search(match[0]):
                yield one
        elif not office and (
            _OWN_PHONE.search(text, before, start) or not (of_staff or match[0].isdigit())
        ):
            yield one


_Hits = tuple[tuple[tuple[int, int], bool], ...]


@lru_cache(maxsize=8192)
def _health_words(text: str) -> _Hits:
    """Return where words of health are, and whether they are surely such."""
    found = {(m.span(), True) for m in _phrases_in("health_strong", text)}
    return tuple(sorted(found | {(m.span(), False) for m in _phrases_in("health_weak", text)}))


def _health(text: str, hits: _Hits, persons: Sequence[Finding]) -> Iterator[Finding]:
    named: set[tuple[int, int]] = set()
    neutral, people = word_set("health_neutral"), _words("health_person")
    bounds = _sentences(text)
    at = 0
    for (start, end), sure in hits:
        while bounds[at][1] < end and at + 1 < len(bounds):
            at += 1
        first, last = bounds[at]
        following = [word.fold for word in split_words(text[end : min(last, end + 30)])[:2]]
        if not sure and not neutral.isdisjoint(following):
            continue
        if any(first <= one.start < last for one in persons):
            if (first, last) not in named:
                named.add((first, last))
                yield Finding("health-name", start, end)
        elif sure or people.search(text, first, last) or _COUNTED.search(text, first, last):
            yield Finding("health-note", start, end)


def _sentences(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match[0].startswith(".") and _ABBREVIATED.search(
            text, max(0, match.start() - 6), match.start()
        ):
            continue
        bounds.append((start, match.end()))
        start = match.end()
    return [*bounds, (start, len(text))]


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end


def _phrases_in(name: str, text: str) -> Iterator[re.Match[str]]:
    """Yield where the phrases called `name` stand in `text`.

    It is searched only if the longest word of one is in it.
    """
    longest, pattern = _phrases(name)
    if _FOREIGN.search(text) or not longest.isdisjoint(_RUN.findall(text.lower())):
        yield from pattern.finditer(text)


@cache
def _phrases(name: str) -> tuple[frozenset[str], re.Pattern[str]]:
    phrases = re.split(r"[|\n]+", message_table("privacy")[name].strip())
    return frozenset(max(_RUN.findall(phrase.lower()), key=len) for phrase in phrases), _any_of(
        phrases
    )


@cache
def _words(name: str) -> re.Pattern[str]:
    return _any_of(message_table("privacy")[name].split())


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", _I)
