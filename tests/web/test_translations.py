"""Inputs for the words of the second sheet: shown with its language, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browsers import open_page
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import Served, serve_modules

_WRITE = 'async answers => (await import("/static/form/form.js")).write(answers)'
_READ = 'async () => (await import("/static/form/form.js")).read()'

_ALL: dict[str, Any] = {
    "role": "classroom",
    "second_language": "es",
    "restroom": "By the gym",
    "restroom_es": "Junto al gimnasio",
    "restroom_zh-Hans": "体育馆旁",
    "call_for_help": "Red button",
    "call_for_help_es": "Botón rojo",
    "emergency": {"fire": "Line up", "fire_es": "Hagan fila", "fire_ar": "اصطفوا"},
    "room_signals": ["Bell", "Lights"],
    "room_signals_es": ["Campana", "Luces"],
    "room_signals_ar": ["", "الأضواء"],
    "dos_extra": ["Laugh."],
    "schedule": [
        {"start": "8:00", "para_does": "Read", "para_does_es": "Lea", "para_does_ar": "اقرأ"},
        {"start": "9:00", "para_does": "Sing"},
    ],
    "contacts": [{"role": "Guard", "role_es": "Guardia", "name": "Ms. Park"}],
}


@pytest.fixture(scope="module")
def page(browser: Browser, server: Served) -> Iterator[Page]:
    page = open_page(browser)
    serve_modules(page)
    page.goto(server.address)
    page.locator("[data-role=classroom]").click()
    yield page
    page.close()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"second_language": "ar"},
        {"second_language": "zh-Hans"},
        {"second_language": "español"},
        {"second_language": "xx"},
        {"second_language": "en"},
        {"language": "es"},
        {"room_signals": ["Bell"], "room_signals_es": [], "room_signals_ar": []},
    ],
)
def test_the_form_gives_back_what_it_was_given(page: Page, change: dict[str, Any]) -> None:
    answers = {key: value for key, value in {**_ALL, **change}.items() if value != []}
    page.evaluate(_WRITE, answers)
    assert page.evaluate(_READ) == answers


def test_a_line_in_the_second_language_alone_stands_on_both(page: Page) -> None:
    page.evaluate(_WRITE, {"second_language": "es", "room_signals_es": ["Campana", "Luces"]})
    lines = ["Campana", "Luces"]
    answers = {"second_language": "es", "room_signals": lines, "room_signals_es": lines}
    assert page.evaluate(_READ) == answers


def test_inputs_come_and_go_with_the_language(
    context: BrowserContext, open_tab: Callable[[], Page]
) -> None:
    serve_modules(context)
    page = open_tab()
    page.locator("[data-role=classroom]").click()
    page.evaluate("for (const each of document.querySelectorAll('.section')) each.open = true")
    note = page.get_by_label("Your note (español")
    expect(note).to_be_hidden()
    page.locator("select[name=second_language]").select_option("es")
    expect(note).to_be_visible()
    note.fill("**Gracias** por venir.")
    page.locator("[data-list=schedule] [data-do=add]").click()
    page.locator("[data-column=para_does_es]").fill("Lea con Ana")
    page.locator("[data-list=room_signals] [data-do=add]").click()
    page.locator("[data-list=room_signals] [data-column='']").fill("Bell")
    page.locator("[data-column=_es]").fill("Campana")
    sheet = page.frame_locator("#paper").locator("aside, .second, body").first
    for words in ("Gracias", "Campana"):
        expect(sheet).to_contain_text(words)
    page.locator("select[name=second_language]").select_option("")
    expect(page.get_by_label("Your note (español")).to_be_hidden()
    assert page.evaluate(_READ)["teacher_note_es"] == "**Gracias** por venir."
    page.locator("select[name=second_language]").select_option("es")
    expect(note).to_have_value("**Gracias** por venir.")
    expect(page.locator("[data-column=para_does_es]").first).to_have_value("Lea con Ana")
    # What is wrong with a translation is told at its own input.
    page.locator("[data-column=_es]").fill("Mateo Alvarez llora")
    expect(page.locator(".row-room_signals")).to_contain_text("Mateo")
