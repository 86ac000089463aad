"""Style sheets, scripts, signs and fonts of the page: a fixed list, and nothing else is served."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from handout.fonts import FACES, face_path
from handout.messages import TEMPLATES
from handout.publish.drawings import sign_svg
from handout.publish.html.scripts import editor_script
from handout.publish.palette import color_palette
from handout.sources.fields.accent import ACCENTS
from handout.web.http.responses import problem_response
from handout.web.page_scripts import bundle_script
from handout.web.pages import create_templates

_CSS = "text/css; charset=utf-8"
_JAVASCRIPT = "text/javascript; charset=utf-8"
_SVG = "image/svg+xml"
_WOFF2 = "font/woff2"
# The module that each of the two pages begins with; the others are part of these.
_PAGE_SCRIPTS = ("page.js", "office.js")
_WORTH_PACKING = 0.9  # of its length, or less: fonts are packed already
_NO_WEIGHT = re.compile(r"q\s*=\s*0(\.0{0,3})?")


async def send_static_file(request: Request) -> Response:
    file = _static_files().get(request.path_params["name"])
    if file is None:
        return problem_response(404, "web-nowhere", request.scope["language"])
    is_packed = file.packed is not None and _takes_gzip(request.headers)
    # A new version of the program has the same names: the browser asks each time.
    headers = {"Cache-Control": "no-cache", "ETag": file.tag(is_packed)}
    if file.packed is not None:
        headers["Vary"] = "Accept-Encoding"
    if _names_tag(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if file.packed is not None and is_packed:
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.media_type, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)


@dataclass(frozen=True)
class _StaticFile:
    """A file as it is, and as gzip packs it if that makes it smaller.

    Nothing else of the server is packed: what has the token or words of people in it would tell of
    them by its length (BREACH).
    """

    content: bytes
    media_type: str
    digest: str
    packed: bytes | None

    @classmethod
    def pack(cls, content: bytes, media_type: str) -> _StaticFile:
        packed = gzip.compress(content, mtime=0)
        is_smaller = len(packed) < _WORTH_PACKING * len(content)
        digest = hashlib.sha256(content).hexdigest()[:20]
        return cls(content, media_type, digest, packed if is_smaller else None)

    def tag(self, is_packed: bool) -> str:
        """Return the ETag: each form of the file has its own (RFC 9110, 8.8.3)."""
        return f'"{self.digest}{"-gzip" if is_packed else ""}"'


def _takes_gzip(headers: Headers) -> bool:
    """Return whether a browser takes gzip: Accept-Encoding names it, or *, and not with q=0."""
    weights = {}
    for part in headers.get("accept-encoding", "").lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _NO_WEIGHT.fullmatch(parameter.strip()) is None
    return weights.get("gzip", weights.get("*", False))


def _names_tag(header: str, tag: str) -> bool:
    """Return whether an If-None-Match names a tag; a proxy may have made it weak."""
    tags = {part.strip().removeprefix("W/") for part in header.split(",")}
    return tag in tags or header.strip() == "*"


@cache
def _static_files() -> dict[str, _StaticFile]:
    """Return everything under /static/ by its name."""
    return {name: _StaticFile.pack(*file) for name, file in _file_contents().items()}


def _file_contents() -> dict[str, tuple[bytes, str]]:
    files: dict[str, tuple[bytes, str]] = {}
    folder = TEMPLATES / "web"
    for path in sorted(folder.rglob("*.css.j2")):
        files[path.name.removesuffix(".j2")] = _render_css(path), _CSS
    for name in _PAGE_SCRIPTS:
        files[name] = bundle_script(folder, name).encode(), _JAVASCRIPT
    files["sheet-editor.js"] = _sheet_editor(), _JAVASCRIPT
    for face in FACES:
        files[f"{face.file}.woff2"] = face_path(face, "wide").read_bytes(), _WOFF2
    for name, svg in _signs():
        files[name] = svg, _SVG
    return files


def _render_css(path: Path) -> bytes:
    values = {"c": color_palette("color", "pine"), "accents": ACCENTS, "faces": FACES}
    return create_templates().get_template(f"web/{path.name}").render(values).encode()


def _sheet_editor() -> bytes:
    """Return the HTML file's editor, which leaves its one function to the frame of the page."""
    return f"(() => {{\n{editor_script()}\nself.handoutFile = fileText;\n}})();".encode()


def _signs() -> Iterator[tuple[str, bytes]]:
    """Yield every sign in the three colors that the page has for it, by its name."""
    palette = color_palette("color", "pine")
    colors = {"accent": palette["accent"], "white": "#FFFFFF", "danger": palette["danger"]}
    for path in sorted((TEMPLATES / "signs").glob("*.svg")):
        for name, color in colors.items():
            yield f"{path.stem}-{name}.svg", sign_svg(path.stem, color)
