"""A separator stands between two items on a line: no line ends or begins with one."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from press import lines_of, prepare_text

from handout.layout.sheet.phrase import (
    end_lines_at_separators,
    join_items,
    phrase_text,
    split_at_line_ends,
    to_phrase,
)
from handout.pipeline import PreparedHandout
from handout.publish.docx.document import build_word_file
from handout.publish.html.record import build_record
from handout.publish.html.render import render

SEPARATOR = "\N{NO-BREAK SPACE}· "
LISTS = {
    "short": "room: '1'\nclass_title: K\nteacher_name: Ms. Ito\nroom_signals: [Hand up, Chime]",
    "long tag": "teacher_name: Ms. Hernandez-Villanueva\nroom: Annex B upstairs\nclass_title: Kindergarten and Grade 1",
    "a name as long as the tag": "teacher_name: Mr. Bartholomew-Featherstonehaugh of C\nroom: '12'\nclass_title: Grade 3",
    "room alone": "teacher_name: Ms. Hernandez-Villanueva-Castellanos\nroom: Annex B upstairs",
    "signals": "room_signals: [Hand up and wait, A soft chime three times, 'Lights off, then on', Two claps]",
    "an item of two lines": "room_signals: [Chime, Hands up and eyes on me; then look and listen to me, Two claps, Stop]",
    "training": "trainings_done: [CPR, First aid, Safe lifting, CPI, Reading tutor, Data sheets, AAC]",
    "breaks": "breaks: [{start: '9:30', end: '9:45'}, {start: '11:30', end: '12:15', covered_by: Mr. Cole}]",
    "foot": "school_name: Oak Hill Academy of Music and of the Arts and Wood\ndistrict_name: Union Free Common School District of Upper Oak Hill Wood",
    "dots of their own": "room_signals: ['Red · stop', 'Green · go', 'Yellow · slow down and look at me']",
}


@pytest.mark.costly_cases
@pytest.mark.parametrize("look", ["", "theme: plain\ntext_size: large", "large_print: yes"])
@pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)
def test_no_line_ends_or_begins_with_a_separator(words: str, look: str) -> None:
    prepared = prepare_text(f"{words}\n{look}\n")
    lines = [line for line in lines_of(prepared) if "·" in line]
    assert not [line for line in lines if re.search(r"^\s*·|·\s*$", line)]
    for shown in (_shown_in_html(prepared), _shown_in_word(prepared)):
        assert not re.search(r"·\s*(\n|$)|\n\s*·", shown)


def _shown_in_html(prepared: PreparedHandout) -> str:
    """Return the words of the page, where a line of the file ends only where one is shown."""
    html = render(prepared.fitted, "file").html.partition("<main>")[2].partition("</main>")[0]
    shown = re.sub(r'<span class="between">[^<]*</span>', "", html)
    return re.sub(r"<[^>]+>", "", shown).replace("&nbsp;", " ")


def _shown_in_word(prepared: PreparedHandout) -> str:
    record = build_record(prepared.fitted, "room")
    file = build_word_file(prepared.fitted, None, record)
    xml = zipfile.ZipFile(io.BytesIO(file)).read("word/document.xml").decode()
    shown = re.sub(r"<w:r><w:rPr>[^/]*<w:vanish/></w:rPr>.*?</w:r>", "", xml)
    return re.sub(r"<[^>]+>", "", re.sub(r"<w:br/>|</w:p>", "\n", shown))


def test_an_item_begins_a_line_where_it_has_no_room() -> None:
    phrase = join_items([to_phrase(word) for word in ("aa", "bbbb", "cc", "dd")], SEPARATOR)
    ended = end_lines_at_separators(phrase, lambda words: -(-len(phrase_text(words)) // 10))
    assert [phrase_text(line) for line in split_at_line_ends(ended)] == [
        f"aa{SEPARATOR}bbbb", f"cc{SEPARATOR}dd",
    ]  # fmt: skip
    assert end_lines_at_separators(ended, lambda words: 1) == ended


def test_an_item_as_wide_as_its_line_is_broken_at_its_last_word() -> None:
    # A space at its end, for which there is no room, made the typesetter break after the first word.
    items = [f"table recess Room Rivera mmmmmmmmmm{'i' * count}" for count in range(6)]
    lines = lines_of(prepare_text(f"trainings_done: [{', '.join(items)}]"))
    assert "table" not in lines
    assert {"table recess Room Rivera mmmmmmmmmm", "table recess Room Rivera"} < set(lines)
