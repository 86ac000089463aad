"""How many clicks and keys a teacher needs, from opening the page to all files of a full sheet.

    python tests/benchmarks/journey.py

Prints a row for each step, and the seconds that its keys take at 40 words a minute (five keys a
word). Needs Chromium. A click in the system's own file dialog counts as one.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from browsers import launch_chromium
from PIL import Image
from playwright.sync_api import Page, expect
from served import Served, serving

from handout.setup.system import find_program

expect.set_options(timeout=60_000)
_KEYS_A_SECOND = 40 * 5 / 60
_HELP = "Press the red button by the door."
_NOTE = (
    "Welcome! We are glad that you are here. The mornings start softly: greet everyone at the "
    "door, then walk around. Ask me anything, also twice."
)
_DAY = "\n".join(
    f"{start}\t{end}\t{lesson}\t{task}"
    for start, end, lesson, task in (
        ("7:45", "8:00", "Arrival", "Greet at the door"),
        ("8:00", "8:45", "Reading", "Listen to one group"),
        ("8:45", "9:30", "Math", "Small group"),
        ("9:30", "9:50", "Recess", "Playground"),
        ("9:50", "10:40", "Science", "Help teams share tools"),
        ("10:40", "11:20", "Lunch", "Your break"),
        ("11:20", "12:30", "Writing", "Listen to drafts"),
        ("12:30", "1:15", "Art", "Go with the class"),
    )
)
_PEOPLE = "Teacher\tMs. Rivera\tRoom 12\nNurse\tMr. Cole\t555-0101\nOffice\tMs. Park\t555-0100\nPrincipal\tDr. Osei\t555-0102"


class Hands:
    """Clicks and keys on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys = page, 0, 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.page.keyboard.press(chord)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def paste(self, text: str) -> None:
        """Paste what was copied elsewhere."""
        self.page.evaluate(
            """text => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/plain", text);
              document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
            }""",
            text,
        )
        self.keys += 1


def begin(hands: Hands) -> None:
    hands.click("[data-role=classroom]")
    expect(hands.page.locator("#fit")).to_contain_text("Fits")


def name_people(hands: Hands) -> None:
    for words in ("Jordan Ellis", "Ms. Rivera", "12", "745", "245"):
        hands.press("Tab")
        hands.type(words)


def print_sheet(hands: Hands) -> None:
    # Without a print dialog the PDF viewer crashes at times: it gets nothing.
    hands.page.evaluate("() => { URL.createObjectURL = () => 'about:blank'; }")
    hands.click("#print")
    expect(hands.page.locator("#printing")).to_be_attached()
    hands.page.evaluate("() => { URL.createObjectURL = make; }")


def call_for_help(hands: Hands) -> None:
    hands.click("[name=call_for_help]")
    hands.type(_HELP)


def write_note(hands: Hands) -> None:
    hands.press("Tab")
    hands.type(_NOTE)


def paste_into(hands: Hands, name: str, text: str) -> None:
    hands.click(f"details.section:has([data-list={name}]) > summary")
    hands.click(f"[data-list={name}] .pasting summary")
    expect(hands.page.locator(f"[data-list={name}] .pasting textarea")).to_be_focused()
    hands.paste(text)
    rows = hands.page.locator(f"[data-list={name}] .row")
    expect(rows.filter(has=hands.page.locator("input, textarea")).nth(3)).to_be_visible()


def arrange_boxes(hands: Hands) -> None:
    """Take one off, and move another."""
    sheet = hands.page.frame_locator("#paper")
    sheet.locator("#watch-for td").first.hover()
    hands.click("#box-bar [data-do=off]")
    expect(sheet.locator("#watch-for")).to_have_count(0)
    sheet.locator("#calm li").first.hover()
    hands.click("#box-bar [data-do=up]")


def reword(hands: Hands) -> None:
    sheet = hands.page.frame_locator("#paper")
    sheet.locator("#checklist li").first.click()
    hands.clicks += 1
    hands.press("End")
    hands.type(" and find the blue door")
    expect(hands.page.locator("#changes")).to_contain_text("blue door")


def choose_logo(hands: Hands) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (200, 200), (20, 82, 74)).save(picture, "PNG")
    hands.click("details.section:has(#logo-choose) > summary")
    with hands.page.expect_file_chooser() as chooser:
        hands.click("#logo-choose")
    chooser.value.set_files(
        {"name": "oak.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    hands.clicks += 1
    expect(hands.page.locator("[name='logo.alt']")).to_have_value("Emblem of our school")


def save_all(hands: Hands) -> None:
    hands.click("#save")
    for kind in ("pdf", "html", "docx", "yaml"):
        if kind == "yaml":
            hands.click("#more-kinds summary")
        with hands.page.expect_download():
            hands.click(f"#saving [data-kind={kind}]")
    hands.page.keyboard.press("Escape")


def come_back(hands: Hands) -> None:
    hands.page.reload()
    hands.click("#draft-on")
    expect(hands.page.locator("[name=para_name]")).to_have_value("Jordan Ellis")


_STEPS: dict[str, Callable[[Hands], None]] = {
    "a bare sheet": begin,
    "aide, teacher, room, hours": name_people,
    "first print": print_sheet,
    "call for help": call_for_help,
    "note": write_note,
    "8 rows of the day, pasted": lambda hands: paste_into(hands, "schedule", _DAY),
    "4 contacts, pasted": lambda hands: paste_into(hands, "contacts", _PEOPLE),
    "one box off, one moved": arrange_boxes,
    "reword a bullet": reword,
    "logo, its words suggested": choose_logo,
    "print again": print_sheet,
    "four files": save_all,
    "close, come back, go on": come_back,
}


def walk(served: Served, chromium: str) -> None:
    """Do all steps in turn, and print what each took."""
    with launch_chromium(chromium) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(60_000)
        page.add_init_script("window.make = URL.createObjectURL")
        page.goto(served.address)
        hands, clicks, keys = Hands(page), 0, 0
        for name, step in _STEPS.items():
            step(hands)
            print(row(name, hands.clicks - clicks, hands.keys - keys))
            clicks, keys = hands.clicks, hands.keys
        print(row("all of it", clicks, keys))


def row(name: str, clicks: int, keys: int) -> str:
    return f"{name:<28} {clicks:>3} clicks {keys:>4} keys {keys / _KEYS_A_SECOND:>5.0f} s"


def main() -> int:
    chromium = find_program("chromium")
    if not chromium:
        print("needs Chromium")
        return 1
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as served:
        walk(served, chromium)
    return 0


if __name__ == "__main__":
    sys.exit(main())
