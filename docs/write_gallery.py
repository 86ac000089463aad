"""Draw docs/images/gallery.webp, every role's front empty, half-filled, filled and fullest, in both
themes; docs/images/looks.webp, front and back of every other look; and docs/images/languages.webp,
a front and a back in each language.

Run `make gallery` and look at it after a change of looks. It needs pdftoppm (poppler-utils).
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from handout.content_folders import list_languages
from handout.messages import message_table
from handout.pipeline import prepare
from handout.problems import HandoutError
from handout.publish.pdf.typeset import typeset_sheet

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
THEMES = ("field-guide", "plain")
DOTS_PER_INCH = 48
GUTTER = 8  # px
LABELS = 110  # px
MOST_PAGES = 3  # front, back, and the English of what nobody has reviewed

_HALF = """\
teacher_name: Ms. Rivera
para_name: Jordan Ellis
room: Room 12
school_name: Oak Hill School
call_for_help: Press the red button by the door.
arrive: 7:45
schedule:
  - {start: 7:50, end: 8:10, teacher_does: Arrival, para_does: Greet at the door, where: Hall}
  - {start: 8:10, teacher_does: Morning meeting}
contacts:
  - {role: Teacher, name: Ms. Rivera, how: Room 12}
  - {role: Nurse, name: Ms. Park}
  - {role: Office, how: Ext. 101}
"""

# Beside the sample: words as long as a teacher may well write, more people, a longer day.
_MORE = """\
contacts:
  - {role: Teacher, name: Ms. Rivera, how: "Room 12, radio channel 4"}
  - {role: Case manager, name: Mr. Osei, how: Ext. 240}
  - {role: Principal, name: Dr. Lind, how: Ext. 100}
  - {role: Nurse, name: Ms. Park, how: "Ext. 105, radio 3"}
  - {role: Office, name: Ms. Dale, how: Ext. 101}
  - {role: Sick-day call, name: Sub line, how: 555-0142 by 6:00}
  - {role: Custodian, name: Mr. Brown, how: Radio 5}
  - {role: Therapist, name: Ms. Ruiz, how: Ext. 250}
health_plans: Red binder in the top drawer of my desk
aed: Wall by the gym doors
counselor: Mr. Diaz, ext. 130
"""
_OF_A_DISTRICT = """\
district_name: Oak Hill School District
confirmed: {date: 2026-08-15, blocks: [safety, at-a-glance, privacy]}
blocks:
  add:
    - id: our-rules
      title: In our district
      place: back
      locked: true
      owner: Student services
      review: 2027-07-31
      sources: [{name: Board policy 4119, why_no_address: It is in the binder of each office.}]
      text: |
        - Wear your badge where it can be seen. {#badge}
        - Sign in at the office each morning. {#sign-in}
"""
_ADDED = """\
blocks:
  add:
    - id: pool-day
      title: Pool day
      place: back
      text: |
        - Life jackets on first. {#jackets}
        - Count at the gate, in and out. {#count}
"""
_LOOKS = {
    "mono": "ink: mono",
    "a bad copy": "ink: mono",
    "legal": "paper: legal",
    "A4": "paper: a4",
    "larger text": "text_size: large",
    "no day, no people": "hide_blocks: [schedule, people]",
    "no note": "hide_blocks: [note]",
    "hidden on the back": "hide_blocks: [participation, watch-for, speak-up]",
    "added": _ADDED,
    "a district's": "",
    "a wide logo": "logo: {file: wide.png, alt: Oak Hill}",
    "a tall logo": "logo: {file: tall.png, alt: Oak Hill}",
    "a code": "link: {url: 'https://oakhill.example.org/paras', label: Our page}",
}
_LOGOS = {"wide.png": (900, 150), "tall.png": (200, 500)}  # px
_LOOKS_A_ROW = 4
_LARGE = 4  # times, for a page that is copied


def state_texts() -> dict[str, str]:
    """Return the customizations to show, without role and theme, by their names."""
    sample = (ROOT / "content" / "en" / "sample.yaml").read_text(encoding="utf-8")
    chosen = ("role:", "theme:", "paper:", "ink:", "grade_band:", "sign_off:")
    lines = [line for line in sample.splitlines() if not line.startswith(chosen)]
    filled = "\n".join(lines)
    fullest = filled.partition("\ncontacts:")[0] + f"\n{_MORE}"
    return {"empty": "", "half-filled": _HALF, "filled": filled, "fullest": fullest}


def draw_pages(
    folder: Path, text: str, district: str = "", is_copied: bool = False
) -> list[Image.Image]:
    """Return the pages of a customization as pictures; none if it does not fit its paper."""
    path, pdf, above = folder / "room.yaml", folder / "room.pdf", folder / "district.yaml"
    path.write_text(text, encoding="utf-8")
    above.write_text(district, encoding="utf-8")
    try:
        prepared = prepare(path, above if district else None)
    except HandoutError as error:
        print(error)
        return []
    pdf.write_bytes(typeset_sheet(prepared.fitted, prepared.logo)[0])
    for old in folder.glob("page*.png"):
        old.unlink()
    dots = DOTS_PER_INCH * (_LARGE if is_copied else 1)
    command = ["pdftoppm", "-r", str(dots), "-png", pdf, folder / "page"]
    subprocess.run(command, check=True)
    pages = []
    for picture in sorted(folder.glob("page*.png")):
        with Image.open(picture) as page:
            pages.append(copy_badly(page) if is_copied else page.convert("RGB"))
    return pages


def draw_gallery() -> Image.Image:
    """Return the contact sheet: a row for each role, a column for each state in each theme."""
    roles = message_table("roles", "en")
    width, height = int(8.5 * DOTS_PER_INCH), 11 * DOTS_PER_INCH
    states = state_texts()
    size = (
        LABELS + len(THEMES) * len(states) * (width + GUTTER),
        GUTTER + len(roles) * (height + GUTTER),
    )
    sheet = Image.new("RGB", size, "#9AA39E")
    label = ImageDraw.Draw(sheet)
    with tempfile.TemporaryDirectory() as folder:
        for row, role in enumerate(roles):
            top = GUTTER + row * (height + GUTTER)
            label.text((GUTTER, top + GUTTER), role, fill="black")
            for theme_number, theme in enumerate(THEMES):
                for state_number, text in enumerate(states.values()):
                    column = theme_number * len(states) + state_number
                    pages = draw_pages(Path(folder), f"{text}\nrole: {role}\ntheme: {theme}\n")
                    for front in pages[:1]:
                        sheet.paste(front, (LABELS + column * (width + GUTTER), top))
    return sheet


def draw_looks() -> Image.Image:
    """Return the contact sheet of other looks: front and back of a filled sheet in each."""
    filled = state_texts()["filled"]
    width, height = int(8.5 * DOTS_PER_INCH), 14 * DOTS_PER_INCH
    step = 2 * (width + GUTTER), height + 3 * GUTTER
    rows = -(-len(_LOOKS) // _LOOKS_A_ROW)
    sheet = Image.new("RGB", (_LOOKS_A_ROW * step[0], rows * step[1]), "#9AA39E")
    label = ImageDraw.Draw(sheet)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, size in _LOGOS.items():
            logo = Image.new("RGB", size, "white")
            ImageDraw.Draw(logo).rectangle((20, 20, size[0] - 20, size[1] - 20), "#2C5545")
            logo.save(folder / file)
        for number, (look, lines) in enumerate(_LOOKS.items()):
            left, top = (number % _LOOKS_A_ROW) * step[0], (number // _LOOKS_A_ROW) * step[1]
            label.text((left + GUTTER, top + GUTTER // 2), look, fill="black")
            is_copied = look == "a bad copy"
            district = _OF_A_DISTRICT if look == "a district's" else ""
            text = f"{filled}\n{lines}\n"
            for column, page in enumerate(draw_pages(folder, text, district, is_copied)[:2]):
                sheet.paste(page, (left + column * (width + GUTTER), top + 2 * GUTTER))
    return sheet


def copy_badly(page: Image.Image) -> Image.Image:
    """Return a page, drawn large, as an old copier gives it: without grays, its strokes thinned."""
    blurred = page.convert("L").filter(ImageFilter.GaussianBlur(1.2))  # px
    copied = blurred.point(lambda gray: 255 if gray > 140 else 0)
    size = page.width // _LARGE, page.height // _LARGE
    return copied.resize(size, Image.Resampling.LANCZOS).convert("RGB")


def draw_languages() -> Image.Image:
    """Return the contact sheet of languages: a row for each, with the pages of its sheet. The last
    pages of a draft are its locked lines in English.
    """
    languages = list_languages()
    width, height = int(8.5 * DOTS_PER_INCH), 11 * DOTS_PER_INCH
    size = (
        LABELS + MOST_PAGES * (width + GUTTER),
        GUTTER + len(languages) * (height + GUTTER),
    )
    sheet = Image.new("RGB", size, "#9AA39E")
    label = ImageDraw.Draw(sheet)
    with tempfile.TemporaryDirectory() as folder:
        for row, language in enumerate(languages):
            top = GUTTER + row * (height + GUTTER)
            label.text((GUTTER, top + GUTTER), language, fill="black")
            pages = draw_pages(Path(folder), f"{_HALF}\nlanguage: {language}\n")
            for column, page in enumerate(pages[:MOST_PAGES]):
                sheet.paste(page, (LABELS + column * (width + GUTTER), top))
    return sheet


if __name__ == "__main__":
    draw_gallery().save(IMAGES / "gallery.webp", quality=40, method=4)
    draw_looks().save(IMAGES / "looks.webp", quality=40, method=4)
    draw_languages().save(IMAGES / "languages.webp", quality=40, method=4)
