"""A teacher whose browser speaks Spanish: the form, what is wrong in it, the sheet, the files."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe import CONTRAST, axe_violations
from browsers import open_context
from playwright.sync_api import Browser, Page, expect
from served import Served


@pytest.fixture
def open_page(server: Served, browser: Browser) -> Iterator[Callable[[int], Page]]:
    contexts = []

    def open_page(width: int) -> Page:
        context = open_context(browser, viewport={"width": width, "height": 800}, locale="es-MX")
        contexts.append(context)
        page = context.new_page()
        page.goto(server.address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_from_the_form_to_the_pdf_in_spanish(open_page: Callable[[int], Page]) -> None:
    page = open_page(1280)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("button", name="Asistente de salón").click()
    expect(page.locator("#fit")).to_contain_text("Cabe en sus 3 lados")
    room = page.get_by_label("Salón", exact=True)
    room.fill("x" * 23)
    field = page.locator(".field[data-at=room]")
    expect(field.locator(".left")).to_have_text("sobran 3")
    expect(field.locator(".says")).to_contain_text("Demasiado largo para su lugar en la hoja.")
    room.fill("12B")
    page.get_by_label("Asistente", exact=True).fill("Ana Ruiz")
    expect(field.locator(".says")).to_be_empty()
    note = page.get_by_label("Su nota", exact=True)
    note.fill("Llame a la mamá de Mateo al 555-201-3344.")
    warnings = page.locator(".field[data-at=teacher_note] .says")
    expect(warnings).to_contain_text("tiene lo que parece")
    expect(warnings).not_to_contain_text("what looks like")
    note.fill("Bienvenida.")
    expect(warnings).to_be_empty()
    expect(page.locator("#problems")).to_contain_text("son un borrador")
    paper = page.frame_locator("#paper")
    expect(paper.locator("html")).to_have_attribute("lang", "es")
    expect(paper.locator("main")).to_contain_text("Ana Ruiz")
    page.locator("#save").click()
    with page.expect_download() as download:
        page.locator("#saving [data-kind=pdf]").click()
    assert download.value.suggested_filename.endswith(".pdf")
    pdf = Path(download.value.path()).read_bytes()
    words = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert "Ana Ruiz" in words.stdout.decode()
    expect(page.locator("#saved")).to_contain_text("Guardado como")


def test_the_language_is_chosen_on_the_page(open_page: Callable[[int], Page]) -> None:
    page = open_page(1280)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Who is the sheet for?")).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="español").click()
    expect(page.get_by_role("heading", name="¿Para quién es la hoja?")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_is_cut(open_page: Callable[[int], Page], width: int) -> None:
    """The colours are those of the English page."""
    page = open_page(width)
    reports = {"start": axe_violations(page, without=CONTRAST)}
    page.get_by_role("button", name="Asistente de salón").click()
    page.wait_for_selector("#fit:not(:empty)", state="attached")
    page.evaluate("document.querySelectorAll('details').forEach(each => (each.open = true))")
    page.get_by_label("Salón", exact=True).fill("x" * 30)
    page.wait_for_selector(".field[data-at=room] .says span")
    reports["wrong"] = axe_violations(page, without=CONTRAST)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if width < 760:
        page.get_by_role("button", name="Ver la hoja").click()
    page.locator("#save").click()
    reports["saving"] = axe_violations(page, without=CONTRAST)
    assert reports == dict.fromkeys(reports, [])
