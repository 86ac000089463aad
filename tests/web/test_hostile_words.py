"""Whatever way words come onto the page, they are words there: nothing in them runs or is asked
for, in the page, in its frames, or in the files that it gives.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browsers import open_context, open_page
from playwright.sync_api import Browser, Page, expect
from press import SAMPLE
from served import Served

from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import read_answers

# One text that breaks out of an attribute, a text area, a script, a style and a comment.
HOSTILE = (
    "\"'></textarea></title></style>--><script>pwned=1</script>"
    "<img src=x onerror=pwned=1><svg onload=pwned=1><iframe srcdoc='<script>top.pwned=1</script>'>"
    "<a href=javascript:pwned=1>x</a>[y](javascript:pwned=1)${pwned=1}{{7*7}}"
)
_SHORT = "'\"><img src=x onerror=pwned=1>"
# No tag, which every field refuses: this prints.
_PRINTS = "\"'onload=pwned=1&lt;"
_NO_WORDS = {"role", "start", "end", "arrive", "leave", "valid_from", "valid_to", "grade_band"} | {
    "paper", "theme", "accent", "prompt_order", "wait_seconds", "sign_off", "link", "language",
    "second_language",
}  # fmt: skip
_ROSTER_HEAD = (
    "handout_id,school_id,school_name,class_title,room,role,"
    "para_given,para_family,teacher_given,teacher_family,call_for_help_es"
)
_HANDLERS = """() => [...document.querySelectorAll("*")].filter(element =>
    [...element.attributes].some(({ name, value }) =>
        name.startsWith("on") || /^\\s*javascript:/i.test(value) || value === "x") ||
    ["iframe", "object", "embed", "script", "base"].includes(element.localName) &&
        !element.matches("#paper, #printing, #reword-frame, #words, #given, [src^='static/'], [type='application/json']")
).map(element => element.outerHTML.slice(0, 200))"""


@dataclass
class Watched:
    """A page without its Content Security Policy, which is the second fence; what it asked
    elsewhere, and what went wrong on it.
    """

    page: Page
    complaints: list[str]

    def assert_harmless(self) -> None:
        for frame in self.page.frames:
            assert frame.evaluate("'pwned' in window") is False
            assert frame.evaluate(_HANDLERS) == []
        assert self.complaints == []


@pytest.fixture
def watched(browser: Browser, server: Served) -> Iterator[Watched]:
    with open_context(browser, bypass_csp=True) as context:
        page = context.new_page()
        complaints: list[str] = []
        ours = (f"http://127.0.0.1:{server.port}/", "data:", "blob:http://127.0.0.1")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(ours) else complaints.append(asked.url),
        )
        page.goto(server.address)
        yield Watched(page, complaints)


def _say_everywhere(value: Any, words: str) -> Any:
    """Return answers that say `words` wherever they say any."""
    if isinstance(value, dict):
        return {
            key: item if key in _NO_WORDS else _say_everywhere(item, words)
            for key, item in value.items()
        }
    return [_say_everywhere(item, words) for item in value] if isinstance(value, list) else words


def hostile_answers(words: str) -> dict[str, Any]:
    """Every field of the sample, in both languages, and a box of her own."""
    sample = read_answers(parse_yaml(SAMPLE.read_text(encoding="utf-8"), "sample.yaml"))
    answers: dict[str, Any] = _say_everywhere(sample, words)
    spoken = ("call_for_help", "restroom", "teacher_note")
    box = {
        "id": "mine",
        "title": words,
        "text": f"{words}\n\n- {words}\n\n| {words} | a |\n|-|-|\n",
    }
    return {
        **answers,
        **{f"{name}_es": words for name in spoken},
        "dos_extra_es": [words],
        "second_language": "es",
        "blocks": {"add": [box]},
        "logo": {"alt": words},
        "privacy": [{"allow": words, "field": words, "because": words}],
        "valid_from": words,
        "arrive": words,
        words[:20]: words,
    }


def printable_answers() -> dict[str, Any]:
    """Those that nothing is refused of, so that they all print."""
    refused = {"valid_from", "arrive", "privacy", "blocks", "logo", _PRINTS[:20]}
    answers = hostile_answers(_PRINTS)
    return {name: value for name, value in answers.items() if name not in refused}


def open_file(watched: Watched, name: str, content: bytes) -> None:
    watched.page.locator("#file").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content}
    )


def open_customization(watched: Watched, server: Served) -> None:
    answers = hostile_answers(HOSTILE)
    open_file(watched, f"{_SHORT.replace('/', '')}.yaml", json.dumps(answers).encode())
    expect(watched.page.get_by_label("Room", exact=True)).to_have_value(HOSTILE)


def open_short_words(watched: Watched, server: Served) -> None:
    """As above, short enough for each place on the sheet, so that they do print."""
    open_file(watched, "a.yaml", json.dumps(printable_answers()).encode())
    expect(watched.page.frame_locator("#paper").locator("main .tag").first).to_contain_text(_PRINTS)


def open_faulty_file(watched: Watched, server: Served) -> None:
    """Its words come back in messages."""
    text = f"roo{_SHORT}: 1\n{_SHORT}: [{_SHORT}\nrole: {_SHORT}\n"
    open_file(watched, f"{_SHORT}.html", text.encode())
    expect(watched.page.locator("#notice")).to_be_visible()


def open_page_that_was_edited(watched: Watched, server: Served) -> None:
    """An HTML file that somebody handed back with scripts in it; then “Reword the sheet”."""
    status, made = server.post("/file/html", {"answers": {"room": "12", "role": "classroom"}})
    assert status == 200
    html = made.decode()
    html = html.replace("<body", f"<body onload='pwned=1' data-x='{_SHORT[2:]}'", 1)
    html = html.replace(
        "<main", f"<script>pwned=1</script><base href='//evil.example/'>{HOSTILE}<main", 1
    )
    html = re.sub(
        r"<li>", f"<li onclick='pwned=1'><img src=x onerror=pwned=1>{HOSTILE}", html, count=2
    )
    html = re.sub(r"<h2>", "<h2 style='background:url(//evil.example/a)' onclick='pwned=1'>", html)
    open_file(watched, "back.html", html.encode())
    expect(watched.page.locator("#fit")).not_to_be_empty()
    watched.page.locator("#reword").click()
    expect(watched.page.frame_locator("#reword-frame").locator("main")).to_be_visible()
    watched.assert_harmless()
    watched.page.locator("#reword-done").click()
    expect(watched.page.locator("#rewording")).to_be_hidden()


def plant_draft(watched: Watched, server: Served) -> None:
    """Another program at the same address left it; its words go through the list of sheets."""
    answers = hostile_answers(_SHORT)
    logo = {"kind": f"image/png{_SHORT}", "content": _SHORT, "name": _SHORT}
    earlier = [{"when": 1, "answers": answers, "edits": HOSTILE}]
    draft = {"answers": answers, "title": HOSTILE, "name": HOSTILE, "edits": HOSTILE, "when": 2}
    draft |= {"logo": logo, "earlier": earlier, "rewording": HOSTILE, "opened": None}
    watched.page.evaluate(
        "draft => localStorage.setItem('handout-draft ' + draft.title, JSON.stringify(draft))",
        draft,
    )
    watched.page.reload()
    expect(watched.page.locator("#draft")).to_contain_text("pwned")
    watched.assert_harmless()
    watched.page.locator("#draft-on").click()
    expect(watched.page.locator("#fit")).not_to_be_empty()


def paste_table(watched: Watched, server: Served) -> None:
    page = watched.page
    page.locator("[data-role=classroom]").click()
    page.evaluate("document.querySelectorAll('#form details').forEach(one => (one.open = true))")
    table = f"<table><tr><td>7:45-8:00<td>{HOSTILE}<td>{HOSTILE}<tr><td>8:00-9:00<td>a<td>b</table>"
    for name in ("schedule", "contacts"):
        page.locator(f"[data-list={name}] .pasting textarea").evaluate(
            """(area, html) => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/html", html);
              clipboardData.setData("text/plain", html);
              area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
            }""",
            table,
        )
        expect(page.locator(f"[data-list={name}] .row").last).to_be_visible()
    expect(page.locator("#notice")).to_be_visible()


def type_on_the_sheet(watched: Watched, server: Served) -> None:
    page = watched.page
    page.locator("[data-role=classroom]").click()
    line = page.frame_locator("#paper").locator("#checklist li").first
    line.click()
    page.keyboard.insert_text(_SHORT)
    page.keyboard.press("Escape")
    expect(page.locator("#changes")).to_contain_text("pwned")


def drop_pictures(watched: Watched, server: Served) -> None:
    page = watched.page
    page.locator("[data-role=classroom]").click()
    head = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' "
    for inside in (
        "onload='pwned=1' viewBox='0 0 9 9'><script>pwned=1</script><rect width='9' height='9'/>",
        "viewBox='0 0 9 9'><image x:href='http://evil.example/a.png'/><foreignObject/>",
        "viewBox='0 0 9 9'><a x:href='javascript:pwned=1'><rect width='9' height='9'/></a>",
        "viewBox='0 0 9 9'><style>@import '//evil.example/a';</style><rect width='9' height='9'/>",
        "viewBox='0 0 9 9'><rect width='9' height='9'/>",
    ):
        name = f"{_SHORT.replace('/', '')}.svg"
        content = f"{head}{inside}</svg>".encode()
        with page.expect_response("**/open"):
            page.locator("#logo-file").set_input_files(
                {"name": name, "mimeType": "image/svg+xml", "buffer": content}
            )
    expect(page.locator("#logo-shown")).to_be_visible()
    shown = page.locator("#logo-shown").get_attribute("src") or ""
    drawn = base64.b64decode(shown.partition(",")[2])
    assert b"script" not in drawn and b"evil" not in drawn and b"pwned" not in drawn


def drop_roster(watched: Watched, server: Served) -> None:
    page = watched.page
    page.goto(f"http://127.0.0.1:{server.port}/office")
    cell = '"' + _SHORT.replace('"', '""') + '"'
    good = ",".join(["h1", "oak", *[cell] * 3, "classroom", *[cell] * 5])
    faulty = ",".join([cell] * 11)
    text = f"{_ROSTER_HEAD},{cell}\n{good}\n{faulty}\n"
    page.locator("#file").set_input_files(
        {"name": f"{_SHORT}.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    expect(page.locator("#faults tbody")).to_contain_text("pwned")
    page.locator("#forget").click()


_WAYS: list[Callable[[Watched, Served], None]] = [
    open_customization, open_short_words, open_faulty_file, open_page_that_was_edited,
    plant_draft, paste_table, type_on_the_sheet, drop_pictures, drop_roster,
]  # fmt: skip


@pytest.mark.parametrize("bring", _WAYS, ids=lambda way: way.__name__)
def test_words_are_only_words(
    watched: Watched, server: Served, bring: Callable[[Watched, Served], None]
) -> None:
    bring(watched, server)
    watched.assert_harmless()


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_files_of_hostile_words_are_harmless(
    server: Served, browser: Browser, tmp_path: Path, kind: str
) -> None:
    status, made = server.post(f"/file/{kind}", {"answers": printable_answers()})
    assert status == 200, made
    if kind == "pdf":
        assert not re.search(rb"/JavaScript|/JS\b|/Launch|/OpenAction|/URI *\(javascript", made)
        return
    (tmp_path / "a.html").write_bytes(made)
    page = open_page(browser)
    page.goto((tmp_path / "a.html").as_uri())
    expect(page.locator("main")).to_contain_text(_PRINTS)
    assert page.evaluate("'pwned' in window") is False
    assert page.locator("[onerror], [onload], main script, img[src=x]").count() == 0
    page.close()
