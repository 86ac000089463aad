"""What stands in an SVG drawing that would not be drawn as a browser shows it."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from itertools import chain
from xml.etree.ElementTree import Element

from handout.sources.pictures.bitmap import refuse_cut_off

# With all that <use>, patterns and masks repeat. A town's seal has some thousands.
_MOST_SHAPES = 20_000
_MOST_DEPTH = 100

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
# Elements that resvg draws as browsers do. What is in neither set is refused by its name.
_DRAWN_ELEMENTS = frozenset(
    "svg g a path rect circle ellipse line polyline polygon defs use symbol switch style clipPath "
    "mask marker pattern linearGradient radialGradient stop image".split()
)
_SILENT = frozenset("title desc metadata view cursor".split())
_TEXT = frozenset("text tspan textPath tref flowRoot flowPara flowRegion".split())
_ANIMATION = frozenset("animate animateMotion animateTransform animateColor set".split())
# Functions in style sheets and attributes that resvg knows. With any other a color would come out
# black, or a shape in another place, without a word.
_FUNCTIONS = frozenset(
    "url rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley "
    "rotate skewx skewy".split()
)
_FUNCTION = re.compile(r"([A-Za-z_-][\w-]*)\(")
# Numbers with a unit and shares after a slash, which it passes over: rotate(45deg), rgb(0 0 0 /
# 50%).
_NEWER_WORDS = re.compile(
    r"(?!url)\b[a-z]+\([^)]*(?:\d(?!e[+-]?\d)[a-z]|/)[^)]*\)|\brebeccapurple\b", re.I
)
# Where and how large a shape is, which it reads from attributes alone.
_GEOMETRY = re.compile(
    r"(?:^|[;{])\s*(c?[xy]|r[xy]?|width|height|d|transform-(?:origin|box))\s*:", re.I
)
_REFERENCE = re.compile(r"url\(\s*['\"]?\s*([^'\")]*)")
_PLAIN_NAMES = frozenset(("id", "class", "lang", "role", "tabindex", "version", "baseProfile"))
_PICTURE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,", re.I)
_MOST_PIXELS = 25_000_000  # of a picture inside the drawing


class UndrawableSvgError(Exception):
    """An SVG that is not drawn: `code` of the Problem, `detail` is the reason."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def check_drawing(root: Element) -> None:
    """Take away what draws nothing.

    Raise UndrawableSvgError for what resvg would draw otherwise.
    """
    _remove_silent(root, 0)
    sheets: list[str] = []
    for element in root.iter():
        if element.tag == f"{SVG}style":
            sheets.append(element.text or "")
            _check_style_sheet(element.text or "")
        for name, value in list(element.attrib.items()):
            _check_attribute(element, name, value)
    if _count_shapes(root, _elements_by_id(root), " ".join(sheets)) > _MOST_SHAPES:
        raise UndrawableSvgError("picture-svg", "many")


def _remove_silent(parent: Element, depth: int) -> None:
    if depth > _MOST_DEPTH:
        raise UndrawableSvgError("picture-svg", "many")
    for child in list(parent):
        if _draws_nothing(child):
            parent.remove(child)
            continue
        tag = str(child.tag).removeprefix(SVG)
        if tag in _TEXT:
            raise UndrawableSvgError("picture-svg", "text")
        if tag in _ANIMATION:
            raise UndrawableSvgError("picture-svg", "animation")
        if tag not in _DRAWN_ELEMENTS:
            raise UndrawableSvgError("picture-svg", tag)
        _remove_silent(child, depth + 1)


def _draws_nothing(element: Element) -> bool:
    """Return whether browsers draw nothing of an element: editors' own, titles, empty text."""
    tag = str(element.tag)
    if not tag.startswith(SVG) or tag.removeprefix(SVG) in _SILENT:
        return True
    if element.get("requiredExtensions"):  # Illustrator's own copy of the drawing
        return True
    return tag.removeprefix(SVG) in _TEXT and not "".join(element.itertext()).strip()


def _check_style_sheet(text: str) -> None:
    bare = re.sub(r"/\*.*?\*/|@charset\s[^;]*;", "", text, flags=re.S)
    if at_rule := re.search(r"@[\w-]+", bare):
        raise UndrawableSvgError("picture-svg", at_rule[0])
    _check_geometry(bare)
    _check_value(bare)


def _check_attribute(element: Element, name: str, value: str) -> None:
    """Check an attribute, and take it away where it is an editor's own."""
    if name in (f"{XLINK}href", "href"):
        _check_link(element, name, value)
    elif name.startswith("{") or name.startswith(("data-", "aria-")):
        del element.attrib[name]
    elif name.startswith("on"):
        raise UndrawableSvgError("picture-svg", "script")
    elif name not in _PLAIN_NAMES:
        _check_value(value)
        if name == "style" and element.get("viewBox") is None:
            _check_geometry(value)
        if "non-scaling-stroke" in value:
            raise UndrawableSvgError("picture-svg", "vector-effect")
        if name == "filter" and value.strip() != "none":
            raise UndrawableSvgError("picture-svg", "filter")


def _check_geometry(declarations: str) -> None:
    if match := _GEOMETRY.search(declarations):
        raise UndrawableSvgError("picture-svg", f"{match[1]}: in a style")


def _check_link(element: Element, name: str, value: str) -> None:
    tag = str(element.tag).removeprefix(SVG)
    if tag == "a":
        del element.attrib[name]
    elif tag == "image":
        _check_picture(value)
    elif not value.strip().startswith("#"):
        raise UndrawableSvgError("picture-svg", "reference")


def _check_picture(value: str) -> None:
    """Raise UndrawableSvgError unless a link is a whole bitmap of an ordinary size."""
    from PIL import Image

    refuse_cut_off()
    start = _PICTURE.match(value)
    if start is None:
        raise UndrawableSvgError("picture-svg", "image")
    try:
        content = base64.b64decode(value[start.end() :])
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as picture:
            pixels = picture.width * picture.height
            if pixels <= _MOST_PIXELS:
                picture.load()  # resvg draws what there is of one that was cut off
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UndrawableSvgError("picture-cut") from error
    if pixels > _MOST_PIXELS:
        raise UndrawableSvgError("picture-bomb")


def _check_value(value: str) -> None:
    """Raise UndrawableSvgError for a value that fetches something or that resvg does not know."""
    if "\\" in value:
        raise UndrawableSvgError("picture-svg", "\\")
    for function in _FUNCTION.findall(value):
        if function.lower() not in _FUNCTIONS:
            raise UndrawableSvgError("picture-svg", f"{function}()")
    if newer := _NEWER_WORDS.search(value):
        raise UndrawableSvgError("picture-svg", newer[0])
    for target in _REFERENCE.findall(value):
        if not target.startswith("#"):
            raise UndrawableSvgError("picture-svg", "reference")


def _elements_by_id(root: Element) -> dict[str, Element]:
    return {element.get("id", ""): element for element in root.iter() if element.get("id")}


def _count_shapes(root: Element, by_id: dict[str, Element], sheets: str) -> int:
    """Return how many elements are drawn, counting again each time one refers to others.

    Ten <use>s of ten <use>s of ten shapes are a thousand shapes, and some bytes of file.
    """
    from_sheets = list(_reference_targets(sheets))
    known: dict[int, int] = {}
    open_ones: set[int] = set()

    def count(element: Element) -> int:
        key = id(element)
        if key in known:
            return known[key]
        if key in open_ones or len(open_ones) > 4 * _MOST_DEPTH:
            return _MOST_SHAPES + 1  # it refers to itself
        open_ones.add(key)
        total = 1 + sum(min(count(child), _MOST_SHAPES + 1) for child in element)
        targets = list(chain.from_iterable(map(_reference_targets, element.attrib.values())))
        if element.get("class"):
            targets += from_sheets
        for target in targets:
            if target in by_id:
                total += count(by_id[target])
        open_ones.discard(key)
        known[key] = min(total, _MOST_SHAPES + 1)
        return known[key]

    return count(root)


def _reference_targets(value: str) -> Iterator[str]:
    if value.startswith("#"):
        yield value[1:]
    for target in _REFERENCE.findall(value):
        yield target.removeprefix("#").strip()
