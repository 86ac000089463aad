"""A map or picture given on the page: shown on its side, described, kept, saved and taken away."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageFilter
from playwright.sync_api import Locator, Page, expect

from handout.sources.yaml.enclosure import read_enclosure

_SECRET = b"zephyr-quartz"
_WORDS = "What the picture shows"


def photograph() -> bytes:
    """A photograph that was taken with the phone on its side, with notes of the phone in it."""
    image = Image.effect_noise((2000, 1500), 90).filter(ImageFilter.GaussianBlur(3)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, _SECRET.decode()
    output = io.BytesIO()
    image.save(output, "JPEG", exif=exif)
    return output.getvalue()


def choose(page: Page, name: str, content: bytes) -> None:
    page.locator("#picture-file").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
    )


def drop(place: Locator, name: str, content: bytes) -> None:
    """Drop a file there: what is dropped anywhere else may be a logo."""
    place.evaluate(
        """(place, [name, base64]) => {
            const bytes = Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
            place.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
        }""",
        [name, base64.b64encode(content).decode()],
    )


def test_a_photograph_has_its_own_side(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits its 2 sides")
    expect(page.locator("#s-picture .filled")).to_have_text("")  # there are no lines to fill in
    choose(page, "none.jpg", b"no picture at all")
    place = page.locator("[data-at='picture.file']")
    expect(place.locator("> .says")).to_contain_text("not a picture that can be read")

    drop(place.locator(".drop"), "way out.jpg", photograph())
    side = page.frame_locator("#paper").locator(".picture")
    expect(page.locator("#problems")).to_contain_text("Say what the picture shows")
    place.get_by_role("textbox", name=_WORDS).fill("The hall, and the door to the blacktop")
    place.get_by_role("textbox", name="Line below it").fill("Our way out")
    expect(side.locator("img.view")).to_have_attribute(
        "alt", "The hall, and the door to the blacktop"
    )
    expect(side.locator(".caption")).to_have_text("Our way out")
    expect(page.locator("#fit")).to_contain_text("Fits its 3 sides")
    # It is shown upright and in its shape, though the server is told of no more than its size.
    shape = "image => [image.naturalWidth / image.naturalHeight, image.width / image.height]"
    natural, shown = side.locator("img.view").evaluate(shape)
    assert abs(natural - 3 / 4) < 0.01 and abs(shown - 3 / 4) < 0.01

    page.locator("#save").click()
    page.locator("#more-kinds").evaluate("more => { more.open = true; }")
    with page.expect_download() as download:
        page.locator("#saving [data-kind=yaml]").click()
    page.keyboard.press("Escape")
    text = Path(download.value.path()).read_text("utf-8")
    assert "file: way out.jpg" in text and "caption: Our way out" in text
    enclosed = read_enclosure(text, "").pictures["picture"]
    assert _SECRET not in enclosed and len(enclosed) < 1_000_000

    page.reload()  # it is in the draft
    page.get_by_role("button", name="Go on with it").click()
    page.locator("summary", has_text="A map or a picture").click()
    expect(page.locator("#picture-shown")).to_be_visible()
    expect(side.locator("img.view")).to_have_count(1)
    place.get_by_role("button", name="Take the picture away").click()
    expect(side).to_have_count(0)
    page.locator("#undo").click()
    expect(side.locator("img.view")).to_have_count(1)
