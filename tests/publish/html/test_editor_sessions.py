"""Random sessions in real browsers: whatever hands do, each word that was added is saved, and is in
a source or told of.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from editing import FULL, Browser, click, do, event, opened, wait_for_words

from handout.cli.main import main

LIVE = """return [...document.querySelectorAll("main li, main p, main td, main th, main h2, main [data-field]")]
    .filter(e => !e.closest(".waiting, [data-ui]")).map(e => e.textContent).join(" | ")"""
NOTICE = "return document.querySelector('[data-ui=notice]').textContent"
BULLETS = ".block:not(.locked) ul > li:not(.locked, .waiting)"


class Hands:
    """One person at one page; every word it adds is new."""

    def __init__(self, browser: Browser, chance: random.Random) -> None:
        self.browser, self.chance, self.count, self.found = browser, chance, 0, True

    def word(self) -> str:
        self.count += 1
        return f"zq{self.count}x"

    def at(self, selector: str) -> bool:
        """Click at the end of one of these elements."""
        place = self.browser.run(f"""
            document.querySelectorAll("[data-chosen]").forEach(one => one.removeAttribute("data-chosen"));
            const all = [...document.querySelectorAll({selector!r})], one = all[{self.chance.randrange(1000)} % all.length];
            one?.setAttribute("data-chosen", "");
            return !!one;
        """)
        self.found = bool(place)
        if place:
            click(self.browser, "[data-chosen]")
        return bool(place)

    def select(self, first: str, last: str) -> None:
        self.browser.run(f"""
            const [first, last] = [{first!r}, {last!r}].map(one => document.querySelector(one));
            first.closest("[contenteditable=true], [contenteditable=plaintext-only]")?.focus();
            getSelection().setBaseAndExtent(first, first.childNodes.length, last, last.childNodes.length);
        """)

    def type(self, selector: str, text: str = "") -> None:
        if self.at(selector):
            do(self.browser, f"type:  {text or self.word()}")

    def paste(self, selector: str, *lines: str, html: bool = False) -> None:
        if not self.at(selector):
            return
        text = "\r\n".join(lines)
        self.browser.run(
            event("paste", "" if html else text, "".join(f"<p>{line}</p>" for line in lines))
        )

    def tool(self, name: str, within: str = ":not(.box-tools)") -> None:
        self.browser.run(f"document.querySelector('.tools{within} [name={name}]').click()")

    def lines(self) -> tuple[str, ...]:
        return tuple(
            f"{mark}{self.word()}" for mark in ("• ", "o\t", "a. ")[: self.chance.randint(2, 3)]
        )


def _cut(hands: Hands) -> None:
    if hands.at(BULLETS):
        do(hands.browser, "Control+Shift+ArrowLeft", "Control+x")
        hands.at(BULLETS)
        do(hands.browser, "Control+v")


def _add_box(hands: Hands) -> None:
    if hands.at(".block:not(.locked) h2 > span"):
        hands.tool("add", ".box-tools")
        do(hands.browser, "Control+a", f"type: {hands.word()}", "Enter", f"type: {hands.word()}")


def _with(hands: Hands, selector: str, *steps: str) -> None:
    if hands.at(selector):
        do(hands.browser, *steps)


def _tool(
    hands: Hands, selector: str, name: str, within: str = ":not(.box-tools)", word: bool = False
) -> None:
    if hands.at(selector):
        hands.tool(name, within)
        if word:
            do(hands.browser, f"type: {hands.word()}")


def _across(hands: Hands) -> None:
    if hands.browser.run(
        "return document.querySelectorAll('#role ul:first-of-type > li').length > 1"
    ):
        click(hands.browser, "#role li")
        hands.select("#role li", "#role li:nth-child(2)")
        hands.browser.run(event("paste", "\n".join(hands.lines())))


def _script(hands: Hands, selector: str, script: str) -> None:
    if hands.at(selector):
        hands.browser.run(script.replace("WORD", hands.word()))


HOURS, PEOPLE = "#schedule tbody td [data-field]", "#people tbody [data-field]"
ADDING: dict[str, Callable[[Hands], None]] = {
    "type in a bullet": lambda hands: hands.type(BULLETS),
    "type in a paragraph": lambda hands: hands.type(".block:not(.locked) > p:not(.locked, .waiting, .signature)"),
    "type in a heading": lambda hands: hands.type(".block:not(.locked) h2 > span"),
    "type in a field that recurs": lambda hands: hands.type("[data-field=teacher_name]"),
    "type in a field that stands once": lambda hands: hands.type("[data-field=room], [data-field=class_title], .facts [data-field]"),
    "type in an hour": lambda hands: hands.type(HOURS),
    "type a time in words": lambda hands: hands.type("#schedule tbody th [data-field]", f"or {hands.word()}"),
    "type in people": lambda hands: hands.type(PEOPLE),
    "type in a table": lambda hands: hands.type("#dos-donts tbody td"),
    "type in a locked line": lambda hands: hands.type("li.locked"),
    "type in a locked box": lambda hands: hands.type("#safety li, #safety h2"),
    "type how to call": lambda hands: hands.type(".answer [data-field=call_for_help]"),
    "type at the foot": lambda hands: hands.type(".foot [data-field]"),
    "type in the note": lambda hands: hands.type(".holds-note p:not(.signature)"),
    "type a new bullet": lambda hands: _with(hands, BULLETS, "Enter", f"type: {hands.word()}"),
    "type in the middle": lambda hands: _with(hands, BULLETS, "Control+ArrowLeft", "Enter", f"type: {hands.word()} "),
    "type over": lambda hands: _with(hands, PEOPLE, f"type: {hands.word()}"),
    "paste a line in a bullet": lambda hands: hands.paste(BULLETS, hands.word()),
    "paste lines in a bullet": lambda hands: hands.paste(BULLETS, *hands.lines()),
    "paste formatted words": lambda hands: hands.paste(BULLETS, hands.word(), hands.word(), html=True),
    "paste in a field that recurs": lambda hands: hands.paste("[data-field=teacher_name]", hands.word()),
    "paste lines in a field": lambda hands: hands.paste(f"[data-field=room], {HOURS}", *hands.lines()),
    "paste in a locked line": lambda hands: hands.paste("li.locked", hands.word()),
    "paste in a heading": lambda hands: hands.paste(".block:not(.locked) h2 > span", hands.word()),
    "drop": lambda hands: _script(hands, BULLETS, event("drop", "WORD")),
    "a program types": lambda hands: _script(hands, f"{BULLETS}, {PEOPLE}", "document.execCommand('insertText', false, ' WORD')"),
    "a program writes": lambda hands: _script(hands, f"{BULLETS}, [data-field=room]", "document.querySelector('[data-chosen]').append(' WORD')"),
    "Enter in a table": lambda hands: _with(hands, f"#dos-donts tbody td, {PEOPLE}", "Enter", f"type:  {hands.word()}"),
    "add a bullet": lambda hands: _tool(hands, BULLETS, "add", word=True),
    "add a row": lambda hands: _tool(hands, f"{HOURS}, #dos-donts tbody td", "add", word=True),
    "add a person": lambda hands: _tool(hands, PEOPLE, "add", word=True),
    "add an empty person": lambda hands: _tool(hands, PEOPLE, "add"),
    "add a box": _add_box,
    "move a bullet or row": lambda hands: _with(hands, f"{BULLETS}, {PEOPLE}", hands.chance.choice(["Alt+ArrowUp", "Alt+ArrowDown"])),
    "move a box": lambda hands: _with(hands, ".block:not(.locked) h2 > span", hands.chance.choice(["Alt+Shift+ArrowUp", "Alt+Shift+ArrowDown"])),
    "tick": lambda hands: _with(hands, "#checklist input", "Space"),
    "make bold": lambda hands: _with(hands, BULLETS, "Control+b"),
    "edit off and on": lambda hands: hands.browser.run("const one = document.querySelector('[name=editing]'); one.click(); one.click()"),
    "join bullets": lambda hands: _with(hands, BULLETS, "Home", "Backspace"),
    "cut and paste": _cut,
}  # fmt: skip
TAKING: dict[str, Callable[[Hands], None]] = {
    "paste over bullets": _across,
    "take a bullet": lambda hands: _tool(hands, BULLETS, "remove"),
    "take a row": lambda hands: _tool(hands, f"{PEOPLE}, {HOURS}", "remove"),
    "take a box": lambda hands: _tool(
        hands, ".block:not(.locked) h2 > span", "remove", ".box-tools"
    ),
    "undo": lambda hands: do(hands.browser, "Control+z"),
    "redo": lambda hands: do(hands.browser, "Control+y"),
    "empty a cell": lambda hands: _with(hands, PEOPLE, "Home", "Shift+End", "Delete"),
}


def words_in(text: str) -> set[str]:
    return set(re.findall(r"zq\d+x", text))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample room, built."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "room.yaml").write_text(FULL, encoding="utf-8")
    assert main(["build", str(folder / "room.yaml")]) == 0
    return folder


@pytest.mark.parametrize(
    ("browser", "seed"),
    [(("chromium", "firefox")[seed % 2], seed) for seed in range(8)],
    indirect=["browser"],
)
def test_no_added_word_is_lost(
    browser: Browser, built: Path, file: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(seed)
    folder = file.parent
    shutil.copytree(built, folder, dirs_exist_ok=True)
    html = (folder / "room.html").read_text(encoding="utf-8")
    opened(browser, file, html)
    hands, here, story = Hands(browser, chance), set[str](), []
    for _ in range(16):
        name, hand = chance.choice([*ADDING.items(), *TAKING.items()])
        story.append(name)
        count = hands.count
        hand(hands)
        now = words_in(browser.run(LIVE))
        added = {f"zq{n + 1}x" for n in range(count, hands.count)}
        if name in ADDING:
            assert here <= now, (story, here - now)
            assert added <= now or browser.run(NOTICE) or not hands.found, (story, added - now)
        here = now
    wait_for_words(browser, "status", "Changes not saved yet" if here else "")
    _, text = browser.downloaded("document.querySelector('[data-ui=bar] [name=save]').click()")
    assert here <= words_in(text[text.index("<main>") : text.rindex("</main>")]), story
    opened(browser, file, text)
    _, again = browser.downloaded("document.querySelector('[data-ui=bar] [name=save]').click()")
    assert again == text, story
    assert not browser.complaints, story
    file.unlink()
    (folder / "room.html").write_text(text, encoding="utf-8")
    capsys.readouterr()
    main(["pull", str(folder / "room.html"), "--yes"])
    streams = capsys.readouterr()
    sources = [path.read_text(encoding="utf-8") for path in folder.glob("room*.yaml")]
    assert here <= words_in("\n".join([*sources, streams.out, streams.err])), (
        streams.out,
        streams.err,
    )
