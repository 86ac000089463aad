"""A file dropped on the page, as the answers it was made from."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from handout.problem import HandoutError, Place, Problem, problem, raise_errors
from handout.sources.layer import Level, parse_layer
from handout.sources.picture import Picture, clean_logo
from handout.sources.yaml_tree import decode, parse_yaml
from handout.web.answers import Answers, answers_of
from handout.web.held import held
from handout.web.jobs import Above

if TYPE_CHECKING:
    from handout.sources.page_source import Document

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"<svg")
_DATA = re.compile(r"data:image/[\w+]+(;base64)?,(.*)", re.DOTALL)
# Beside this path there is no file, and never will be: nothing of this computer is looked at.
_NOWHERE = Path(os.devnull)


@dataclass(frozen=True)
class Opened:
    """What a file holds: answers with edits, or a picture for the logo; and what there is to tell about it."""

    answers: Answers | None
    logo: Picture | None = None
    edits: str = ""
    problems: tuple[Problem, ...] = ()


def open_file(above: Above, name: str, content: bytes) -> dict[str, Any]:
    """The file called `name` for the page. Raises HandoutError if it cannot be opened here."""
    opened = _open(above, name, content)
    logo = opened.logo and {"kind": opened.logo.kind, "content": base64.b64encode(opened.logo.content).decode(), "name": name}
    if logo and opened.answers is not None:
        logo["name"] = opened.answers.get("logo", {}).get("file", name)
    told = [{"says": one.message, "do": one.hint} for one in opened.problems]
    return {"answers": opened.answers, "edits": opened.edits, "logo": logo, "name": PurePath(name).stem, "problems": told}


def _open(above: Above, name: str, content: bytes) -> Opened:
    kind = PurePath(name).suffix.lower()
    if content.startswith(_PICTURES) or kind == ".svg":
        picture, problems = clean_logo(content, name, Place(name))
        raise_errors(problems)
        return Opened(None, picture, problems=problems)
    if kind in (".yaml", ".yml"):
        return _of_yaml(decode(content, name), name)
    if kind == ".pdf" or content.startswith(b"%PDF"):
        from handout.sources.print_source import read_print

        with held(content, ".pdf") as path:
            texts = read_print(path)
        edits = next((text for own, text in texts.items() if own.endswith(".edits.yaml")), "")
        opened = _of_yaml(next(text for own, text in texts.items() if not own.endswith(".edits.yaml")), name)
        return Opened(opened.answers, None, edits, opened.problems)
    if kind in (".html", ".htm"):
        from handout.sources.page_source import document
        from handout.sources.page_text import decoded

        page = document(decoded(content), name)
        return _read_back(above, name, page, _logo(page), ())
    if kind == ".docx":
        from handout.sources.docx_page import open_docx

        with held(content, kind) as path:
            page, problems = open_docx(path)
        return _read_back(above, name, page, None, problems)
    raise HandoutError([problem("web-not-ours", Place(name), name=name)])


def _of_yaml(text: str, name: str) -> Opened:
    tree = parse_yaml(text, name)
    return Opened(answers_of(tree), problems=parse_layer(tree, Level.CUSTOMIZATION)[1])


def _read_back(above: Above, name: str, page: Document, logo: Picture | None, problems: tuple[Problem, ...]) -> Opened:
    """What was changed in a page is taken into the answers and edits that go with it."""
    from handout.readback import issue_of, read_back
    from handout.sources.edits import format_edits

    issue = issue_of(page, _NOWHERE / name)
    pull = read_back(issue, _NOWHERE / f"{PurePath(name).stem}.yaml", above.district, above.school)
    edits = format_edits(pull.edits) if pull.edits else ""
    return Opened(_of_yaml(pull.text, name).answers, logo, edits, (*problems, *pull.problems))


def _logo(page: Document) -> Picture | None:
    """The logo in a page, as safe as one that is dropped by itself."""
    found = next((e for e in page.root.iter("img") if "emblem" in (e.get("class") or "").split()), None)
    data = _DATA.fullmatch(found.get("src") or "") if found is not None else None
    if data is None:
        return None
    from urllib.parse import unquote_to_bytes

    try:
        content = base64.b64decode(data[2]) if data[1] else unquote_to_bytes(data[2])
    except ValueError:
        return None
    return clean_logo(content, "logo", Place(""))[0]
