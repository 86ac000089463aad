"""The privacy check.

How well it finds what it should, how seldom what it should not, and what it says of it.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from privacy_corpus import (
    ANY,
    DOCS,
    FOLDER,
    STAFF,
    STUDENTS,
    Note,
    figures,
    has_spanish,
    judged_notes,
    judged_report,
    notes,
    report,
    rules_found,
    score,
    what_is_given,
)

from handout.cli.main import main
from handout.content_folders import list_languages
from handout.layering.compose import Handout, compose
from handout.messages import CONTENT, problem_templates
from handout.pipeline import prepare, prepare_layers
from handout.privacy.check import blocked_rules, privacy_problems
from handout.privacy.finding_problems import BLOCKS
from handout.privacy.people.initials import can_have_initials, find_initials
from handout.privacy.people.names import person_findings
from handout.privacy.people.persons import Staff
from handout.privacy.text.normal_form import normalize
from handout.privacy.text.pattern_files import OF_NAMES, Pattern, load_patterns, patterns_for
from handout.privacy.text.phrases import compile_phrases, phrases_in
from handout.privacy.text.tokens import letters_of, split_words, strip_accents
from handout.problems import HandoutError, Position, Problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.fields.privacy_overrides import PRIVACY_RULES
from handout.sources.markdown.document import Table, items_of
from handout.sources.yaml.tree import parse_yaml

# What docs/privacy.md promises at least: precision and recall of any rule, and of each.
LEAST = {"tuned": ((0.98, 0.95), (0.90, 0.80)), "held-out": ((0.97, 0.90), (0.90, 0.50))}


# --- the corpus


def test_the_corpus_is_large_varied_and_holds_a_third_back() -> None:
    tuned, held = notes("tuned"), notes("held-out")
    every = tuned + held
    assert len({note.words for note in every}) == len(every) >= 300
    assert (
        sum(not note.rules for note in every) >= 150
        and sum(bool(note.rules) for note in every) >= 150
    )
    assert len(held) >= len(every) / 3
    for part in (tuned, held):
        assert {rule for note in part for rule in note.rules} == set(PRIVACY_RULES)


@pytest.mark.parametrize("part", LEAST)
def test_precision_and_recall_are_what_is_promised(part: str) -> None:
    scored, (overall, each) = score(part), LEAST[part]
    assert (scored.precision(ANY) >= overall[0], scored.recall(ANY) >= overall[1]) == (True, True)
    for rule in PRIVACY_RULES:
        assert scored.hits[rule] > 0, rule
        assert (rule, scored.precision(rule) >= each[0], scored.recall(rule) >= each[1]) == (
            rule,
            True,
            True,
        )


@pytest.mark.slow
def test_the_figures_in_the_docs_are_not_stale() -> None:
    """After a change: cd tests && python privacy_corpus.py."""
    text = DOCS.read_text("utf-8")
    assert report() in text
    assert judged_report() in text
    assert "FERPA compliant" not in text


def test_what_need_not_be_looked_for_is_not_there() -> None:
    """Searches that are left out, because a text has no digit or no word of a phrase or a pattern,
    would find nothing.
    """
    for note in notes("tuned") + notes("held-out"):
        for text in (
            note.words,
            note.words.upper(),
            note.words.replace("s", "\u017f"),
            re.sub(r"\d", "x", note.words),
            re.sub(r"(\w+)", r"\1s", note.words),
        ):
            for name in ("custody", "health_strong", "health_weak"):
                every = [match.span() for match in compile_phrases(name)[1].finditer(text)]
                assert [match.span() for match in phrases_in(name, text)] == every
            written, words = letters_of(text), split_words(text)
            assert written == [word.text for word in words]
            assert can_have_initials(text, written) or not list(find_initials(text, words))


PATTERNS = [(pattern, example) for pattern in load_patterns() for example in pattern.finds]


@pytest.mark.parametrize(("pattern", "example"), PATTERNS, ids=lambda value: str(value)[:30])
def test_every_pattern_finds_its_examples(pattern: Pattern, example: str) -> None:
    plain = strip_accents(example)
    assert any(pattern.matches(plain))
    assert (pattern in patterns_for(plain)) == (pattern.rule not in OF_NAMES)


@pytest.mark.parametrize("pattern", load_patterns(), ids=lambda pattern: pattern.finds[0][:30])
def test_no_pattern_finds_what_it_must_pass(pattern: Pattern) -> None:
    for example in map(strip_accents, pattern.passes):
        assert pattern not in patterns_for(example) or not any(pattern.matches(example)), example


def test_every_rule_that_has_patterns_is_known() -> None:
    rules = {pattern.rule for pattern in load_patterns()}
    assert rules <= {*PRIVACY_RULES, "health", "contact", *OF_NAMES}


# --- the second corpus


@pytest.mark.slow
def test_the_second_corpus_is_large_bilingual_and_holds_a_third_back() -> None:
    seen, unseen = judged_notes("seen"), judged_notes("unseen")
    every = seen + unseen
    assert len({note.words for note in every}) == len(every) >= 2500
    assert len(unseen) >= 0.3 * len(every)
    assert sum(has_spanish(note.words) for note in every) >= len(every) / 2
    assert {note.gives for note in every} == {"none", "flagged", "blocked"}


@pytest.mark.slow
def test_unseen_notes_are_understood_as_well_as_is_promised() -> None:
    scored = figures("unseen")
    assert (scored.recall >= 0.95, scored.precision >= 0.92, scored.blocked_recall >= 0.90) == (
        True,
    ) * 3


@pytest.mark.slow
def test_seen_notes_are_understood() -> None:
    scored = figures("seen")
    assert (scored.recall >= 0.98, scored.precision >= 0.98, scored.blocked_recall >= 0.98) == (
        True,
    ) * 3


def test_ordinary_notes_are_seldom_flagged() -> None:
    """At most one clean note in fifty, so that a batch of a district is read to its end."""
    clean = [note for part in ("seen", "unseen") for note in judged_notes(part)]
    clean = [note for note in clean if note.gives == "none"]
    flagged = sum(what_is_given(note.words) != "none" for note in clean)
    assert len(clean) >= 300 and flagged <= len(clean) / 50


def test_of_more_staff_no_more_is_told() -> None:
    for note in notes("tuned"):
        alone, known = (
            set(person_findings(normalize(note.words), Staff(names), frozenset()))
            for names in ((), STAFF)
        )
        assert known <= alone


def test_what_comes_with_handout_says_nothing_private() -> None:
    texts = []
    # In other languages ordinary words may be names in English: Khi, Leia.
    known = [tag for tag in list_languages() if (CONTENT / tag / "privacy.toml").is_file()]
    assert {"en", "es"} <= set(known)
    for block in (block for tag in known for block in load_library(tag).blocks):
        texts += [
            block.title,
            block.owner,
            *(" | ".join(part.header) for part in block.parts if isinstance(part, Table)),
        ]
        texts += [item.text for part in block.parts for item in items_of(part)]
    assert len(texts) > 300
    assert {
        text: rules for text in texts if (rules := rules_found(text, student_names=frozenset()))
    } == {}


def test_the_sample_says_nothing_private() -> None:
    assert prepare(CONTENT / "en" / "sample.yaml").warnings == ()


@pytest.mark.parametrize(
    "note",
    [note for note in notes("tuned") + notes("held-out") if note.rules],
    ids=lambda note: note.words[:30],
)
def test_a_problem_never_repeats_what_was_found(note: Note) -> None:
    """Problems are kept in lists and logs: no name, no number, no address of the note is in one."""
    text = " ".join(
        f"{problem.message} {problem.hint}" for problem in found_in(note.words, STUDENTS)
    )
    text = re.sub(r"\{allow:.*?\}", "", text)
    for student in STUDENTS:
        for part in student.split():
            assert not re.search(rf"\b{part}\b", text) or part in (
                "May",
                "Will",
                "Rose",
                "Grace",
            )
    assert not re.search(r"\d{2}", text)
    assert not re.search(r"@\w|Street|Avenue|Drive", text)


def found_in(words: str, student_names: frozenset[str] = frozenset()) -> tuple[Problem, ...]:
    tree = parse_yaml("teacher_name: Ms. Rivera\n", "room.yaml")
    layer = parse_layer(tree, Level.CUSTOMIZATION)[0]
    handout, _ = composed(layer)
    position = Position("room.yaml", 3, 15)
    from handout.layering.overlay import Origin, SourcedValue
    from handout.sources.fields.field_reader import PlacedValue

    note = SourcedValue(PlacedValue(words, position), Origin(Level.CUSTOMIZATION, "room", position))
    return privacy_problems(
        Handout(values={**handout.values, "teacher_note": note}), student_names=student_names
    )


def composed(*layers: Layer) -> tuple[Handout, tuple[Problem, ...]]:
    import datetime

    return compose(load_library("en"), layers, today=datetime.date(2026, 9, 1))


def layer(text: str, level: Level = Level.CUSTOMIZATION, path: str = "room.yaml") -> Layer:
    parsed, problems = parse_layer(parse_yaml(text, path), level)
    assert problems == ()
    return parsed


def problem_places(
    *layers: Layer, student_names: frozenset[str] = frozenset(), staff: tuple[str, ...] = ()
) -> list[tuple[str, int, int]]:
    handout, _ = composed(*layers)
    problems = privacy_problems(handout, student_names=student_names, staff=staff)
    return [
        (problem.code.removeprefix("privacy-"), problem.line, problem.column)
        for problem in problems
    ]


# --- where it looks


@pytest.mark.slow
def test_every_rule_has_its_words_and_says_whether_it_blocks() -> None:
    assert set(PRIVACY_RULES) > BLOCKS
    assert {
        "student-name",
        "child-name",
        "ssn",
        "student-id",
        "birth-date",
        "home-address",
        "family-contact",
        "health-name",
    } == BLOCKS
    for rule in PRIVACY_RULES:
        says, do = problem_templates(f"privacy-{rule}")
        assert "{field}" in says and "{keep}" in do
    for part in ("tuned", "held-out"):
        for note in notes(part):
            for problem in found_in(note.words, STUDENTS):
                assert problem.warning == (problem.code.removeprefix("privacy-") not in BLOCKS)


@pytest.mark.parametrize("rule", ["given-name", "child-name"])
def test_where_names_may_stand_a_childs_may(rule: str) -> None:
    override = f"privacy: [{{allow: {rule}, field: dos_extra, because: A doll in the corner.}}]\n"
    assert problem_places(layer(f"{override}dos_extra: [Give Tom his pencil]\n")) == [
        ("allowed", 1, 11)
    ]
    assert problem_places(layer("dos_extra: [Give Tom his pencil]\n")) == [("child-name", 1, 18)]


def test_a_place_is_that_of_the_words() -> None:
    text = (
        "room: 12\nteacher_note: |\n\n  Welcome! Sit with Marisol.\n\n  The code is 4471.\n"
        "schedule:\n  - start: 9:00\n    para_does: Sit with Hannah\n"
        "items:\n  calm:\n    add:\n      - id: new\n        text: One takes Adderall.\n"
    )
    assert problem_places(layer(text)) == [
        ("given-name", 4, 21),
        ("door-code", 6, 7),
        ("given-name", 8, 5),
        ("health-note", 14, 25),
    ]


EVERYWHERE = """
class_title: Marcus C.
room: Room of Devonte
call_for_help: Ask Marisol
emergency: {fire: Take Hannah out first}
logo: {alt: A photo of Brandon}
link: {url: "https://bit.ly/x", label: Priya's page}
breaks: [{covered_by: me}]
room_signals: [Kayla claps]
dos_extra: [Hug Owen]
trainings_done: [Diabetes of Malik]
schedule: [{teacher_does: Lucia reads, para_does: Help Wyatt, where: Desk of Omar}]
contacts: [{role: Aunt of Nia, name: Ms. Park, how: Ask Tyrell}]
show_blocks: [growing]
blocks:
  add:
    - id: mine
      title: All about Ethan
      text: |
        | For Caleb | Do |
        |---|---|
        | Sofia | Wait |
  replace:
    - {id: growing, title: For Imani}
items:
  calm:
    replace:
      - {id: self, text: Kenji first.}
    add:
      - {id: for-jamal, text: Breathe in.}
"""


def test_every_word_a_person_wrote_is_looked_at() -> None:
    handout, _ = composed(layer(EVERYWHERE))
    problems = privacy_problems(handout)
    assert not re.search(
        "sofia|ethan|caleb", " ".join(problem.message for problem in problems).casefold()
    )
    names = [
        problem.message.upper() for problem in problems if problem.code == "privacy-given-name"
    ]
    assert sorted(re.findall(r"\(([A-Z])•", " ".join(names))) == sorted(
        "MDMHBPKOM" + "LWONT" + "ECSIK" + "J"
    )
    assert {problem.code.removeprefix("privacy-") for problem in problems} == {
        "given-name",
        "health-name",
        "share-link",
    }


def test_districts_and_schools_words_are_looked_at_too() -> None:
    district = layer(
        "blocks:\n  add:\n    - {id: rule, title: Rule, owner: Hannah Lee, text: Call Hannah. Ask Devonte.}\n",
        Level.DISTRICT,
        "d.yaml",
    )
    school = layer("call_for_help: My cell is 555-010-7711\n", Level.SCHOOL, "s.yaml")
    assert [rule for rule, *_ in problem_places(district, school)] == [
        "given-name",
        "personal-contact",
    ]


def test_names_of_staff_may_stand_everywhere() -> None:
    text = (
        "teacher_name: Ana Rivera\npara_name: Jordan Ellis\napproved_by: Priya Lind\n"
        "contacts:\n  - {role: Nurse, name: Grace Park, how: Ext. 5}\nbreaks:\n  - covered_by: Brandon\n"
        "teacher_note: Hi Jordan! Ana here. Grace needs your forms. Ask Priya. Brandon covers. Marisol sits with you.\n"
    )
    note = text.splitlines()[7]
    assert problem_places(layer(text)) == [("given-name", 8, note.index("Marisol") + 1)]
    assert problem_places(layer(text), staff=("Marisol Ortiz",)) == []


def test_a_teacher_may_have_a_students_name() -> None:
    student_names = frozenset(("Ana Rivera", "Noor Haddad", "Jordan Whitfield"))
    text = "teacher_name: Ana Rivera\npara_name: Jordan Ellis\nteacher_note: Ana Rivera and Jordan here.\ncontacts: [{role: x, name: %s}]\n"
    assert problem_places(layer(text % "Ms. Park"), student_names=student_names) == []
    assert problem_places(layer(text % "Noor Haddad"), student_names=student_names) == [
        ("student-name", 4, 12)
    ]


@pytest.mark.parametrize(
    ("words", "is_student"),
    [
        ("Noor Haddad", True),
        ("noor haddad", True),
        ("NOOR HADDAD", True),
        ("Haddad, Noor", True),
        ("Sit with Noor.", True),
        ("Noor’s chair", True),
        ("De’Andre first", True),
        ("Zoe Albrecht", True),
        ("Ngoc Anh", True),
        ("In May we test.", False),
        ("May sits by you.", True),
        ("Will you come?", False),
        ("Help Will with his coat.", True),
        ("Give grace.", False),
        ("Hunter green paint", False),
        ("Ms. Thorne", False),
    ],
)
def test_students_of_the_export(words: str, is_student: bool) -> None:
    assert ("student-name" in rules_found(words)) is is_student


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("room-12", set()),
        ("rivera", set()),
        ("ana-rivera", set()),
        ("will-call", set()),
        *((name, set()) for name in ("viet", "ela-room", "bx", "jm-2", "dari", "kv", "3b")),
        ("noor-haddad", {"student-name"}),
        ("for_marisol", {"given-name"}),
        ("219-09-9999", {"ssn"}),
    ],
)
def test_names_of_files(name: str, rules: set[str]) -> None:
    handout, _ = composed(layer("teacher_name: Ms. Rivera\n"))
    problems = privacy_problems(
        handout, student_names=STUDENTS, names={name: Position(f"{name}.yaml")}
    )
    assert {problem.code.removeprefix("privacy-") for problem in problems} == rules
    assert all(problem.position == Position(f"{name}.yaml") for problem in problems)


def test_words_for_a_roster() -> None:
    assert blocked_rules("Resource (Noor H.)", student_names=STUDENTS) == {"student-name"}
    assert blocked_rules("Algebra I", student_names=STUDENTS) == frozenset()


def test_many_findings_of_one_kind_are_told_in_part() -> None:
    names = "Hannah Owen Marisol Devonte Kayla Brandon Ethan Sofia"
    assert len(problem_places(layer(f"teacher_note: Sit with {names.replace(' ', ', ')}.\n"))) == 5


# --- letting words stand


OVERRIDE = "teacher_note: Sit with Marisol.\nschedule: [{para_does: Hannah at 9}]\nprivacy:\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "{allow: given-name, field: teacher_note, because: She is the music aide.}",
            [("given-name", 2), ("allowed", 4)],
        ),
        (
            "{allow: given-name, field: schedule, because: She is the music aide.}",
            [("given-name", 1), ("allowed", 4)],
        ),
        (
            "{allow: given-name, field: schedule.1.para_does, because: She is the aide.}",
            [("given-name", 1), ("allowed", 4)],
        ),
        (
            "{allow: ssn, field: teacher_note, because: None.}",
            [("given-name", 1), ("given-name", 2), ("unused", 4)],
        ),
    ],
)
def test_words_can_stand_for_a_reason(row: str, expected: list[tuple[str, int]]) -> None:
    assert [
        (rule, line) for rule, line, _ in problem_places(layer(f"{OVERRIDE}  - {row}\n"))
    ] == expected


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("{allow: given-nam, field: room, because: x}", ["choice-near"]),
        ("{allow: given-name, field: room}", ["privacy-override"]),
        ("{allow: given-name, because: ' '}", ["privacy-override", "privacy-override"]),
        ("{allow: given-name, field: room, because: x, who: me}", ["unknown-key"]),
        ("{allow: given-name, field: room, because: " + "x" * 121 + "}", ["too-long"]),
        ("given-name", ["row-not-words"]),
    ],
)
def test_an_override_needs_a_rule_a_field_and_a_reason(row: str, codes: list[str]) -> None:
    read, problems = parse_layer(
        parse_yaml(f"{OVERRIDE}  - {row}\n", "room.yaml"), Level.CUSTOMIZATION
    )
    assert [problem.code for problem in problems] == codes and read.overrides == ()


def test_an_override_is_logged_without_the_words() -> None:
    handout, _ = composed(
        layer(
            f"{OVERRIDE}  - {{allow: given-name, field: teacher_note, because: The band leader.}}\n"
        )
    )
    (problem,) = (
        problem for problem in privacy_problems(handout) if problem.code == "privacy-allowed"
    )
    assert problem.warning and all(
        part in problem.message for part in ("a name", "“Your note”", "The band leader.")
    )
    assert "Marisol" not in problem.message + problem.hint


def test_a_reason_says_nothing_private_itself() -> None:
    row = "{allow: given-name, field: teacher_note, because: %s}"
    handout, _ = composed(
        layer(
            f"{OVERRIDE}  - {row % 'Devonte agreed.'}\n  - {row.replace('given-name', 'ssn') % 'His mom (555-867-5309) agreed.'}\n"
        )
    )
    warnings = {
        problem.line: problem.warning
        for problem in privacy_problems(handout)
        if problem.code == "privacy-because"
    }
    assert warnings == {4: True, 5: False}


@pytest.mark.parametrize(
    ("because", "told_of"),
    [
        ("Hannah is the music aide.", False),
        ("Hannah es la asistente de música.", False),
        ("Hannah agreed.", False),  # she is the one who is excused
        ("Devonte agreed.", True),
        ("Hannah has epilepsy.", True),
        ("Hannah, the aide, is at 555-867-5309, says her mom.", True),
    ],
)
@pytest.mark.parametrize("rule", ["given-name", "student-name"])
def test_a_reason_may_explain_a_person(rule: str, because: str, told_of: bool) -> None:
    """Also where a student of the export has the name of the music aide."""
    listed = frozenset(["Hannah\tQuill"]) if rule == "student-name" else frozenset[str]()
    row = f"{{allow: {rule}, field: schedule, because: '{because}'}}"
    text = f"schedule: [{{para_does: Hannah at 9}}]\nprivacy:\n  - {row}\n"
    codes = [code for code, _, _ in problem_places(layer(text), student_names=listed)]
    assert codes == (["allowed", "because"] if told_of else ["allowed"])


def test_the_same_in_many_rows_is_said_once_with_its_count() -> None:
    names = ("Hannah", "Owen", "Marisol", "Kayla")
    rows = "".join(f"  - {{para_does: Sit with {name}}}\n" for name in names)
    handout, _ = composed(layer(f"schedule:\n{rows}"))
    (problem,) = privacy_problems(handout)
    assert (problem.line, problem.code) == (2, "privacy-given-name")
    assert problem.message.startswith("“Schedule”, rows 1, 2, 3, 4 (The aide), 4 times in all, has")
    assert "field: schedule," in problem.hint
    (problem,) = privacy_problems(composed(layer("dos_extra: [Hug Owen]\n"))[0])
    assert problem.message.startswith("“More dos”, row 1, has what looks like a name (O")


def test_an_override_of_a_district_holds_for_all_and_is_no_burden() -> None:
    district = layer(
        "privacy:\n  - {allow: given-name, field: schedule, because: First names of staff.}\n",
        Level.DISTRICT,
        "d.yaml",
    )
    assert [rule for rule, *_ in problem_places(district, layer("room: 12\n"))] == []
    assert [
        rule for rule, *_ in problem_places(district, layer(OVERRIDE.removesuffix("privacy:\n")))
    ] == [
        "allowed",
        "given-name",
    ]


# --- as it is used


@pytest.mark.slow
def test_what_blocks_makes_no_sheet_and_what_warns_is_noted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "room.yaml"
    path.write_text("teacher_note: My cell is 555-010-9911.\n")
    assert [problem.code for problem in prepare(path).warnings] == ["privacy-personal-contact"]
    assert main(["check", str(path)]) == 0
    path.write_text("teacher_note: SSN 219-09-9999.\n")
    with pytest.raises(HandoutError):
        prepare(path)
    assert main(["build", str(path)]) == 1
    assert sorted(tmp_path.iterdir()) == [path]
    assert "219-09-9999" not in capsys.readouterr().err.replace(
        "teacher_note: SSN 219-09-9999.", ""
    )


def test_students_and_staff_come_with_the_layers() -> None:
    mine = layer("teacher_note: Sit with Noor. Ask Marisol.\n")
    _, problems = prepare_layers(
        [mine], student_names=frozenset(("Noor Haddad",)), staff=("Marisol Ortiz",)
    )
    assert [problem.code for problem in problems] == ["privacy-student-name"]


# --- time


UNITS = [
    "Sit with Marcus. J.M. has seizures. Call mom at 555-867-5309. ", "A", "A. ", "1", "1-", "a@", "a.", " ", "the ",
    "the new student ", "born ", "code ", "Mia Castellanos ", "'", "a-", "password is ", "1 Aa ", "Zaq ", "lives on ",
    "Ms. ", "office 12 Maple St ", "mom 555-0100 ", "one of my ", "(555) ", "born on ", "\n", "|", "Mia ", "A.B.", "é", "好",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        start = time.process_time()
        rules_found(text)
        return time.process_time() - start

    seconds(1000)
    short = min(seconds(3000) for _ in range(3))
    # Ten times the length: 10 if it grows as the length does, 100 if as its square. The fastest of
    # three, because the machine does other things: mostly the first is fast enough.
    assert any(seconds(30_000) < 40 * short + 0.2 for _ in range(3))


@pytest.mark.slow
def test_a_hundred_thousand_characters_are_no_harm() -> None:
    start = time.process_time()
    rules_found((UNITS[0] * 2000)[:100_000])
    assert time.process_time() - start < 6


def test_a_sheet_of_words_that_were_not_seen_before_takes_no_longer_than_promised() -> None:
    """15 ms of one processor; the fastest of some sheets, because the machine does other things."""
    words = [note.words for note in judged_notes("unseen")]
    seconds = []
    for number in range(20):
        sheet = [f"{words[(number * 12 + n) % len(words)]} ({number})" for n in range(16)]
        start = time.process_time()
        for text in sheet:
            rules_found(text, student_names=frozenset())
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.015


@given(st.text(max_size=400))
def test_no_text_is_a_bug(words: str) -> None:
    assert rules_found(words) <= set(PRIVACY_RULES)


def test_no_student_of_the_corpus_stands_in_what_is_shipped() -> None:
    shipped = "\n".join(file.read_text("utf-8") for file in (CONTENT / "en").rglob("*.md"))
    assert len(STUDENTS) == 20 and FOLDER.is_dir()
    assert [student for student in STUDENTS if student in shipped] == []
