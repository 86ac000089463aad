"""Style sheets, scripts, signs and fonts of the page: a fixed list, and nothing else is served."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from handout.fonts import FACES, face_path
from handout.messages import TEMPLATES
from handout.publish.html.css import color_palette, sign_svg
from handout.publish.html.scripts import editor_script
from handout.sources.fields.accent import ACCENTS
from handout.web.http.responses import problem_response
from handout.web.pages import create_templates

_CSS = "text/css; charset=utf-8"
_JAVASCRIPT = "text/javascript; charset=utf-8"
_SVG = "image/svg+xml"
_WOFF2 = "font/woff2"


async def send_static_file(request: Request) -> Response:
    file = _static_files().get(request.path_params["name"])
    if file is None:
        return problem_response(404, "web-nowhere", request.scope["language"])
    content, media_type = file
    # A new version of the program has the same names: the browser asks each time.
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-cache"})


@cache
def _static_files() -> dict[str, tuple[bytes, str]]:
    """Return everything under /static/ by its name: the content and its media type."""
    files: dict[str, tuple[bytes, str]] = {}
    for path in sorted((TEMPLATES / "web").iterdir()):
        if path.name.endswith(".css.j2"):
            files[path.name.removesuffix(".j2")] = _render_css(path), _CSS
        elif path.suffix == ".js":
            files[path.name] = path.read_bytes(), _JAVASCRIPT
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
