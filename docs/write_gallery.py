"""Draw docs/images/gallery.webp, every role's front empty, half-filled and filled, in both themes;
and docs/images/languages.webp, a front and a back in each language.

Run `make gallery` and look at it after a change of looks. It needs pdftoppm (poppler-utils).
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

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


def state_texts() -> dict[str, str]:
    """Return the customizations to show, without role and theme, by their names."""
    sample = (ROOT / "content" / "en" / "sample.yaml").read_text(encoding="utf-8")
    chosen = ("role:", "theme:", "grade_band:", "sign_off:")
    filled = [line for line in sample.splitlines() if not line.startswith(chosen)]
    return {"empty": "", "half-filled": _HALF, "filled": "\n".join(filled)}


def draw_pages(folder: Path, text: str) -> list[Image.Image]:
    """Return the pages of a customization as pictures; none if it does not fit its paper."""
    path, pdf = folder / "room.yaml", folder / "room.pdf"
    path.write_text(text, encoding="utf-8")
    try:
        prepared = prepare(path)
    except HandoutError as error:
        print(error)
        return []
    pdf.write_bytes(typeset_sheet(prepared.fitted)[0])
    for old in folder.glob("page*.png"):
        old.unlink()
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", pdf, folder / "page"]
    subprocess.run(command, check=True)
    pages = []
    for picture in sorted(folder.glob("page*.png")):
        with Image.open(picture) as page:
            pages.append(page.convert("RGB"))
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
    draw_languages().save(IMAGES / "languages.webp", quality=40, method=4)
