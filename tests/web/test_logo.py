"""Any picture made a logo on the page: upright, cut with a frame, as small as the sheet needs."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

from browsers import Firefox, wait_until
from PIL import Image
from playwright.sync_api import Page, expect
from served import Served, wait_until_stored

_RED = (200, 30, 30)
_WALL = (214, 210, 200)
_LYING = 6  # the EXIF orientation of a phone held upright: turned a quarter when it is shown
# The red sign in a picture that is shown upright, as fractions of its width and height.
_SIGN = (0.25, 0.25, 0.5, 0.375)


def wall_with_a_sign(width: int, height: int) -> bytes:
    """A photograph of a gray wall with a red sign on it, stored lying as a phone stores it."""
    upright = Image.new("RGB", (width, height), _WALL)
    left, top, right, bottom = _SIGN
    box = (int(left * width), int(top * height), int(right * width), int(bottom * height))
    upright.paste(_RED, box)
    exif = Image.Exif()
    exif[0x0112] = _LYING
    exif[0x010E] = "zephyr-quartz"
    output = io.BytesIO()
    upright.rotate(90, expand=True).save(output, "JPEG", quality=95, exif=exif)
    return output.getvalue()


def is_red(picture: Image.Image) -> bool:
    """Tell whether there is nothing but the sign, as far as JPEG keeps colors."""
    colors = picture.convert("RGB").resize((9, 9), Image.Resampling.BOX).tobytes()
    return all(abs(color - _RED[index % 3]) < 30 for index, color in enumerate(colors))


def decoded(source: str) -> Image.Image:
    """The picture in a data URI."""
    return Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2])))


def start(open_tab: Callable[[], Page]) -> Page:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    return page


def choose(page: Page, name: str, kind: str, content: bytes) -> None:
    page.locator("#logo-file").set_input_files({"name": name, "mimeType": kind, "buffer": content})


# A photograph is megabytes of which none matters: they are made in the page, for to send them to the
# browser takes two seconds.
_CHOOSE_LARGE = """([name, type, size]) => {
  const head = Uint8Array.from("\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0", sign => sign.charCodeAt(0));
  const chosen = new DataTransfer(), input = document.getElementById("logo-file");
  chosen.items.add(new File([head, new Uint8Array(size).fill(1)], name, { type }));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change"));
}"""


def shown_logo(page: Page) -> Image.Image:
    return decoded(page.locator("#logo-shown").get_attribute("src") or "")


def test_the_sign_is_cut_out_of_a_photograph_of_a_wall(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    choose(page, "IMG 0001.JPG", "image/jpeg", wall_with_a_sign(3024, 4032))
    stage = page.locator("#crop-stage canvas")
    expect(stage).to_be_visible()
    area = stage.bounding_box()
    assert area and abs(area["width"] / area["height"] - 3 / 4) < 0.02  # upright
    left, top, right, bottom = _SIGN
    page.mouse.move(
        area["x"] + (left + 0.02) * area["width"], area["y"] + (top + 0.02) * area["height"]
    )
    page.mouse.down()
    page.mouse.move(
        area["x"] + (right - 0.02) * area["width"],
        area["y"] + (bottom - 0.02) * area["height"],
        steps=3,
    )
    page.mouse.up()
    expect(page.locator("#crop-size")).to_have_text("21 % of the width, 9 % of the height")
    page.get_by_role("button", name="Use this part").click()
    expect(page.locator("#logo-shown")).to_be_visible()
    logo = shown_logo(page)
    assert is_red(logo) and logo.width > logo.height
    assert b"zephyr-quartz" not in logo.tobytes()
    expect(page.locator("[name='logo.alt']")).to_have_value("Emblem of our school")
    expect(page.locator("#fit")).to_contain_text("Fits")


def test_the_words_follow_the_school_until_they_are_changed(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    words, school = page.locator("[name='logo.alt']"), page.locator("[name=school_name]")
    output = io.BytesIO()
    Image.new("RGB", (200, 200), _RED).save(output, "PNG")
    choose(page, "oak.png", "image/png", output.getvalue())
    expect(words).to_have_value("Emblem of our school")
    school.fill("Oak Hill School")
    expect(words).to_have_value("Emblem of Oak Hill School")
    page.locator("#undo").click()  # both are one step
    expect(words).to_have_value("Emblem of our school")
    page.locator("#redo").click()
    expect(words).to_have_value("Emblem of Oak Hill School")
    school.fill("")
    expect(words).to_have_value("Emblem of our school")
    school.fill("Oak")
    expect(words).to_have_value("Emblem of Oak")
    wait_until_stored(page, "Emblem of Oak")
    page.reload()
    page.locator("#draft-on").click()
    page.locator("#s-school > summary").click()
    school.fill("Elm")
    expect(words).to_have_value("Emblem of Elm")
    words.fill("An oak")
    school.fill("Ash")
    expect(words).to_have_value("An oak")
    words.fill("")
    school.fill("Oak Hill")
    expect(words).to_have_value("")


def test_a_frame_is_set_by_keyboard_and_a_logo_cut_again(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    choose(page, "wall.jpg", "image/jpeg", wall_with_a_sign(1500, 2000))
    expect(page.locator("#cropping")).to_be_visible()
    page.get_by_role("button", name="Use the whole picture").click()
    expect(page.locator("#logo-shown")).to_be_visible()
    assert not is_red(shown_logo(page))
    whole = page.locator("#logo-shown").get_attribute("src") or ""
    page.get_by_role("button", name="Cut the picture").click()
    page.get_by_role("button", name="Bottom right corner").focus()
    for key, times in {"ArrowLeft": 11, "ArrowUp": 15}.items():
        for _ in range(times):
            page.keyboard.press(f"Shift+{key}")
    page.get_by_role("button", name="Move the frame").focus()
    for key, times in {"ArrowRight": 26, "ArrowDown": 26}.items():
        for _ in range(times):
            page.keyboard.press(key)
    page.get_by_role("button", name="Bottom right corner").focus()
    for _ in range(22):
        page.keyboard.press("ArrowLeft")
    for _ in range(15):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#crop-size")).to_have_text("23 % of the width, 10 % of the height")
    page.get_by_role("button", name="Use this part").click()
    expect(page.locator("#logo-shown")).not_to_have_attribute("src", whole)
    assert is_red(shown_logo(page))
    expect(page.get_by_role("button", name="Cut the picture")).to_be_focused()
    page.locator("#undo").click()
    expect(page.locator("#logo-shown")).to_have_attribute("src", whole)
    page.get_by_role("button", name="Cut the picture").click()
    page.keyboard.press("Escape")
    expect(page.locator("#logo-shown")).to_have_attribute("src", whole)


def test_pictures_that_phones_and_programs_save(open_tab: Callable[[], Page]) -> None:
    """Small ones are taken without a question, and one that no browser draws is called by name."""
    page = start(open_tab)
    oak = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    oak.paste(_RED, (50, 50, 250, 250))
    for kind in ("PNG", "WEBP", "GIF", "AVIF"):
        output = io.BytesIO()
        oak.save(output, kind)
        choose(page, f"oak.{kind.lower()}", f"image/{kind.lower()}", output.getvalue())
        expect(page.locator("#logo-shown")).to_be_visible()
        assert shown_logo(page).getpixel((5, 5)) == (255, 255, 255), kind
        page.get_by_role("button", name="Take the logo away").click()
        expect(page.locator("#logo-shown")).to_be_hidden()
    message = page.locator(".field[data-at='logo.file'] > .says")
    for name, kind in (
        ("IMG_0002.HEIC", "image/heic"),
        ("IMG_0002.HEIC", ""),
        ("photo.jpg", "image/jpeg"),
    ):
        page.evaluate(_CHOOSE_LARGE, [name, kind, 9_000_000])
        expect(message).to_contain_text("is a HEIC picture")
        message.get_by_role("button").click()
        expect(message).to_be_empty()


def test_in_firefox_too(server: Served, tab: Firefox) -> None:
    photograph = base64.b64encode(wall_with_a_sign(1200, 1600)).decode()
    tab.send("WebDriver:Navigate", {"url": server.address})
    tab.run("document.querySelector('[data-role=classroom]').click()")
    tab.run(
        f"const bytes = Uint8Array.from(atob('{photograph}'), sign => sign.charCodeAt(0));"
        "const chosen = new DataTransfer(), input = document.getElementById('logo-file');"
        "chosen.items.add(new File([bytes], 'wall.jpg', { type: 'image/jpeg' }));"
        "input.files = chosen.files; input.dispatchEvent(new Event('change'));"
    )
    wait_until(tab, "document.getElementById('cropping').open")
    tab.run("document.querySelector('.corner[data-edges=\"left top\"]').focus()")
    tab.press(*["Shift+ArrowRight"] * 6, *["Shift+ArrowDown"] * 6)
    tab.run("document.querySelector('.corner[data-edges=\"right bottom\"]').focus()")
    tab.press(*["Shift+ArrowLeft"] * 11, *["Shift+ArrowUp"] * 13)
    assert tab.run("return document.getElementById('crop-size').textContent") == (
        "15 % of the width, 5 % of the height"
    )
    tab.run("document.querySelector('[data-take=part]').click()")
    wait_until(tab, "document.getElementById('logo-shown').src")
    assert is_red(decoded(tab.run("return document.getElementById('logo-shown').src")))
