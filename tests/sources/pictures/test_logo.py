"""The logo: what is accepted, what is refused, and that it prints."""

from __future__ import annotations

import gzip
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat
from playwright.sync_api import BrowserContext
from press import printed

from handout.cli.main import main
from handout.problems import Position
from handout.sources.pictures.picture import LOGO, PICTURE_USES, PictureUse
from handout.sources.pictures.picture_reader import clean_picture, read_picture
from handout.sources.pictures.qr_code import code_picture, code_rows

HERE = Position("room.yaml", 3, 9)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    remaining = io.BytesIO()
    ink = {"RGBA": (0, 0, 0, 255), "CMYK": (0, 0, 0, 255)}.get(mode, 0)
    Image.new(mode, size, ink).save(remaining, kind)
    return remaining.getvalue()


def bomb() -> bytes:
    """A small PNG that says it has 60,000 by 60,000 pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


GOOD = {
    "a.png": picture("PNG"), "b.png": picture("PNG", "RGBA"), "c.png": picture("PNG", "P"), "d.jpg": picture("JPEG"),
    "e.jpg": picture("JPEG", "CMYK"), "f.svg": SVG.format('<circle cx="5" cy="5" r="4" fill="#14524A"/>').encode(),
    "g.svg": SVG.format('<linearGradient id="g"><stop/></linearGradient><path d="M0 0h5v5" fill="url(#g)"/>').encode(),
}  # fmt: skip
BAD = {
    "picture-missing": None,
    "picture-huge": b"\0" * (LOGO.most_bytes + 1),
    "picture-bomb": bomb(),
    "picture-unreadable": b"not a picture at all",
    "picture-format tiff": picture("TIFF"),
    "picture-format pdf": b"%PDF-1.7\n%\xe2\xe3",
    "picture-format large": picture("TIFF") + b"\0" * LOGO.most_bytes,
    "picture-heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    "picture-heic ten bits": b"\0\0\0\x18ftypheix\0\0\0\0",
    "picture-heic burst": b"\0\0\0\x24ftyphevc\0\0\0\0",
    "picture-heic large": b"\0\0\0\x18ftypheic" + b"\0" * LOGO.most_bytes,
    "picture-format word": b"PK\3\4" + b"\0" * 40,
    "picture-format page": b"<!DOCTYPE html><html></html>",
    "picture-blank png": picture("PNG", "LA"),
    "picture-blank svg": SVG.format('<path d="M0 0h9v9z" fill="#fff"/>').encode(),
    "picture-blank hidden": SVG.format('<g display="none"><path d="M0 0h9v9z"/></g>').encode(),
    "picture-cut in its head": picture("JPEG", size=(400, 400))[:20],
    "picture-cut": picture("JPEG", size=(400, 400))[:-60],
    "picture-cut early": picture("JPEG", size=(400, 400))[:600],
    "picture-unreadable svg": b"<svg><g></svg>",
    "picture-svg script": SVG.format("<script>alert(1)</script>").encode(),
    "picture-svg text": SVG.format("<g><text>Oak</text></g>").encode(),
    "picture-svg handler": SVG.format('<path d="M0 0" onload="x()"/>').encode(),
    "picture-svg image": SVG.format('<image href="file:///etc/passwd"/>').encode(),
    "picture-svg fill": SVG.format('<path d="M0 0" fill="url(https://example.org/x)"/>').encode(),
    "picture-svg entity": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    + SVG.format("<desc>&b;</desc>").encode(),
    "picture-svg many": SVG.format("<g/>" * 30_000).encode(),
    "picture-svg deep": SVG.format("<g>" * 5000 + "</g>" * 5000).encode(),
    "picture-svg uses": SVG.format(
        '<g id="g0"><path d="M0 0h1v1z"/></g>'
        + "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
    ).encode(),
    "picture-svg itself": SVG.format('<g id="a"><use href="#a"/></g>').encode(),
    "picture-svg effect": SVG.format(
        '<filter id="f"><feTurbulence numOctaves="9999999"/></filter>'
        '<path filter="url(#f)" d="M0 0h9v9z"/>'
    ).encode(),
    "picture-svg color": SVG.format('<path style="fill:oklch(.5 .2 30)" d="M0 0h9v9z"/>').encode(),
    "picture-svg variable": SVG.format('<path fill="var(--a, red)" d="M0 0h9v9z"/>').encode(),
    "picture-svg media": SVG.format("<style>@media print{path{fill:red}}</style><path/>").encode(),
    "picture-svg moving": SVG.format('<path d="M0 0h9v9z"><animate/></path>').encode(),
    "picture-svg-size none": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>',
    "picture-svg style": SVG.format("<style>@import 'x'</style>").encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_logo(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GOOD[name])
    result, problems = read_picture(LOGO, tmp_path / name, HERE)
    assert problems == () and result is not None
    assert result.kind == "image/png" and result.content.startswith(b"\x89PNG")
    assert clean_picture(LOGO, result.content, name, HERE) == (result, ())


@pytest.mark.parametrize("use", PICTURE_USES, ids=lambda use: use.field)
@pytest.mark.parametrize("case", BAD)
def test_a_bad_picture_is_a_problem_where_it_is_named(
    case: str, use: PictureUse, tmp_path: Path
) -> None:
    path, content = tmp_path / "logo", BAD[case]
    if content is not None:
        more = use.most_bytes - LOGO.most_bytes if len(content) > LOGO.most_bytes else 0
        path.write_bytes(content + b"\0" * more)
    result, [each] = read_picture(use, path, HERE)
    assert result is None
    assert (each.code, each.position) == (case.split()[0], HERE) and each.hint


# What drawing programs write, each as a shape of TEAL over the middle of the drawing.
TEAL = (10, 90, 60)
_TEAL = "#0a5a3c"
_SHAPE = '<rect x="1" y="1" width="8" height="8"/>'
DRAWINGS = {
    "style": f'<g style="fill:{_TEAL};stroke:none">{_SHAPE}</g>',
    "sheet": f"<style>.a{{fill:{_TEAL}}}</style><g class='a'>{_SHAPE}</g>",
    "sheet in CDATA": f"<style><![CDATA[.a{{fill:{_TEAL}}}]]></style><g class='a'>{_SHAPE}</g>",
    "sheet by element": f"<defs><style>rect{{fill:{_TEAL}!important}}</style></defs>{_SHAPE}",
    "sheet and attribute": f"<style>rect{{fill:{_TEAL}}}</style>"
    '<rect fill="red" x="1" y="1" width="8" height="8"/>',
    "inherited line": f'<g style="fill:none;stroke:{_TEAL};stroke-width:6"><path d="M1 5h8"/></g>',
    "lengths in mm": f'<circle cx="5" cy="5" r="1.2mm" fill="{_TEAL}"/>',
    "a line in pt": f'<path d="M1 5h8" fill="none" stroke="{_TEAL}" stroke-width="4.5pt"/>',
    "hidden layer": f'<g fill="{_TEAL}">{_SHAPE}</g><g style="display:none"><path d="M0 0h9v9z"/></g>',
    "invisible": f'<g fill="{_TEAL}">{_SHAPE}</g><path visibility="hidden" d="M0 0h9v9H0z"/>',
    "gradient of a gradient": f'<linearGradient id="a"><stop stop-color="{_TEAL}"/></linearGradient>'
    '<linearGradient id="b" href="#a" gradientUnits="userSpaceOnUse" x2="9"/>'
    f'<g fill="url(#b)">{_SHAPE}</g>',
    "gradient by xlink": f'<radialGradient id="a"><stop style="stop-color:{_TEAL}"/></radialGradient>'
    f'<radialGradient id="b" xlink:href="#a"/><g fill="url(#b)">{_SHAPE}</g>',
    "used": f'<defs><g id="a" fill="{_TEAL}">{_SHAPE}</g></defs><use xlink:href="#a"/>',
    "symbol": f'<symbol id="a" viewBox="0 0 9 9"><g fill="{_TEAL}">{_SHAPE}</g></symbol>'
    '<use href="#a" width="10" height="10"/>',
    "inner drawing": f'<svg x="1" y="1" width="8" height="8" fill="{_TEAL}">{_SHAPE}</svg>',
    "pattern": f'<pattern id="p" width="1" height="1"><rect width="9" height="9" fill="{_TEAL}"/>'
    f'</pattern><g fill="url(#p)">{_SHAPE}</g>',
    "mask": '<mask id="m"><rect width="10" height="10" fill="#fff"/></mask>'
    f'<g fill="{_TEAL}" mask="url(#m)">{_SHAPE}</g>',
    "clip": f'<clipPath id="c"><circle cx="5" cy="5" r="3"/></clipPath>'
    f'<g fill="{_TEAL}" style="clip-path:url(#c)">{_SHAPE}</g>',
    "inkscape": f'<sodipodi:namedview/><metadata><rdf:RDF/></metadata><g fill="{_TEAL}" '
    f'inkscape:label="Layer (1)">{_SHAPE}</g><text/>',
    "illustrator": '<switch><foreignObject requiredExtensions="http://ns.adobe.com/ai"/>'
    f'<g fill="{_TEAL}">{_SHAPE}</g></switch>',
    "named color": '<g fill="rgb(10,90,60)" stroke="rgba(10, 90, 60, 1)">' + _SHAPE + "</g>",
    "link": f'<a href="https://example.org"><g fill="{_TEAL}">{_SHAPE}</g></a>',
    "current color": f'<g color="{_TEAL}" fill="currentColor">{_SHAPE}</g>',
    "turned": f'<g transform="rotate(45 5 5)" fill="{_TEAL}">{_SHAPE}</g>',
}
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" viewBox="0 0 10 10" '
    'width="300" height="300">'
)


def pixels(content: bytes) -> Image.Image:
    result, problems = clean_picture(LOGO, content, "logo", HERE)
    assert result is not None and problems == ()
    return Image.open(io.BytesIO(result.content)).convert("RGB")


def middle(image: Image.Image) -> tuple[int, ...]:
    color = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(color, tuple)
    return color


@pytest.mark.parametrize("case", DRAWINGS)
def test_a_drawing_keeps_its_colors(case: str) -> None:
    assert middle(pixels(f"{_HEAD}{DRAWINGS[case]}</svg>".encode())) == TEAL


def test_drawings_look_as_in_a_browser(shared_context: BrowserContext) -> None:
    page = shared_context.new_page()
    page.set_viewport_size({"width": 300, "height": 300})
    for case, inside in DRAWINGS.items():
        page.set_content(f"<body style='margin:0;background:#fff'>{_HEAD}{inside}</svg>")
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        ours = pixels(f"{_HEAD}{inside}</svg>".encode()).resize((300, 300))
        grey = ImageChops.difference(shot, ours).convert("L")
        assert ImageStat.Stat(grey).mean[0] < 2, case
    page.close()


@pytest.mark.parametrize(
    "content",
    [
        f'<svg viewBox="0 0 10 10" fill="{_TEAL}">{_SHAPE}</svg>'.encode(),
        f'<s:svg xmlns:s="{SVG[12:38]}" viewBox="0 0 10 10"><s:path fill="{_TEAL}" '
        'd="M0 0h9v9H0z"/></s:svg>'.encode(),
        b"\xef\xbb\xbf<?xml version='1.0'?><!--"
        + b"x" * 5000
        + f"-->{_HEAD}{DRAWINGS['style']}</svg>".encode(),
        f"<?xml version='1.0' encoding='utf-16'?>{_HEAD}{DRAWINGS['style']}</svg>".encode("utf-16"),
        gzip.compress(f"{_HEAD}{DRAWINGS['style']}</svg>".encode()),
        b'<!DOCTYPE svg [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>'
        + f'<svg xmlns="&ns_svg;" width="3in" height="30mm"><g fill="{_TEAL}">'.encode()
        + b'<rect width="999" height="999"/></g></svg>',
    ],
    ids=["no namespace", "prefix", "long head", "utf-16", "packed", "entities"],
)
def test_drawings_as_programs_save_them(content: bytes) -> None:
    assert middle(pixels(content)) == TEAL


def test_a_refused_drawing_names_what_it_holds() -> None:
    for inside, named in (
        ("<text>Oak</text>", "text"),
        ("<filter/>", "shadow"),
        ("<meshgradient/>", "meshgradient"),
        ('<rect style="transform:rotate(45deg)"/>', "rotate(45deg)"),
        ('<rect transform="translate(1px, 2px)"/>', "translate(1px, 2px)"),
        ('<rect fill="rgb(10 92 59 / 50%)"/>', "rgb(10 92 59 / 50%)"),
        ('<rect style="stroke:hsl(150deg 80% 20%)"/>', "hsl(150deg 80% 20%)"),
        ('<rect fill="rebeccapurple"/>', "rebeccapurple"),
        ('<rect style="fill:red; width: 5px"/>', "width: in a style"),
        ("<style>.a { cx: 5px }</style>", "cx: in a style"),
        ('<path style="fill:lab(1 2 3)"/>', "lab()"),
        ('<image href="owl.png"/>', "picture"),
    ):
        _, [each] = clean_picture(LOGO, SVG.format(inside).encode(), "owl.svg", HERE)
        assert named in each.message


def bitmap(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    remaining = io.BytesIO()
    image.save(remaining, kind, **options)
    return remaining.getvalue()


def turned() -> bytes:
    """A picture that is upright only by its EXIF mark: black on the left as stored."""
    image = Image.new("RGB", (40, 20), TEAL)
    image.paste((0, 0, 0), (0, 0, 10, 20))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    return bitmap(image, "JPEG", exif=exif, quality=100)


def test_a_picture_is_shown_as_its_own_program_shows_it() -> None:
    grey = Image.new("I;16", (40, 40), 30 * 257)
    assert middle(pixels(bitmap(grey))) == (30, 30, 30)
    clear = bitmap(Image.new("I;16", (40, 40), 30 * 257), transparency=30 * 257)
    assert clean_picture(LOGO, clear, "a.png", HERE)[1][0].code == "picture-blank"
    upright = pixels(turned())
    assert upright.size == (20, 40)
    top = upright.getpixel((10, 2))
    assert isinstance(top, tuple) and max(top) < 40
    paper = Image.new("P", (40, 40), 1)
    paper.putpalette([255, 0, 0, *TEAL])
    assert middle(pixels(bitmap(paper))) == TEAL
    assert (
        clean_picture(LOGO, bitmap(paper, transparency=1), "a.png", HERE)[1][0].code
        == "picture-blank"
    )
    assert middle(pixels(bitmap(Image.new("1", (40, 40))))) == (0, 0, 0)
    for kind in ("GIF", "WEBP", "BMP"):
        options = {"lossless": True} if kind == "WEBP" else {}
        assert middle(pixels(bitmap(Image.new("RGB", (40, 40), TEAL), kind, **options))) == TEAL


def test_colors_are_those_of_the_pictures_profile() -> None:
    profile = ImageCms.createProfile("LAB")  # any profile that is not sRGB
    assert profile is not None
    ink = Image.new("CMYK", (40, 40), (0, 255, 255, 0))
    red = middle(pixels(bitmap(ink, "JPEG", quality=100)))
    assert red[0] > 200 and max(red[1:]) < 60
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = bitmap(Image.new("RGB", (40, 40), TEAL), icc_profile=swapped)
    assert middle(pixels(plain)) == TEAL
    broken = bitmap(Image.new("RGB", (40, 40), TEAL), icc_profile=b"no profile")
    assert middle(pixels(broken)) == TEAL


def test_a_moving_picture_is_told() -> None:
    frames = [Image.new("RGB", (40, 40), color) for color in ("red", "blue")]
    content = bitmap(frames[0], "GIF", save_all=True, append_images=frames[1:])
    result, [each] = clean_picture(LOGO, content, "owl.gif", HERE)
    assert result is not None and each.code == "picture-animated" and each.warning


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.png", "d.jpg", "f.svg"])
def test_a_logo_stands_in_the_pdf_and_the_html(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(GOOD[name])
    Path("room.yaml").write_text(f"logo: {{file: {name}, alt: The owl of Oak Hill}}\n")
    assert main(["build", "room.yaml"]) == 0
    html = Path("room.html").read_text(encoding="utf-8")
    assert 'src="data:image/' in html and 'alt="The owl of Oak Hill"' in html


@pytest.mark.slow
def test_a_link_is_a_code_that_stays_the_same() -> None:
    assert code_picture("https://example.org/a") == code_picture("https://example.org/a")
    assert code_picture("https://example.org/a") != code_picture("https://example.org/b")
    assert code_picture("https://example.org/a").content.startswith(b"<svg")
    content, pages = printed("link: {url: 'https://example.org/a', label: Our room}")
    assert pages == 2 and b"example.org" not in content.split(b"stream")[0]


def test_a_code_has_the_white_border_that_cameras_need() -> None:
    rows = code_rows("https://example.org/a")
    assert not any(any(row) for row in (*rows[:4], *rows[-4:]))
    assert not any(any(row[:4]) or any(row[-4:]) for row in rows)


@pytest.mark.parametrize(
    "size, wide", [((200, 100), True), ((180, 100), False), ((100, 100), False), ((40, 90), False)]
)
def test_a_wide_logo_is_known_as_one(size: tuple[int, int], wide: bool) -> None:
    content = bitmap(Image.new("RGB", size, "navy"), "PNG")
    logo, problems = clean_picture(LOGO, content, "logo.png", HERE)
    assert logo is not None and logo.is_wide is wide and not problems


def test_a_logo_needs_words_for_those_who_cannot_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.png").write_bytes(GOOD["a.png"])
    Path("room.yaml").write_text("logo: {file: a.png}\n")
    assert main(["check", "room.yaml"]) == 1
    assert "room.yaml:1:14: The picture under logo has no words" in capsys.readouterr().err
