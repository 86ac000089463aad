"""Whatever the pages give speaks the language of the page, not that of the server's computer."""

from __future__ import annotations

import http.client
import io
from typing import Any

import openpyxl
import pytest
from served import Served

from handout.messages import message_table

_ROSTER = (
    b"handout_id,school_id,school_name,class_title,room,role,"
    b"para_given,para_family,teacher_given,teacher_family\n"
    b"h2,oak,Oak,G3,R2,clasroom,A,B,C,D\n"
)
_DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>Oak</text></svg>'
_LANGUAGES = ("es", "en", "es")  # in turn: one that was asked for before must not stay


def workbook(server: Served, path: str, language: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers=server.headers | {"Accept-Language": language})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status == 200, content
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("language", _LANGUAGES)
def test_workbooks_of_the_office(server: Served, language: str) -> None:
    messages = message_table("roster-words", language)
    headers = {"Accept_Language": language, "X_File_Name": "roster.csv"}
    status, run = server.post("/office/roster", _ROSTER, **headers)
    assert status == 200
    book = workbook(server, f"/office/{run['id']}/to-correct", language)
    sheet = book.worksheets[0]
    row, wrong = ([cell.value for cell in line][-2:] for line in sheet.iter_rows())
    assert row == [messages["correct"]["row"], messages["correct"]["wrong"]]
    assert ("casilla" in wrong[1] or "Quiso decir" in wrong[1]) == (language == "es")
    assert sheet.title == messages["sheet"]
    empty = workbook(server, "/office/empty-roster", language)
    assert empty.worksheets[0].title == messages["sheet"]


@pytest.mark.parametrize("language", _LANGUAGES)
def test_words_that_are_put_into_a_problem(server: Served, language: str) -> None:
    headers = {"Accept_Language": language, "X_File_Name": "oak.svg"}
    status, answer = server.post("/open", _DRAWING, **headers)
    assert status == 422
    assert message_table("pictures", language)["svg"]["text"] in answer["problems"][0]["says"]
    headers["X_File_Name"] = "roster.csv"
    status, answer = server.post("/office/roster", b"%PDF-1.7 a roster", **headers)
    what = message_table("roster-words", language)["kinds"]["pdf"]["what"]
    assert what in str(answer)
