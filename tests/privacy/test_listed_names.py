"""A listed student's name is found in every form that people and programs give it, and words are
not taken for one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from privacy_corpus import STAFF, judged_notes, notes, rules_found

from handout.messages import message_table
from handout.privacy.check import blocked_rules
from handout.privacy.people import listed_names
from handout.privacy.people.listed_names import read_name
from handout.sources.content.library import load_library
from handout.sources.markdown.document import items_of

# Given and family name as an export has them, and those that a person would write.
LISTED = {
    "Zabrina Lu\tQuillfeather": ("Zabrina", "Quillfeather"),
    "Will\tGreen": ("Will", "Green"),
    "Grace\tStone": ("Grace", "Stone"),
    "Ana María\tde la Cruz": ("Ana María", "de la Cruz"),
    "Seán\tO'Brien": ("Seán", "O'Brien"),
    "SEÁN\tO’BRIEN": ("Seán", "O’Brien"),
    "Mary-Ann\tSmith-Jonquil": ("Mary-Ann", "Smith-Jonquil"),
    "Zoë\tGarcía López": ("Zoë", "García López"),
    "Thuy\tNg": ("Thuy", "Ng"),
    "D’Andre\tMcDonald III": ("D’Andre", "McDonald"),
    "Łucja\tSørensen": ("Łucja", "Sørensen"),
    unicodedata.normalize("NFD", "Begoña\tMuñoz"): ("Begoña", "Muñoz"),
    "Noor Haddad": ("Noor", "Haddad"),
}


def without_accents(text: str) -> str:
    marks = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in marks if not unicodedata.combining(sign))


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text)


def forms(given: str, family: str) -> Iterator[str]:
    """A name as it is written in notes, as programs write it, and as somebody writes it who would
    slip by.
    """
    full = f"{given} {family}"
    yield from (full, full.upper(), full.lower(), full.title(), f"{family}, {given}")
    yield from (f"{family.upper()}, {given}", f"{full}'s", f"{full}’s", f"({full})")
    # middle names, nicknames and what stands behind a name
    yield from (f"{given} M. {family}", f"{given} Marisol {family}", f"{given} R. J. {family}")
    yield from (f'{given} "Zee" {family}', f"{given} (Zee) {family}", f"{given} “Zee” {family}")
    yield from (f"{full} Jr.", f"{full}, III", f"{family} Jr., {given}", f"{given} Lu {family}")
    # accents, apostrophes, hyphens and blanks
    yield from (unicodedata.normalize(form, full) for form in ("NFC", "NFD", "NFKC", "NFKD"))
    yield from (without_accents(full), full.replace("'", "’"), full.replace("’", "'"))
    yield from (full.replace("'", sign).replace("’", sign) for sign in ("", "`", "ʼ", "´", " "))
    yield from (full.replace("-", sign) for sign in (" ", "", "\u2011", "–"))
    yield from (f"{given}{blank}{family}" for blank in ("\u00a0", "\u202f", "\t", "  ", "\n"))
    # codes of a web page, signs without ink, letters of other scripts
    yield from (full.replace("'", "&#39;").replace("’", "&rsquo;"), full.replace(" ", "&nbsp;"))
    yield full.encode("ascii", "xmlcharrefreplace").decode()
    for sign in ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\u200e", "\ufe0f"):
        yield f"{given[:2]}{sign}{given[2:]} {family[:1]}{sign}{family[1:]}"
    yield full.translate(str.maketrans("aeopcxyi", "аеорсхуі"))
    yield full.translate(str.maketrans("AEMO", "ΑΕΜΟ"))
    yield full_width(full)
    # in one word, marked, broken over a line, spelled
    joined = full.replace(" ", "")
    yield from (joined, f"@{joined}", f"#{joined.lower()}", "_".join(full.split()))
    yield from (f"**{given}** {family}", f"{given} *{family}*", f"***{full}***", f"~~{full}~~")
    yield from (f"{family[:2]}**{family[2:]}**, {given}", f"{given}-{family}")
    if len(family) > 3 and family[2].isalpha() and family[1].isalpha():
        yield f"{given} {family[:2]}-\n{family[2:]}"
    for letter, sign in zip("iaeos", "1@305", strict=True):
        yield f"{given[0]}{given[1:-1].replace(letter, sign)}{given[-1]} {family}"
    yield " ".join(letter for letter in joined)
    yield ".".join(letter for letter in joined if letter.isalpha())


PLACES = ("Please sit beside {} at lunch.", "{} has a break at ten.", "Lunch: {}")


def test_there_are_many_forms() -> None:
    assert len(set(forms("Seán", "O'Brien"))) > 50


@pytest.mark.parametrize("listed", LISTED)
def test_no_form_of_a_listed_name_passes(listed: str) -> None:
    """In any place, and whichever name is one that words have too."""
    given, family = LISTED[listed]
    passed = [
        text
        for form in forms(given, family)
        for place in PLACES
        if "student-name"
        not in blocked_rules(text := place.format(form), student_names=frozenset([listed]))
    ]
    assert passed == []


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("Zabrina Lu\tQuillfeather", "Zabrina"),
        ("Zabrina Lu\tQuillfeather", "ZabrinaQ"),
        ("Zabrina Lu\tQuillfeather", "zabrina"),
        ("Zabrina Lu\tQuillfeather", "Zabr1na"),
        ("Zabrina Lu\tQuillfeather", "Z@brina"),
        ("Jürgen\tMüller", "Mueller"),
        ("Jürgen\tMüller", "Muller"),
        ("Zabrina Lu\tQuillfeather", "Quillfeather"),
        ("Zabrina Lu\tQuillfeather", "quillfeather"),
        ("Zabrina Lu\tQuillfeather", "zquillfeather"),
        ("Zabrina\tQuillfeather\tMarisela", "Marisela Quillfeather"),
        ("Will\tGreen\tMarisela", "Marisela Green"),
        ("Zabrina (Zee)\tQuillfeather", "Zee"),
        ('Zabrina "Zee"\tGreen', "Zee Green"),
        ("Zabrina [Zee]\tGreen", "Zee"),
        ("Zabrina 'Zee'\tGreen", "Zee"),
        ("Zabrina\tSmith-Quill-Feather", "Quill"),
        ("Zabrina\tvan der Quill", "Quill"),
        ("Zabrina\tVan der Quill", "VANDERQUILL"),
        ("Zabrina\tQuillfeather Jr.", "Quillfeather"),
        ("Zabrina Jr.\tQuillfeather", "Zabrina"),
        ("Zabrina\tQuillfeather, III", "Quillfeather"),
        ("\tQuillfeather", "Quillfeather"),
        ("Zabrina\t", "Zabrina"),
        ("Zabrina Quillfeather\t", "Zabrina Quillfeather"),
        ("Quillfeather, Zabrina\t", "Zabrina"),
        ("\tQuillfeather, Zabrina", "Zabrina"),
        ("ZABRINA\tQUILLFEATHER", "Zabrina"),
        ("Zabrina\tQuillfeather (Ortega)", "Ortega"),
        ("DeShauna\tMcQuill", "Deshauna"),
        ("DeShauna\tMcQuill", "De Shauna"),
        ("Mary-Zabrina\tQuill", "Zabrina"),
        ("Robert\tQuill", "Bobby"),
        ("Robert\tQuill", "bobby quill"),
        ("Theodore\tQuill", "Teddy"),
        ("Nikolai\tQuill", "Nick"),
        ("Daniel\tQuill", "Danny"),
        ("Daniel\tQuill", "Danielito"),
        ("Guadalupe\tQuill", "Lupita"),
        ("Francisco\tQuill", "Paco"),
        ("Francisco\tQuill", "Panchito"),
        ("José Ángel\tQuill", "Pepe"),
        ("José Ángel\tQuill", "jose angel"),
        ("Zabrina\tde la Quill", "De la Quill"),
        ("Нина\tКузнецова", "Кузнецова"),
        ("芳\t王", "王芳"),
    ],
)
def test_parts_that_tell_of_a_student(listed: str, written: str) -> None:
    text = f"Please sit beside {written} at lunch."
    assert "student-name" in blocked_rules(text, student_names=frozenset([listed]))


def test_short_and_common_family_names_count_where_a_person_is_spoken_of() -> None:
    student_names = frozenset(["Thuy\tLu", "Ana\tStone"])
    for text in ("Lu needs help.", "Ask Lu to wait.", "Ask Stone to wait.", "Sit beside Stone."):
        assert "student-name" in blocked_rules(text, student_names=student_names), text
    for text in ("A lu by the wall.", "Stone steps are wet.", "Take the Stone bridge."):
        assert blocked_rules(text, student_names=student_names) == frozenset()


@pytest.mark.parametrize(
    "possessive", ["Zabrina's Chair", "Zabrina's Morning Routine", "Zabrinas chair"]
)
def test_what_is_a_student_s_in_a_heading(possessive: str) -> None:
    assert "student-name" in blocked_rules(possessive, student_names=frozenset(["Zabrina\tQuill"]))


# Names that words have too, and common ones: of a district of such students these words name none.
GIVEN = "Will Grace Summer Autumn Hope Faith Joy Mark Art Max Rose Lily Hunter Chase Chance Jack Rich Pat Sky River Angel Star Ruby Dawn April May June Dean King Major Bill Ray Ela".split()  # fmt: skip
FAMILY = "Smith Johnson Brown Young King Wright Hill Green Baker Hall Walker White Clark Long Stone Woods Page Best Love Summers Rose Bird Church Glass Cotton Frost Heath Potter Marsh Fields Banks Park Day Little Moss Short Strong Swift Golden Wise Power Story Cross Case Cash Song Good Major Mays Washington Lincoln Jefferson Adams Venn Frayer Dolch Fry Bloom Likert Ford Bell Cook Price Cox Rice Black Gray Reed Bush Carpenter Gardner Khan Carle Monet Do So Go Shepherd Weaver Fisher Hunt Marks Chalk Glue Locke".split()  # fmt: skip
DISTRICT = frozenset(f"{given}\t{family}" for given in GIVEN for family in FAMILY)
CLEAN = """
Use Khan Academy on Fridays. Eric Carle books are by the Monet prints.
Glass needs to be rinsed. Cash goes in the box. Hall passes are on the hook.
DO NOT RUN. GO TO THE OFFICE. SO BE ON TIME.
Will you bring the green folder to the stone table?
Give grace first, then a long break.
Green light means go; white board markers are in the hall closet.
The Venn diagram is on the back page. Use a Frayer model for each word.
Dolch words and Fry words are on the ring.
Cotton balls, glue and chalk are in the bird box.
In May we walk to Washington Park; in April we hunt for moss.
Hope you have a good day. Best wishes for a swift, strong start.
ELA is at 9:00, Math at 10:00.
Read a short story in the Story Corner. The hall is locked.
Bell rings at 8:10. Cook Hall, then Church Street.
Chase away the marsh mud; mark the power button with a star.
Summer reading is by the banks of books. Major rule: walk, never run.
Park the cart at the cross walk. Price tags are in the cash box.
A King salmon poster hangs by the door. Angel hair pasta is on the menu.
Lincoln, Adams and Jefferson are on the wall. Ford Field trip forms are in the case.
"""


@pytest.mark.parametrize("line", CLEAN.strip().splitlines())
def test_words_are_not_taken_for_names(line: str) -> None:
    assert blocked_rules(line, staff=STAFF, student_names=DISTRICT) == frozenset()


def test_clean_notes_and_all_our_words_stay_clean_in_that_district() -> None:
    texts = [
        text
        for block in load_library("en").blocks
        for text in (block.title, *(item.text for part in block.parts for item in items_of(part)))
    ]
    assert len(texts) > 250
    assert [text for text in texts if blocked_rules(text, student_names=DISTRICT)] == []
    clean = [note for part in ("tuned", "held-out") for note in notes(part) if not note.rules]
    wrong = [
        note.words
        for note in clean
        if "student-name" in rules_found(note.words, note.field, student_names=DISTRICT)
    ]
    # “Dean's list”, “Bill pay”: words beside which a person may stand.
    assert len(wrong) <= 2 and len(clean) > 200


def test_a_family_name_after_a_title_or_of_a_place_is_no_student_s() -> None:
    student_names = frozenset(["Zabrina\tQuillfeather"])
    for text in ("Ask Ms. Quillfeather.", "Ask Mr. Quillfeather at once.", "Quillfeather Hall"):
        assert blocked_rules(text, student_names=student_names) == frozenset()
    assert (
        blocked_rules(
            "Quillfeather is here.", staff=["Ana Quillfeather"], student_names=student_names
        )
        == frozenset()
    )


def test_the_quick_way_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of simple names nothing is looked for that could not be there."""
    import re

    simple = ["Will\tGreen", "Noor Haddad", "ana\tsaint", "Mac\tDonald", "De\tSanta"]
    quick = [read_name(name) for name in simple]
    monkeypatch.setattr(listed_names, "_SIMPLE", re.compile("(?!)"))
    assert [read_name.__wrapped__(name) for name in simple] == quick


def test_neutral_family_names_are_said_once() -> None:
    listed = message_table("privacy")["family_neutral"].split()
    assert len(listed) > 500 and "quillfeather" not in listed


def district_names() -> frozenset[str]:
    """Some two thousand students, of all the names that are usual, and of family names that are
    words.
    """
    words = message_table("privacy")
    given = words["given_names"].split()[::2] + words["ambiguous_names"].split()
    family = words["family_neutral"].split()
    pairs = zip(given * 2, family * 8, strict=False)
    return frozenset(f"{given.title()}\t{family.title()}" for given, family in pairs)


def test_ordinary_notes_name_nobody_of_a_large_district() -> None:
    """Of a batch of clean notes at most one in twenty-five is stopped by a common name."""
    names = district_names()
    assert len(names) > 2000
    clean = [note for note in judged_notes("unseen") if note.gives == "none"]
    stopped = [
        note for note in clean if "student-name" in rules_found(note.words, student_names=names)
    ]
    assert len(stopped) <= len(clean) / 25


WORDS = "Will Grace Summer Hope Faith Joy Mark Art Rose Lily Hunter Chase Chance Jack Rich Pat Sky River Angel Star Ruby Dawn April May June Dean King Ray Paz Sol Luz Cruz Alma Dulce Esperanza Rosa Mercedes".split()  # fmt: skip
SPOKEN_OF = (
    "{} needs help with shoes.",
    "Sit with {} at lunch.",
    "Help {} open the milk.",
    "Please remind {} to breathe.",
    "{}'s mom is here.",
    "{} is absent today.",
    "{} bites when he is upset.",
    "Next to {}, by the door.",
    "{} and Marisol share.",
    "Tell {} she can go.",
    "{} can't see the board.",
    "Ask {} to wait.",
    "Give {} the red folder.",
    "{} has a loose tooth.",
    "Keep {} close.",
    "{} doesn't like loud sounds.",
    "Where is {}? She hides.",
    "1:1 with {}",
    "Watch {} at recess.",
    "Ayude a {} con el abrigo.",
    "{} necesita ir al baño.",
    "Siéntese con {}.",
    "La mochila de {} es azul.",
    "{} no quiere comer.",
    "A {} le gusta pintar.",
    "Dígale a {} que ya viene su mamá.",
    "{} llora por las mañanas.",
    "Hoy {} está triste.",
    "Que {} se siente adelante.",
    "Cuide a {}, por favor.",
    "{} y Marisol van juntas.",
)


@pytest.mark.parametrize("word", WORDS)
def test_a_name_that_is_a_word_is_found_where_a_person_is_spoken_of(word: str) -> None:
    names = frozenset([f"{word}\tQuill"])
    texts = [place.format(word) for place in SPOKEN_OF]
    assert [
        text for text in texts if "student-name" not in blocked_rules(text, student_names=names)
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "sky needs his hat",
        "help joy with her zipper",
        "hope is absent on fridays",
        "faith's mom works nights",
        "art won't sit on the rug",
        "ayude a paz",
        "sol no come carne",
    ],
)
def test_such_a_name_in_small_letters_too(text: str) -> None:
    words = "Sky Joy Hope Faith Art Paz Sol".split()
    names = frozenset(f"{word}\tQuill" for word in words)
    assert "student-name" in blocked_rules(text, student_names=names)
