"""A file dropped on the page, as the answers it was made from."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare_layers
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.content.layer import Level, parse_layer
from handout.sources.content.logo import Picture, clean_logo
from handout.sources.edited.edits_file import Edits, format_edits, parse_edits
from handout.sources.fields.single_line import shorten
from handout.sources.file_kinds import kind_of as foreign_kind
from handout.sources.file_kinds import refuse_kind
from handout.sources.yaml.tree import decode, parse_yaml
from handout.web.form.answers import Answers, answers_of
from handout.web.form.save_yaml import OpenedText, saved_text
from handout.web.sheet.dropped_kinds import kind_of, stem_of
from handout.web.sheet.jobs import FormSheet, LayerFiles, layer_of, layers_above
from handout.web.workers.memory_file import hold_in_memory

if TYPE_CHECKING:
    from handout.sources.edited.html_page import Document

# Beside this path there is no file, and never will be: nothing of this computer is looked at.
_NOWHERE = Path(os.devnull)


@dataclass(frozen=True)
class OpenedFile:
    """What a file holds: answers with edits, or a picture for the logo; and what there is to tell
    about it.

    `text` is a customization file's own, byte order mark and line ends as they are.
    """

    answers: Answers | None
    logo: Picture | None = None
    edits: str = ""
    text: str = ""
    problems: tuple[Problem, ...] = ()


def open_file(above: LayerFiles, name: str, content: bytes) -> dict[str, Any]:
    """The file called `name` for the page. Raises HandoutError if it cannot be opened here.

    What is wrong in it is told with its line and the words there: the teacher has the file at hand,
    and no field for it.
    """
    try:
        opened = _open(above, name, content)
    except HandoutError as error:
        raise HandoutError(_located(error.problems, name, content)) from error
    opened = replace(opened, problems=tuple(_located(opened.problems, name, content)))
    logo = opened.logo and {
        "kind": opened.logo.kind,
        "content": base64.b64encode(opened.logo.content).decode(),
        "name": name,
    }
    named = (opened.answers or {}).get("logo")
    if logo and isinstance(named, dict):
        logo["name"] = named.get("file", name)
    return {**_opened_json(opened), "logo": logo, "name": stem_of(name)}


def reword_sheet(above: LayerFiles, sheet: FormSheet, page: str) -> dict[str, Any]:
    """What was reworded on a sheet itself, taken into its answers, its edits, and the file that was
    opened for it.

    `page` is the HTML file of `sheet` as it reads now. Raises HandoutError if it cannot be taken.
    """
    from handout.pull.page.issued_page import read_issued_page
    from handout.pull.pull import PullTarget, pull_into
    from handout.sources.edited.html_page import document

    name = f"{sheet.name}.html"

    def prepare(text: str, edits: Edits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
        layer, logo, problems = layer_of(replace(sheet, answers=answers_of(parse_yaml(text, ""))))
        raise_errors(problems)
        return prepare_layers([*layers_above(above), layer], edits=edits, logo=logo)

    text = OpenedText(saved_text(sheet.opened, sheet.answers).text).words
    edits = parse_edits(sheet.edits, "")
    own = PullTarget(
        customization=_NOWHERE / name,
        text=text,
        text_before=text,
        edits=edits,
        edits_before=edits,
        prepare=prepare,
    )
    pull = pull_into(own, read_issued_page(document(page, name), _NOWHERE / name))
    edits_text = format_edits(pull.edits) if pull.edits else ""
    answers, kept = (
        answers_of(parse_yaml(pull.text, "")),
        sheet.opened.as_was(pull.text) if sheet.opened else "",
    )
    return _opened_json(OpenedFile(answers, edits=edits_text, text=kept, problems=pull.problems))


def _opened_json(opened: OpenedFile) -> dict[str, Any]:
    problems = [{"says": one.message, "do": one.hint} for one in opened.problems]
    return {
        "answers": opened.answers,
        "edits": opened.edits,
        "text": opened.text,
        "problems": problems,
    }


def _located(problems: Iterable[Problem], name: str, content: bytes) -> list[Problem]:
    lines = content.decode("utf-8", "replace").splitlines()
    return [_at_its_line(one, name, lines) for one in problems]


def _at_its_line(one: Problem, name: str, lines: list[str]) -> Problem:
    above = [n for n, text in enumerate(lines[: one.line], 1) if text.strip()]
    if one.path != name or not above:
        return one
    line = above[-1]  # the end of a file, where a fault may be found, has no words
    told = message_table("web")["opening"]["at" if one.column and line == one.line else "line"]
    text = shorten(lines[line - 1])
    says = told.format(name=name, line=line, column=one.column, text=text, says=one.message)
    return replace(one, line=line, message=says)


def _open(above: LayerFiles, name: str, content: bytes) -> OpenedFile:
    kind = kind_of(name, content)
    if kind == "picture":
        picture, problems = clean_logo(content, name, Position(name))
        raise_errors(problems)
        return OpenedFile(None, picture, problems=problems)
    if kind == "yaml":
        opened = _of_yaml(decode(content, name), name)
        return replace(opened, text=content.decode("utf-8"))
    if kind == "pdf":
        from handout.sources.edited.pdf_attachments import read_print

        with hold_in_memory(content, ".pdf") as path:
            source = read_print(path)
        opened = _of_yaml(source.customization, name)
        return replace(opened, edits=source.edits, logo=next(iter(source.pictures.values()), None))
    if kind == "html":
        from handout.sources.edited.html_lines import decode_html
        from handout.sources.edited.html_page import document

        return _read_back(above, name, document(decode_html(content), name), ())
    if kind == "docx":
        from handout.sources.edited.docx_page import open_docx

        with hold_in_memory(content, ".docx") as path:
            page, problems = open_docx(path)
        return _read_back(above, name, page, problems)
    other = foreign_kind(name, content)
    if other not in ("text", "sheet", "link", "zip", "yaml"):  # the words of a command do not fit
        refuse_kind(other, (), Position(name))
    raise HandoutError([problem("web-not-ours", Position(name), name=name)])


def _of_yaml(text: str, name: str) -> OpenedFile:
    tree = parse_yaml(text, name)
    return OpenedFile(answers_of(tree), problems=parse_layer(tree, Level.CUSTOMIZATION)[1])


def _read_back(
    above: LayerFiles, name: str, page: Document, problems: tuple[Problem, ...]
) -> OpenedFile:
    """What was changed in a page is taken into the answers, edits and logo that go with it."""
    from handout.pull.page.issued_page import read_issued_page
    from handout.pull.pull import pull_page

    pull = pull_page(
        read_issued_page(page, _NOWHERE / name),
        _NOWHERE / f"{stem_of(name)}.yaml",
        above.district,
        above.school,
    )
    edits = format_edits(pull.edits) if pull.edits else ""
    return OpenedFile(
        _of_yaml(pull.text, name).answers or {},
        pull.logo,
        edits,
        problems=(*problems, *pull.problems),
    )
