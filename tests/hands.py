"""What people do to a page in a text editor or in Word: each adds one word, "zebra", somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

Hand = Callable[[str], str]
WORD = "zebra"


def put(old: str, new: str) -> Hand:
    """Another text for `old`, at its first place."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def everywhere(old: str, new: str) -> Hand:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new)

    return change


def regex(pattern: str, new: str) -> Hand:
    def change(text: str) -> str:
        changed, count = re.subn(pattern, new, text, count=1, flags=re.DOTALL)
        assert count, pattern
        return changed

    return change


def copied_box(text: str) -> str:
    box = re.search(r'<div class="block[^>]*id="team".*?\n</div>\n', text, re.DOTALL)
    assert box
    return text.replace(box[0], box[0] + box[0].replace("Disagree in", f"Disagree {WORD} in"), 1)


def copied_row(text: str) -> str:
    row = re.search(r"<tr[^>]*><th[^>]*>[^\n]*Nurse[^\n]*</tr>", text)
    assert row
    return text.replace(row[0], row[0] + row[0].replace("Nurse", f"Nurse {WORD}"), 1)


def second_person_of_a_role(text: str) -> str:
    row = re.search(r"<tr[^>]*><th[^>]*>[^\n]*Nurse[^\n]*</tr>", text)
    assert row
    again = re.sub(r"<td>.*?</td>", f"<td>{WORD}</td>", row[0], count=1)
    return text.replace(row[0], row[0] + again, 1)


def swapped_cells(text: str) -> str:
    row = re.search(r"<tr><th[^>]*>[^\n]*Recess[^\n]*</tr>", text)
    assert row
    cells = re.findall(r"<td.*?</td>", row[0])
    moved = row[0].replace(cells[0], "\0", 1).replace(cells[1], cells[0], 1)
    moved = moved.replace("\0", cells[1], 1).replace("Recess", f"Recess {WORD}", 1)
    return text.replace(row[0], moved, 1)


HTML: dict[str, Hand] = {
    "a field": put(">Jordan Ellis<", f">Jordan {WORD}<"),
    "a field of two lines": put(">Jordan Ellis<", f">Jordan<br>{WORD}<"),
    "a field beside its mark": put("Jordan Ellis</span>", f"Jordan Ellis</span> {WORD}"),
    "a field in one place of several": put(">Ms. Rivera<", f">Ms. {WORD}<"),
    "a field in all its places": everywhere(">Ms. Rivera<", f">Ms. {WORD}<"),
    "a field in several ways": lambda text: put(">Ms. Rivera<", ">Ms. Poe<")(put(">Ms. Rivera<", f">Ms. {WORD}<")(text)),
    "a field, too long": put(">Jordan Ellis<", f">{'Jo ' * 20} {WORD}<"),
    "a field that is a code": put(">Jordan Ellis<", f">Jo &lt;b&gt; {WORD}<"),
    "a line of a locked box": put("Call 911 first, on", f"Call {WORD} first, on"),
    "a new line of a locked box": put("<li>Ask who has", f"<li>{WORD}</li><li>Ask who has"),
    "a locked line of an open box": put("No holds unless", f"No {WORD} unless"),
    "a line of an open box": put("Walk the exits", f"Walk {WORD} exits"),
    "a heading": put("<span>First-day checklist", f"<span>Day {WORD}"),
    "a locked heading": put("<span>How to call for help", f"<span>How to {WORD}"),
    "a heading that has a name in it": put("<span>A note from ", f"<span>{WORD} from "),
    "between the boxes": put('<div class="row">', f'<p>{WORD}</p><div class="row">'),
    "before the page": put("<main>", f"{WORD}<main>"),
    "after the page": put("</main>", f"</main><p>{WORD}</p>"),
    "the foot": put("Keep student names off", f"Keep {WORD} off"),
    "the rules in the foot": put("Rules differ by", f"Rules {WORD} by"),
    "who signs": put("Read and signed:", f"Read, {WORD} and signed:"),
    "the banner": put("<h1>First-Day", f"<h1>{WORD}"),
    "under the banner": put("Your guide to", f"Your {WORD} guide to"),
    "the welcome": put(">Welcome,<", f">{WORD},<"),
    "the heading of a side": put("<h2>How to do the job", f"<h2>How {WORD} the job"),
    "under the heading of a side": put("You learn it by doing.", f"You learn {WORD}."),
    "the title of the page": put("<title>First", f"<title>{WORD}"),
    "the heading of the day's table": put(">Time<", f">{WORD}<"),
    "the heading of the people's table": put(">How to reach<", f">{WORD}<"),
    "the name of a drill": put(">Lockdown<", f">{WORD}<"),
    "the name of a row": put(">Restroom<", f">{WORD}<"),
    "words round a field": put("Count <span", f"Count {WORD} <span"),
    "a number in words": put('"wait_seconds">10<', f'"wait_seconds">ten or {WORD}<'),
    "two numbers": put('"wait_seconds">10<', f'"wait_seconds">10 to 20 {WORD}<'),
    "a break in words": put(">9:30<", f">9:30 or {WORD}<"),
    "who covers": put(">Ms. Ito<", f">Ms. {WORD}<"),
    "a whole break in words": regex(r'<span data-field="breaks.1.start">.*?covers\)', f"after {WORD}"),
    "hours in words": put(">7:45<", f">{WORD}<"),
    "hours that end before they start": put(">2:45<", f">5:00 am</span> {WORD}<span>"),
    "a time in words": put('"schedule.2.start">', f'"schedule.2.start">{WORD} '),
    "a time in words, and its mark gone": regex(r'<th scope="row"><span data-field="schedule.3.*?</th>', f"<th>{WORD}</th>"),
    "a cell of the day": put(">Recess<", f">Recess {WORD}<"),
    "cells of the day, swapped": swapped_cells,
    "a new row of the day": regex(r"(<tr>[^\n]*Recess)", rf"<tr><th>2:40</th><td>{WORD}</td><td></td><td></td></tr>\1"),
    "a new row of the day with words for a time": regex(r"(<tr>[^\n]*Recess)", rf"<tr><th>late</th><td>{WORD}</td><td></td><td></td></tr>\1"),
    "a row of nothing but words for a time": regex(r"(<tr>[^\n]*Recess)", rf"<tr><th>{WORD}</th><td></td><td></td><td></td></tr>\1"),
    "a row with a cell more": regex(r"(<tr>[^\n]*Recess[^\n]*)</tr>", rf"\1<td>{WORD}</td></tr>"),
    "a row of one cell": regex(r"(<tr>[^\n]*Recess)", rf"<tr><td>{WORD}</td></tr>\1"),
    "rows deleted, and a word": lambda text: put(">Recess<", f">{WORD}<")(regex(r"<tr><th[^\n]*Reading, new[^\n]*</tr>\n", "")(text)),
    "a person copied": copied_row,
    "a second person of one role": second_person_of_a_role,
    "a person without a role": regex(r'(<table class="people">.*?)</tbody>', rf"\1<tr><th></th><td>{WORD}</td><td></td></tr></tbody>"),
    "a person's name, too long": put(">Ext. 240<", f">{'Ext. 240 ' * 6} {WORD}<"),
    "a list that is too long": regex(r"(room_signals\.1[^\n]*?)</td>", r"\1; a; b; c; d; e; f; g; zebra</td>"),
    "how to call for help": put(">Press the red button", f">Press the {WORD} button"),
    "a line more on how to call for help": put('<p class="answer">', f'<p>{WORD}</p><p class="answer">'),
    "a line under how to call for help": put('<p class="say">', f'<p>{WORD}</p><p class="say">'),
    "a drill": put(">Back door, then", f">{WORD}, then"),
    "the note": put("Our mornings start", f"Our {WORD} start"),
    "the note, too long": put("Our mornings start", f"Our {'very ' * 200}{WORD} mornings start"),
    "the signature": put('<p class="signature">', f'<p class="signature">{WORD} '),
    "a paragraph among fields": put('<table class="facts">', f'<p>{WORD}</p><table class="facts">'),
    "a box copied": copied_box,
    "a new box": put('<div class="row">', f'<div class="block"><h2>Pool</h2><p>{WORD}</p></div><div class="row">'),
    "a new box without a heading": put('<div class="row">', f'<div class="block"><p>{WORD}</p></div><div class="row">'),
    "a box whose marks are gone": lambda text: put(' id="team" data-block="team"', "")(put("Disagree in", f"Disagree {WORD} in")(text)),
    "font tags": regex(r"<li>(Walk the exits)</li>", rf"<li><font><font>{WORD} \1</font></font></li>"),
    "font tags in a field": put(">Jordan Ellis<", f"><font>Jordan {WORD}</font><"),
    "font tags in the foot": put("Keep student names", f"<font>Keep</font> <font>{WORD}</font>"),
    "a table's caption": put('<table class="facts">', f'<table class="facts"><caption>{WORD}</caption>'),
    "a button": put("<li>Walk the exits", f"<li><button>{WORD}</button>Walk the exits"),
    "a text box": put("<li>Walk the exits", f"<li><textarea>{WORD}</textarea>Walk the exits"),
    "a drawing with words": put("<li>Walk the exits", f"<li><svg><text>{WORD}</text></svg>Walk the exits"),
    "a list to choose from": put("<li>Walk the exits", f"<li><select><option>{WORD}</option></select>Walk the exits"),
    "for browsers without scripts": put("<li>Walk the exits", f"<li><noscript>{WORD}</noscript>Walk the exits"),
    "a hint": put("<li>Walk the exits", f'<li><span class="hint">{WORD}</span>Walk the exits'),
    "what waits": put("<li>Walk the exits</li>", f'<li>Walk the exits</li><li class="waiting" data-item="exits">{WORD}</li>'),
    "a list in a list": put("<li>Walk the exits", f"<li>Walk the exits<ul><li>{WORD}</li></ul>"),
    "a heading in a box": put('<ul class="ticks', f'<h4>{WORD}</h4><ul class="ticks'),
    "a table in a box": put('<ul class="ticks', f'<table><tr><td>{WORD}</td></tr></table><ul class="ticks'),
    "words set as they are": put('<ul class="ticks', f'<pre>{WORD}</pre><ul class="ticks'),
    "a list of terms": put('<ul class="ticks', f'<dl><dt>{WORD}</dt></dl><ul class="ticks'),
    "a link": put("Walk the exits", f'<a href="https://a.org/">{WORD}</a>'),
    "a link that leads nowhere": put("Walk the exits", f'<a href="javascript:x()">{WORD}</a>'),
    "a field of no name": put("<li>Walk the exits", f'<li><span data-field="mascot">{WORD}</span> Walk the exits'),
    "a field of no name in the foot": put("Keep student names", f'<span data-field="mascot">{WORD}</span> Keep student names'),
    "a sign": put("Keep student names", "Keep \U0001f993 names"),
}  # fmt: skip


def _run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def _paragraph(words: str) -> str:
    return f"<w:p>{_run(words)}</w:p>"


DOCX: dict[str, Hand] = {
    "a field": put(">Jordan Ellis<", f">Jordan {WORD}<"),
    "a field in one place of several": put(">Ms. Rivera<", f">Ms. {WORD}<"),
    "a field in all its places": everywhere(">Ms. Rivera<", f">Ms. {WORD}<"),
    "a field, too long": put(">Jordan Ellis<", f">{'Jo ' * 20} {WORD}<"),
    "a line of a locked box": put("Ask who has allergies", f"Ask {WORD} has allergies"),
    "a locked line of an open box": put("No holds unless", f"No {WORD} unless"),
    "a line of an open box": put("Walk the exits", f"Walk {WORD} exits"),
    "a heading": put("First-day checklist", f"Day {WORD}"),
    "a locked heading": put("How to call for help", f"How to {WORD}"),
    "a heading that has a name in it": put("A note from ", f"{WORD} from "),
    "the foot": put("Keep student names off", f"Keep {WORD} off"),
    "the rules in the foot": put("Rules differ by", f"Rules {WORD} by"),
    "the banner": put(">First-Day Essentials<", f">{WORD} Essentials<"),
    "under the banner": put("Your guide to", f"Your {WORD} guide to"),
    "the heading of a side": put("How to do the job well", f"How to {WORD}"),
    "the heading of the day's table": put(">Time<", f">{WORD}<"),
    "the name of a drill": put("Lockdown", WORD),
    "the name of a row": put(">Restroom<", f">{WORD}<"),
    "words round a field": put("seconds before you", f"seconds {WORD} you"),
    "a number in words": regex(r">10</w:t>", f">ten or {WORD}</w:t>"),
    "a break in words": put(">9:30<", f">9:30 or {WORD}<"),
    "hours in words": put(">7:45<", f">{WORD}<"),
    "a cell of the day": put(">Recess<", f">Recess {WORD}<"),
    "a person": put(">Ext. 240<", f">Ext. {WORD}<"),
    "how to call for help": put("Press the red button", f"Press the {WORD} button"),
    "the note": put("Our mornings start", f"Our {WORD} start"),
    "the note, too long": put("Our mornings start", f"Our {'very ' * 200}{WORD} mornings start"),
    "a paragraph at the end": put("<w:sectPr", f"{_paragraph(WORD)}<w:sectPr"),
    "a paragraph at the start": put("<w:body>", f"<w:body>{_paragraph(WORD)}"),
    "an insertion that is tracked": regex(r"(<w:r>(?:(?!</w:r>).)*?Walk the exits.*?</w:r>)", rf'\1<w:ins w:id="9001" w:author="x">{_run(" " + WORD)}</w:ins>'),
    "a break of a line": put("Walk the exits", f"Walk</w:t><w:br/><w:t>{WORD} the exits"),
}  # fmt: skip
