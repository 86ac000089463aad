"""Timetables and lists of people as people paste them: rows are made of them, and nothing that
was pasted is dropped without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from unicodedata import normalize

import pytest
from browsers import open_page
from playwright.sync_api import Browser, Page, expect
from served import Served, serve_modules

from handout.messages import message_table
from handout.sources.fields.time_words import TIME_WORDS, time_words
from handout.web.pages import script_words

_READ = """async ([reader, text, html, words]) => {
    const { blocksOf } = await import("/static/paste/pasted_cells.js");
    const { readDay } = await import("/static/paste/pasted_rows.js");
    const { readPeople } = await import("/static/paste/pasted_people.js");
    const isDay = reader === "schedule";
    const { days, heads } = words;
    const said = { days, heads: heads[reader], roles: ["nurse", "office", "principal"] };
    return (isDay ? readDay : readPeople)(blocksOf(text, html), said);
}"""
_COLUMNS = {
    "schedule": ("start", "end", "teacher_does", "para_does", "where"),
    "contacts": ("role", "name", "how"),
}


@pytest.fixture(scope="module")
def page(browser: Browser, server: Served) -> Iterator[Page]:
    page = open_page(browser)
    serve_modules(page)
    page.goto(server.address)
    yield page
    page.close()


def read(
    page: Page, reader: str, text: str, html: str = "", language: str = "en"
) -> tuple[list[str], list[str]]:
    """Return the rows, a bar between cells, and what was left."""
    pasted = script_words(message_table("web", language))["pasted"]
    found: dict[str, Any] = page.evaluate(_READ, [reader, text, html, pasted])
    rows = ["|".join(row.get(name, "") for name in _COLUMNS[reader]) for row in found["rows"]]
    return rows, found["left"]


_TWO = ["7:45|8:00|Arrival||", "8:00|8:45|Math||"]
_DAYS: dict[str, tuple[str, list[str], list[str]]] = {
    "an e-mail": ("7:45-8:00 Arrival\n8:00-8:45 Math", _TWO, []),
    "long dashes": ("7:45–8:00 Arrival\r\n8:00 — 8:45: Math\r\n", _TWO, []),  # noqa: RUF001
    "o'clock without its sign": (
        "8 oclock Reading\n9 oclock Math",
        ["8 oclock|9 oclock|Reading||", "9 oclock||Math||"],
        [],
    ),
    "four digits": (
        "0830-0900 Reading\n0915 Math",
        ["0830|0900|Reading||", "0915||Math||"],
        [],
    ),
    "lessons in one line": (
        "8-8:30 ELA, 8:30-9 Math; 9-9:15 Snack",
        ["8|8:30|ELA||", "8:30|9|Math||", "9|9:15|Snack||"],
        [],
    ),
    "groups that are no times": (
        "8:00-8:30 Reading, groups 1-2, 3-4\n8:30-9 Math",
        ["8:00|8:30|Reading, groups 1-2, 3-4||", "8:30|9|Math||"],
        [],
    ),
    "a calendar's lessons, their names above": (
        "Tuesday\n\nReading\n8:00-8:30\nRoom 12\n\nMath\n8:30-9:15",
        ["8:00|8:30|Reading||Room 12", "8:30|9:15|Math||"],
        ["Tuesday"],
    ),
    "names above, without empty lines": (
        "Reading\n8:00-8:30\nRoom 12\nMath\n8:30-9:15\nRoom 14",
        ["8:00|8:30|Reading||Room 12", "8:30|9:15|Math||Room 14"],
        [],
    ),
    "periods and days above": (
        "Period 1\n8:00-8:45\nELA\n\nPeriod 2\n8:50-9:35\nMath",
        ["8:00|8:45|ELA||", "8:50|9:35|Math||"],
        ["Period 1", "Period 2"],
    ),
    "bullets": ("• 7:45-8:00 Arrival\n- 8:00-8:45 - Math", _TWO, []),
    "brackets": ("Arrival (7:45-8:00)\nMath (8:00-8:45)", _TWO, []),
    "times at the end": ("Arrival 7:45-8:00\nMath, 8:00-8:45", _TWO, []),
    "a word between": ("7:45 to 8:00 Arrival\n8:00 until 8:45 Math", _TWO, []),
    "Spanish": ("7:45 a 8:00 Arrival\n8:00 hasta 8:45 Math", _TWO, []),
    "Portuguese": ("7:45 às 8:00 Arrival\ndas 8:00 até 8:45 Math", _TWO, []),
    "Vietnamese": ("7:45 đến 8:00 Arrival\n8:00 tới 8:45 Math", _TWO, []),
    "letters and marks apart": (
        normalize("NFD", "7:45 đến 8:00 Arrival\n8:00 tới 8:45 Math"),
        _TWO,
        [],
    ),
    "Haitian Creole": ("7:45 pou rive 8:00 Arrival\ndepi 8:00 jiska 8:45 Math", _TWO, []),
    "Arabic": ("من 7:45 إلى 8:00 Arrival\n8:00 حتى 8:45 Math", _TWO, []),
    "Chinese": ("7:45至8:00 Arrival\n从8:00到8:45 Math", _TWO, []),
    "hours with a sign": (
        "7h45-8h Arrival\n8h às 8h45 Math",
        ["7h45|8h|Arrival||", "8h|8h45|Math||"],
        [],
    ),
    "Vietnamese hours": (
        "7 giờ 45 đến 8 giờ Arrival\ntừ 8 giờ sáng đến 8g45 Math",
        ["7 giờ 45|8 giờ|Arrival||", "8 giờ sáng|8g45|Math||"],
        [],
    ),
    "Chinese hours": (
        "上午7点45分到8点 Arrival\n8点-下午1点半 Math",
        ["上午7点45分|8点|Arrival||", "8点|下午1点半|Math||"],
        [],
    ),
    "full-width signs": ("７：４５－８：００ Arrival\n８：００～８：４５ Math", _TWO, []),  # noqa: RUF001
    "Arabic digits": ("٧:٤٥ - ٨:٠٠ Arrival\nمن الساعة ٨:٠٠ إلى ٨:٤٥ Math", _TWO, []),
    "Spanish hours": (
        "de las 7:45 a las 8:00 Arrival\nA las 8:00 Math",
        ["7:45|8:00|Arrival||", "8:00||Math||"],
        [],
    ),
    "Creole hours": ("depi 7è45 rive 8è Arrival", ["7è45|8è|Arrival||"], []),
    "a word that begins like an hour": (
        "8 hats\n9 giraffes\n7:45-8:00 Arrival",
        _TWO[:1],
        ["8 hats", "9 giraffes"],
    ),
    "from and to": ("from 7:45 to 8:00 Arrival\nMath (from 8:00 to 8:45)", _TWO, []),
    "only starts": ("7:45 Arrival\n8:00 Math", ["7:45|8:00|Arrival||", "8:00||Math||"], []),
    "no colons": ("745-800 Arrival\n800-845 Math", ["745|800|Arrival||", "800|845|Math||"], []),
    "halves of a day": (
        "7:45am-8:00am Arrival\n1:15 p.m. - 2 p.m. Art",
        ["7:45am|8:00am|Arrival||", "1:15 p.m.|2 p.m.|Art||"],
        [],
    ),
    "bare hours": ("8-9 Reading\n12-1 Lunch", ["8|9|Reading||", "12|1|Lunch||"], []),
    "no line of the day": (
        "Ms. Rivera, 2026-2027\n7:45-8:00 Arrival\n2-3 students stay\n9/1-9/5 trip\n8:00-8:45 Math",
        ["7:45|8:00|Arrival||", "2|3|students stay||", "8:00|8:45|Math||"],
        ["Ms. Rivera, 2026-2027", "9/1-9/5 trip"],
    ),
    "a year alone": ("2026-2027 timetable\n7:45-8:00 Arrival", _TWO[:1], ["2026-2027 timetable"]),
    "words under their time": (
        "7:45–8:00\nArrival\n8:00–8:45\nMath\nBring books",
        _TWO,
        ["Bring books"],
    ),  # noqa: RUF001
    "columns of a PDF": (
        "7:45-8:00   Arrival   Greet at the door   Hall\n8:00-8:45   Math",
        ["7:45|8:00|Arrival|Greet at the door|Hall", "8:00|8:45|Math||"],
        [],
    ),
    "a sheet, no heading": (
        "7:45\t8:00\tArrival\t\tHall\n8:00\t8:45\tMath\tHelp\tRoom 12",
        ["7:45|8:00|Arrival||Hall", "8:00|8:45|Math|Help|Room 12"],
        [],
    ),
    "a sheet with a heading": (
        "Period\tTime\tWhere\tAide\tClass\n1\t7:45-8:00\tHall\tGreet\tArrival\n2\t8:00-8:45\t\t\tMath",
        ["7:45|8:00|Arrival|Greet|Hall", "8:00|8:45|Math||"],
        ["Period"],
    ),
    "a sheet with two times": (
        "Start\tEnd\tSubject\n7:45\t8:00\tArrival\n8:00 AM\t8:45 AM\tMath",
        ["7:45|8:00|Arrival||", "8:00 AM|8:45 AM|Math||"],
        [],
    ),
    "a break in a cell": (
        '7:45-8:00\t"Arrival\nand ""lockers"""\n8:00-8:45\tMath',
        ['7:45|8:00|Arrival and "lockers"||', "8:00|8:45|Math||"],
        [],
    ),
    "numbered lessons in a column": (
        "1st period\t7:45-8:00\tArrival\n2nd period\t8:00-8:45\tMath\nLunch\t8:45-9:00\tCafeteria",
        [
            "7:45|8:00|1st period, Arrival||",
            "8:00|8:45|2nd period, Math||",
            "8:45|9:00|Lunch, Cafeteria||",
        ],
        [],
    ),
    "short lessons in a column": (
        "P1\t7:45-8:00\tArrival\tGreet\nP2\t8:00-8:45\tMath\tHelp",
        ["7:45|8:00|P1, Arrival|Greet|", "8:00|8:45|P2, Math|Help|"],
        [],
    ),
    "rooms in a column": (
        "Math 2\t7:45-8:00\tSit near\nArt 1\t8:00-8:45\tHelp",
        ["7:45|8:00|Math 2|Sit near|", "8:00|8:45|Art 1|Help|"],
        [],
    ),
    "an e-mail that was answered": (
        "> 7:45-8:00 Arrival\n> > 8:00-8:45 Math\n>\n> Thanks",
        _TWO,
        ["Thanks"],
    ),
    "words at a time": ("Arrival @ 7:45\nMath @ 8:00-8:45", _TWO, []),
    "a heading in another language": (
        "Hora\tActividad\tLugar\n7:45-8:00\tArrival\tHall\n8:00-8:45\tMath\t",
        ["7:45|8:00|Arrival||Hall", "8:00|8:45|Math||"],
        [],
    ),
    "a week in another language": (
        "Hora\tLunes\tMartes\n7:45-8:00\tArrival\tx\n8:00-8:45\tMath\ty",
        _TWO,
        [],
    ),
    "a title over a sheet": (
        "Room 12\t\t\n7:45-8:00\tArrival\tHall\n8:00-8:45\tMath\t",
        ["7:45|8:00|Arrival|Hall|", "8:00|8:45|Math||"],
        ["Room 12"],
    ),
    "a week": (
        "Time\tMonday\tTuesday\n7:45-8:00\tArrival\tArrival\n8:00-8:45\tMath\tArt",
        _TWO,
        [],
    ),
    "columns more than we have": (
        "7:45-8:00\ta\tb\tc\td\n8:00-8:45\te\tf\tg\th",
        ["7:45|8:00|a|b|c, d", "8:00|8:45|e|f|g, h"],
        [],
    ),
    "some rows with tabs, some without": (
        "Room 12\n7:45-8:00\tArrival\n8:00-8:45 Math\nRecess 9:45\n10h\tSnack\tHelp\nBye!",
        [*_TWO[:1], "8:00|8:45|Math||", "9:45|10h|Recess||", "10h||Snack|Help|"],
        ["Room 12", "Bye!"],
    ),
    "lines between the cells of a table": (
        "7:45\t8:00\tArrival\n8:00-8:45 Math\t\t\n\t\tReminder: sunscreen",
        _TWO,
        ["Reminder: sunscreen"],
    ),
    "a time behind the words": (
        "Arrival 7:45\nMath (8:00)\nDismissal at 2:45 pm\nRatio 3:1\nTable 12",
        ["7:45|8:00|Arrival||", "8:00|2:45 pm|Math||", "2:45 pm||Dismissal||"],
        ["Ratio 3:1", "Table 12"],
    ),
    "hours as in Portuguese": (
        "8h às 9h Arrival\n14h Math\n7h45-8h Art",
        ["8h|9h|Arrival||", "14h|7h45|Math||", "7h45|8h|Art||"],
        [],
    ),
    "seconds of a spreadsheet": (
        "7:45:00 AM\t8:00:00 AM\tArrival\n8:00:00\t8:45:00\tMath",
        ["7:45 AM|8:00 AM|Arrival||", "8:00|8:45|Math||"],
        [],
    ),
    "words on both sides of a time": (
        "1st period 7:45-8:00 Arrival\n2nd period, 8:00-8:45: Math (Rm 204)",
        ["7:45|8:00|1st period, Arrival||", "8:00|8:45|2nd period, Math (Rm 204)||"],
        [],
    ),
    "marks of a list": ("·\t7:45-8:00 Arrival\no\t8:00-8:45 Math", _TWO, []),
    "numbers of a list": ("1.\t7:45-8:00\tArrival\n2.\t8:00-8:45\tMath", _TWO, []),
    "numbered lines": ("1. 7:45-8:00 Arrival\n2) 8:00-8:45 Math", _TWO, []),
    "numbers of lessons": (
        "1\t7:45-8:00\tArrival\tGreet\n2\t8:00-8:45\tMath\t",
        ["7:45|8:00|1, Arrival|Greet|", "8:00|8:45|2, Math||"],
        [],
    ),
    "words in the cell of the time": (
        "7:45–8:00 Arrival\tHall\n8:00-8:45 Math\t",  # noqa: RUF001
        ["7:45|8:00|Arrival, Hall||", "8:00|8:45|Math||"],
        [],
    ),
    "a title over a heading": (
        "Room 12\t\t\nTime\tAide\tClass\n7:45-8:00\tGreet\tArrival",
        ["7:45|8:00|Arrival|Greet|"],
        ["Room 12"],
    ),
    "about a time": (
        "8ish Arrival\n9:00ish Art\nAfternoon\n8:00-8:45 Math",
        _TWO[1:],
        ["8ish Arrival", "9:00ish Art", "Afternoon"],
    ),
    "a letter for the half of a day": ("1:15p Recess", ["1:15p||Recess||"], []),
    "words that may be a half of the day": (
        "7:45 morning Arrival\n8:00 Afternoon art\n1:15 in the afternoon Math\n2:00 afternoon - 3:00 Play",
        [
            "7:45|8:00|morning Arrival||",
            "8:00|1:15 in the afternoon|Afternoon art||",
            "1:15 in the afternoon|2:00 afternoon|Math||",
            "2:00 afternoon|3:00|Play||",
        ],
        [],
    ),
    "a half of the day that is of what is done": (
        "8:00 a 8:30 Tarde de juegos\n8:30-9:00 Tarde: juegos\n9:00 às 9:30 Manhã de leitura"
        "\n9:30 rive 10:00 Maten lekti\n10:00-10:30 早上问候\nGood morning 10:30-11:00"
        "\nBuena mañana 11:00-11:30\n1:00 de la tarde Noche de cine\n下午1点 阅读",
        [
            "8:00|8:30|Tarde de juegos||",
            "8:30|9:00|Tarde: juegos||",
            "9:00|9:30|Manhã de leitura||",
            "9:30|10:00|Maten lekti||",
            "10:00|10:30|早上问候||",
            "10:30|11:00|Good morning||",
            "11:00|11:30|Buena mañana||",
            "1:00 de la tarde|下午1点|Noche de cine||",
            "下午1点||阅读||",
        ],
        [],
    ),
    "times in words": (
        "de las ocho a las nueve Arrival\n8 y cuarto Math\nquarter past nine: Art"
        "\nhalf past 8 to eight forty-five Recess\n上午九点一刻-十点半 语文\n十点 数学"
        "\nالساعة الثامنة والنصف القراءة\nde oito e meia às 9 e 15 Leitura\n8 giờ kém 15 Toán"
        "\n9è mwen ka rive 9è edmi Lekti",
        [
            "ocho|nueve|Arrival||",
            "8 y cuarto|quarter past nine|Math||",
            "quarter past nine|half past 8|Art||",
            "half past 8|eight forty-five|Recess||",
            "上午九点一刻|十点半|语文||",
            "十点|الثامنة والنصف|数学||",
            "الثامنة والنصف|oito e meia|القراءة||",
            "oito e meia|9 e 15|Leitura||",
            "8 giờ kém 15|9è mwen ka|Toán||",
            "9è mwen ka|9è edmi|Lekti||",
        ],
        [],
    ),
    "numbers in words that are no time": (
        "one to one support\neight students stay\n十个学生\nuno a uno\n8:00-8:45 Math",
        _TWO[1:],
        ["one to one support", "eight students stay", "十个学生", "uno a uno"],
    ),
    "a file of values": ("7:45,8:00,Arrival\n8:00,8:45,Math\n", _TWO, []),
    "a file with quotes": (
        'Time,Class,Where\r\n7:45-8:00,"Arrival, ""hello""",Hall\r\n8:00-8:45,Math,\r\n',
        ['7:45|8:00|Arrival, "hello"||Hall', "8:00|8:45|Math||"],
        [],
    ),
    "a file with semicolons": ("7:45-8:00;Arrival;\n8:00-8:45;Math;", _TWO, []),
    "commas in sentences": ("7:45-8:00, Arrival\n8:00-8:45, Math", _TWO, []),
    "quotes in sentences": (
        '7:45-8:00 "Arrival"\n8:00-8:45 "Math", 9',
        ['7:45|8:00|"Arrival"||', '8:00|8:45|"Math", 9||'],
        [],
    ),
    "lines broken in a sentence": (
        "7:45-8:00 Arrival\nand lockers,\n  in the hall\n8:00-8:45 Math\n\nlet me know!",
        ["7:45|8:00|Arrival and lockers, in the hall||", "8:00|8:45|Math||"],
        ["let me know!"],
    ),
    "a time that no row could be made of": (
        "7:45-8:00 Arrival\nabout 8:30 or so\nand more",
        _TWO[:1],
        ["about 8:30 or so", "and more"],
    ),
    "arrows": (
        "7:45 → 8:00 Arrival\n8:00 -> 8:45 Math\n8:45 -- 9 Art",
        [*_TWO, "8:45|9|Art||"],
        [],
    ),
    "noon": (
        "11:30-12 noon Math\n12noon-12:30 Lunch\n12:00 noon Recess\nNoon Rest",
        [
            "11:30|12 noon|Math||",
            "12noon|12:30|Lunch||",
            "12:00 noon|Noon|Recess||",
            "Noon||Rest||",
        ],
        [],
    ),
    "other words between": (
        "7:45 'til 8:00 Arrival\n8:00 til 8:45 Math\n9:00 thru 10 Art\n10 through 11:00 Gym",
        [*_TWO, "9:00|10|Art||", "10|11:00|Gym||"],
        [],
    ),
    "no blank behind a time": (
        "7:45-8:00Arrival\n8:00-8:45Math\n1:15Recess",
        [*_TWO, "1:15||Recess||"],
        [],
    ),
    "words that end like a half of the day": (
        "Program 7:45-8:00\nLUNCH 12:00-12:30\nTEAM 1:15",
        ["7:45|8:00|Program||", "12:00|12:30|LUNCH||", "1:15||TEAM||"],
        [],
    ),
    "two times side by side": (
        "7:45 8:00 Arrival\n8:00 AM, 8:45 AM, Math\nArt 9.00 10.00",
        ["7:45|8:00|Arrival||", "8:00 AM|8:45 AM|Math||", "9.00|10.00|Art||"],
        [],
    ),
    "each time on a line": ("7:45\n8:00\nArrival\n8:00\n8:45\nMath", _TWO, []),
    "numbers before the times": (
        "Grades 3-5 lunch 11:30-12:00",
        ["11:30|12:00|Grades 3-5 lunch||"],
        [],
    ),
    "marks of bold words and of answers": (
        "> **7:45-8:00** Arrival\n> *8:00-8:45* Math\n→ 9:00-10 Art\n✔ 10-11:00 Gym",
        [*_TWO, "9:00|10|Art||", "10|11:00|Gym||"],
        [],
    ),
    "a table drawn with bars": (
        "Here it is:\n| Time | Class | Where |\n|------|:-----:|---|\n| 7:45-8:00 | Arrival | Hall |\n| 8:00-8:45 | Math | |",
        ["7:45|8:00|Arrival||Hall", "8:00|8:45|Math||"],
        ["Here it is:"],
    ),
    "periods": (
        "1st period (7:45 - 8:00) Arrival\nPeriod 2: 8:00 - 8:45",
        ["7:45|8:00|1st period, Arrival||", "8:00|8:45|Period 2||"],
        [],
    ),
    "a heading over two columns of a sheet": (
        "Time\t\tClass\n7:45\t8:00\tArrival\n8:00\t8:45\tMath",
        _TWO,
        [],
    ),
    "no heading over words": (
        "Time\tClass\t\n7:45-8:00\tArrival\tHall\n8:00-8:45\tMath\t",
        ["7:45|8:00|Arrival, Hall||", "8:00|8:45|Math||"],
        [],
    ),
    "nothing": ("Dear all,\nsee you Monday.", [], ["Dear all,", "see you Monday."]),
}


@pytest.mark.parametrize("case", _DAYS)
def test_lines_of_the_day(page: Page, case: str) -> None:
    text, rows, left = _DAYS[case]
    assert read(page, "schedule", text) == (rows, left)


# A teacher's own heading, of what starts, what ends, the class, the aide and the place.
_HEADINGS = {
    "en": "Start\tEnd\tSubject\tAide\tRoom",
    "es": "Inicio\tHora final\tMateria\tEl asistente\tDónde",
    "pt": "Início\tHora de término\tAtividade da turma\tAuxiliar\tOnde",
    "vi": "Từ\tĐến\tCả lớp\tTrợ giảng\tỞ đâu",
    "ht": "Kòmanse\tFini\tKlas la\tAsistan an\tKi kote",
}


@pytest.mark.parametrize("language", _HEADINGS)
@pytest.mark.parametrize("is_apart", [False, True], ids=["whole letters", "marks apart"])
def test_headings_in_the_language_of_the_page(page: Page, language: str, is_apart: bool) -> None:
    heading = normalize("NFD" if is_apart else "NFC", _HEADINGS[language])
    rows, left = read(
        page, "schedule", f"{heading}\n7:45\t8:00\tMath\tHelp\tHall", language=language
    )
    assert (rows, left) == (["7:45|8:00|Math|Help|Hall"], [])


_PEOPLE: dict[str, tuple[str, list[str], list[str]]] = {
    "lines": ("Nurse: Ms. Park, ext. 105\nOffice: Ms. Dale, 101", ["Nurse|Ms. Park|ext. 105", "Office|Ms. Dale|101"], []),
    "columns of a PDF": (
        "Nurse        Ana Ito        x210\nLibrarian    Ms. Oy     Room 3",
        ["Nurse|Ana Ito|x210", "Librarian|Ms. Oy|Room 3"],
        [],
    ),
    "dots that lead": (
        "Nurse ........ Ana Ito ...... 210\nLibrarian . . . . . Ms. Oy . . . . . 215",
        ["Nurse|Ana Ito|210", "Librarian|Ms. Oy|215"],
        [],
    ),
    "a heading in another language": (
        "Nombre\tPuesto\tTeléfono\nAna Ito\tNurse\t210",
        ["Nurse|Ana Ito|210"],
        [],
    ),
    "dashes": ("Nurse - Ms. Park - 555-0105\nLibrarian – Mr. Ito", ["Nurse|Ms. Park|555-0105", "Librarian|Mr. Ito|"], []),  # noqa: RUF001
    "names first": ("Ms. Park (Nurse), park@oak.example", ["Nurse|Ms. Park|park@oak.example"], []),
    "a sheet": ("Nurse\tMs. Park\tExt. 105\nOffice\t\t101", ["Nurse|Ms. Park|Ext. 105", "Office||101"], []),
    "a sheet with a heading": (
        "Name\tPosition\tPhone\tEmail\tBirthday\nMs. Park\tNurse\t105\tp@oak.example\tMay\nMs. Dale\tOffice\t101\t\t",
        ["Nurse|Ms. Park|105, p@oak.example", "Office|Ms. Dale|101"],
        ["Birthday"],
    ),
    "a name alone": ("Ms. Park\nNurse: Ms. Park", ["Nurse|Ms. Park|"], ["Ms. Park"]),
    "names first, a role that is not known": (
        "Ms. Park\tNurse\t105\nMr. Ito\tLibrarian\tito@oak.example",
        ["Nurse|Ms. Park|105", "Librarian|Mr. Ito|ito@oak.example"],
        [],
    ),
    "two of a role": (
        "Nurse: Ms. Park, ext. 105\nnurse: Mr. Ito, ext. 106\nLibrarian: Ms. Oy",
        ["Nurse|Ms. Park, Mr. Ito|ext. 105, ext. 106", "Librarian|Ms. Oy|"],
        [],
    ),
    "no sign behind the role": ("Nurse Ms. Park (105)", ["Nurse|Ms. Park|105"], []),
    "a file of values": (
        'Role,Name,Phone\nNurse,"Park, Ana",105\nOffice,Ms. Dale,101',
        ["Nurse|Park, Ana|105", "Office|Ms. Dale|101"],
        [],
    ),
    "first and last names": (
        "Last Name\tFirst Name\tRole\tPhone\nPark\tAna\tNurse\t105\nDale\t\tOffice\t101",
        ["Nurse|Ana Park|105", "Office|Dale|101"],
        [],
    ),
    "a name and a last name": (
        "Name\tLast\tRole\nAna\tPark\tNurse", ["Nurse|Ana Park|"], []
    ),
    "addresses": (
        "Park, Ana <ana@oak.example>; Ken Ito <ken@oak.example>, \"Oy, Li\" <li@oak.example>",
        ["|Ana Park|ana@oak.example", "|Ken Ito|ken@oak.example", "|Li Oy|li@oak.example"],
        [],
    ),
    "addresses with roles": (
        "Nurse: Park, Ana <ana@oak.example>, ext. 105\nOffice Ken Ito <ken@oak.example>\nLi Oy <li@oak.example>, Librarian\nCoach - Sam Roe <sam@oak.example>",
        ["Nurse|Ana Park|ana@oak.example, ext. 105", "Office|Ken Ito|ken@oak.example", "Librarian|Li Oy|li@oak.example", "Coach|Sam Roe|sam@oak.example"],
        [],
    ),
    "an address alone": ("<ana@oak.example>", [], ["<ana@oak.example>"]),
    "numbers of telephones": (
        "Nurse, Ms. Park, (555) 123 4567 x12\nOffice: phone: 555.123.4567, ext.: 12\nLibrarian - Mr. Ito - +1 555-123-4567",
        ["Nurse|Ms. Park|(555) 123 4567 x12", "Office||phone 555.123.4567, ext. 12", "Librarian|Mr. Ito|+1 555-123-4567"],
        [],
    ),
    "no sign before the number": (
        "Nurse Ana Park x12\nOffice Lee Dale Room 104B ext 101\nPrincipal: Mr. O'Neil-Ruiz #7\nLibrarian: Press 3 on the phone",
        ["Nurse|Ana Park|x12", "Office|Lee Dale|Room 104B ext 101", "Principal|Mr. O'Neil-Ruiz|#7", "Librarian||Press 3 on the phone"],
        [],
    ),
    "numbers below the names": (
        "Nurse Ana Park\next. 105\nOffice: Ms. Dale\n(555) 123 4567\n106", 
        ["Nurse|Ana Park|ext. 105", "Office|Ms. Dale|(555) 123 4567"],
        ["106"],
    ),
    "slashes": ("Nurse / Ana Park / x105", ["Nurse|Ana Park|x105"], []),
    "a table drawn with bars": (
        "| Role | Name | Ext |\n|---|---|---|\n| Nurse | Ana Park | 105 |", ["Nurse|Ana Park|105"], []
    ),
    "a title over a heading": (
        "Our people\nName\tPosition\nMs. Park\tNurse", ["Nurse|Ms. Park|"], ["Our people"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", _PEOPLE)
def test_people(page: Page, case: str) -> None:
    text, rows, left = _PEOPLE[case]
    assert read(page, "contacts", text) == (rows, left)


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>7:45-8:00<td>Arrival<tr><td>8:00-8:45<td>Math</table>",
        "<table><tr><td>Dear all,<table><tbody><tr><td><p>7:45&nbsp;&ndash;&nbsp;8:00</p></td><td><p>Arrival</p></td></tr><tr><td>8:00 - 8:45</td><td>Math</td></tr></tbody></table></td></tr></table>",
        "<table><tr><th>Time</th><th>Class</th></tr><tr><td>7:45<br>8:00</td><td><img src=x onerror='alert(1)'>Arrival</td></tr><tr><td>8:00-8:45</td><td>Math</td></tr></table>",
    ],
)
def test_a_table_of_word_or_an_e_mail(page: Page, html: str) -> None:
    rows, left = read(page, "schedule", "7:45 Arrival Math", html)
    assert [row.split("|")[2] for row in rows] == ["Arrival", "Math"]
    assert left == [word for word in ["Dear all,"] if word in html]
    assert rows[0].startswith("7:45") and rows[1].startswith("8:00|8:45")


_CELL = "<td style='mso-number-format:General'>"
_PAGES: dict[str, tuple[str, list[str], list[str]]] = {
    "words around a table": (
        f"<p>Dear all,<br>Recess is at 10:15.</p><table><tr>{_CELL}7:45-8:00{_CELL}Arrival</table><p>8:00-8:45 Math</p>",
        _TWO,
        ["Dear all,", "Recess is at 10:15."],
    ),
    "two tables": (
        f"<table><tr>{_CELL}7:45-8:00{_CELL}Arrival</table><h2>Afternoon</h2><table><tr><th>Aide<th>Time<th>Class<tr>{_CELL}{_CELL}8:00-8:45{_CELL}Math</table>",
        _TWO,
        ["Afternoon"],
    ),
    "a cell over two rows": (
        f"<table><tr><th>Time<th>Class<th>Room<th>Aide<tr>{_CELL}7:45-8:00{_CELL}Arrival<td rowspan=2>Hall{_CELL}Greet<tr>{_CELL}8:00-8:45{_CELL}Math{_CELL}Help</table>",
        ["7:45|8:00|Arrival|Greet|Hall", "8:00|8:45|Math|Help|Hall"],
        [],
    ),
    "a cell over two columns": (
        f"<table><tr><th>Time<th>Class<th>Room<th>Aide<tr>{_CELL}7:45-8:00<td colspan=2>Arrival{_CELL}Greet</table>",
        ["7:45|8:00|Arrival|Greet|"],
        [],
    ),
    "two headings": (
        f"<table><tr><th colspan=2>Time<th rowspan=2>Class<tr><th>From<th>To<tr>{_CELL}7:45{_CELL}8:00{_CELL}Arrival<tr>{_CELL}8:00{_CELL}8:45{_CELL}Math</table>",
        _TWO,
        [],
    ),
    "a day over two columns": (
        f"<table><tr><th rowspan=2>Time<th colspan=2>Monday<th colspan=2>Tuesday<tr><th>Class<th>Where<th>Class<th>Where<tr>{_CELL}7:45-8:00{_CELL}Arrival{_CELL}Hall{_CELL}Gym{_CELL}Gym</table>",
        ["7:45|8:00|Arrival||Hall"],
        [],
    ),
    "a first row that looks like a heading": (
        f"<table><tr><th>Time<th>Class<th>Aide<tr>{_CELL}{_CELL}Students arrive{_CELL}Greet<tr>{_CELL}7:45-8:00{_CELL}Arrival{_CELL}</table>",
        ["||Students arrive|Greet|", "7:45|8:00|Arrival||"],
        [],
    ),
    "a list of Word": (
        "<p class=MsoListParagraph><span>·<span>&nbsp;&nbsp; </span></span>7:45-8:00 Arrival</p>\n<p class=MsoListParagraph><span>·<span>&nbsp;&nbsp; </span></span>8:00-8:45 <b>Math</b></p>",
        _TWO,
        [],
    ),
}


@pytest.mark.parametrize("case", _PAGES)
def test_a_page_of_tables_and_words(page: Page, case: str) -> None:
    html, rows, left = _PAGES[case]
    assert read(page, "schedule", "", html) == (rows, left)


def test_no_word_that_is_pasted_is_dropped_without_a_word(page: Page) -> None:
    """Every word of every case is in a row or is handed back, but for headings, the other days of a
    week, and words between times.
    """
    pasted = script_words(message_table("web", "en"))["pasted"]
    heads = pasted["heads"]["schedule"]
    known = {word for columns in heads for words in columns.values() for word in words}
    names = (*TIME_WORDS, "numbers", "parts")
    known |= {word for name in names for words in time_words(name) for word in words.split()}
    for text in (text for case, (text, _, _) in _DAYS.items() if not case.startswith("a week")):
        rows, left = read(page, "schedule", text)
        said = " ".join([*rows, *left])
        words = re.findall(r"[^\W\d_]{3,}", normalize("NFC", text))
        assert [word for word in words if word not in said and word.lower() not in known] == []


def test_rows_are_pasted_into_the_form_and_undone(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    page.evaluate("document.querySelectorAll('#form .section').forEach(one => (one.open = true))")
    day, people = page.locator("[data-list=schedule]"), page.locator("[data-list=contacts]")
    rows, notice = day.locator(".row"), page.locator("#notice")
    day.get_by_text("Paste a timetable").click()
    area = day.locator(".pasting textarea")
    area.fill("Monday\n745-800 Arrival\n800-845 Math")
    day.get_by_role("button", name="Make rows of it").click()
    expect(rows).to_have_count(2)
    expect(rows.first.get_by_label("From")).to_have_value("7:45")
    expect(notice).to_contain_text("Rows made of what you pasted: 2. Not taken")
    expect(notice).to_contain_text("“Monday”")
    expect(area).to_have_value("")
    expect(page.frame_locator("#paper").locator("#schedule")).to_contain_text("8:00–8:45")  # noqa: RUF001
    # Into a field, in the middle of a row: those that are there stay.
    page.get_by_role("button", name="Add a line of the day").click()
    paste = """(input, text) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        return input.dispatchEvent(event);
    }"""
    first_input = rows.nth(2).locator("input").first
    assert first_input.evaluate(paste, "one line stays with the browser")
    lines = "\n".join(f"{9 + n // 6}:{n % 6}0 Line {n}" for n in range(30))
    assert not first_input.evaluate(paste, lines)
    most = int(day.get_attribute("data-most") or 0)
    expect(rows).to_have_count(most)
    expect(notice).to_contain_text("Line 29”")
    expect(notice).to_contain_text(f"There is room for {most}.")
    notice.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    # A person who has a row already gets the words in it, and what stood there is told.
    count = people.locator(".row").count()
    people.get_by_text("Paste a list of people").click()
    people.locator(".pasting textarea").fill("Nurse: Ms. Park, ext. 105\nLibrarian: Mr. Ito")
    people.get_by_role("button", name="Make rows of it").click()
    expect(people.locator(".row")).to_have_count(count + 1)
    expect(page.frame_locator("#paper").locator("#people")).to_contain_text("Ms. Park")
    expect(notice).not_to_contain_text("Where these words stood")
    people.get_by_text("Paste a list of people").click()
    people.locator(".pasting textarea").fill("Nurse: Mr. Chen, ext. 7\nLibrarian: Mr. Ito")
    people.get_by_role("button", name="Make rows of it").click()
    expect(people.locator(".row")).to_have_count(count + 1)
    expect(notice).to_contain_text("there is now what you pasted: “Nurse Ms. Park ext. 105”.")
    people.get_by_text("Paste a list of people").click()
    people.locator(".pasting textarea").fill("Hello there")
    people.get_by_role("button", name="Make rows of it").click()
    expect(notice).to_contain_text("No row could be made of this")
    expect(people.locator(".pasting textarea")).to_have_value("Hello there")
