"""A file dropped on the page, as the answers it was made from."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handout.content_folders import ENGLISH
from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare_layers
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.edited.edits_file import Edits, format_edits, is_edits, parse_edits
from handout.sources.fields.single_line import shorten
from handout.sources.file_kinds import DOCX, HTML, PDF, PICTURE, YAML, kind_of, refuse_kind
from handout.sources.pictures.picture import LOGO, PICTURE_USES, Picture, PictureUse
from handout.sources.pictures.picture_reader import clean_picture
from handout.sources.yaml.enclosure import read_enclosure, strip_enclosure
from handout.sources.yaml.text_file import decode
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import Answers, read_answers
from handout.web.form.save_yaml import OpenedText, save_answers
from handout.web.sheet.dropped_kinds import dropped_kind, strip_suffixes
from handout.web.sheet.form_sheet import FormSheet, LayerFiles, build_layer, read_base_layers
from handout.web.sheet.problem_words import reword_for_page
from handout.web.workers.memory_file import hold_in_memory

if TYPE_CHECKING:
    from handout.sources.edited.html_page import Document

# Beside this path there is no file, and never will be: nothing of this computer is looked at.
_NOWHERE = Path(os.devnull)
# The words for these kinds name commands, which fit nobody who drops a file on the page.
_WITHOUT_ADVICE = frozenset({"text", "sheet", "link", "zip", YAML})


@dataclass(frozen=True)
class OpenedFile:
    """What a file holds: answers with edits, edits alone, or a picture; and what there is to
    tell about it. `pictures` go by their fields.

    `text` is a customization file's own, byte order mark and line ends as they are.
    """

    answers: Answers | None
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    edits: str = ""
    text: str = ""
    problems: tuple[Problem, ...] = ()


def open_file(
    base_files: LayerFiles,
    name: str,
    content: bytes,
    language: str = ENGLISH,
    use: PictureUse = LOGO,
) -> dict[str, Any]:
    """Return the file called `name` for the page in `language`; a picture is for `use`.

    Raises HandoutError if it cannot be opened here.
    """
    opened = read_file(base_files, name, content, language, use)
    pictures = {each.field: _picture_json(opened, each.field, name) for each in PICTURE_USES}
    return {**_opened_json(opened, language), **pictures, "name": strip_suffixes(name)}


def read_file(
    base_files: LayerFiles,
    name: str,
    content: bytes,
    language: str = ENGLISH,
    use: PictureUse = LOGO,
) -> OpenedFile:
    """Return what the file called `name` holds. Raises HandoutError if it cannot be opened here.

    What is wrong in it is told with its line and the words there: whoever drops it has it at hand,
    and no field for it.
    """
    try:
        opened = _open(base_files, name, content, use)
    except HandoutError as error:
        raise HandoutError(_with_lines(error.problems, name, content, language)) from error
    problems = _with_lines(opened.problems, name, content, language)
    return replace(opened, problems=tuple(problems))


def reword_sheet(base_files: LayerFiles, sheet: FormSheet, page: str) -> dict[str, Any]:
    """Take what was reworded on a sheet itself into its answers, its edits, and the file that was
    opened for it.

    `page` is the HTML file of `sheet` as it reads now. Raises HandoutError if it cannot be taken.
    """
    from handout.pull.page.issued_page import read_issued_page
    from handout.pull.pull import PullTarget, pull_into
    from handout.sources.edited.html_page import parse_document

    path = _NOWHERE / f"{sheet.name}.html"

    def prepare(text: str, edits: Edits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
        answers = read_answers(parse_yaml(text, ""))
        # What is wrong in an answer is told beside its field, and left out here.
        layer, pictures, _ = build_layer(replace(sheet, answers=answers))
        return prepare_layers(
            [*read_base_layers(base_files), layer], edits=edits, pictures=pictures
        )

    text = OpenedText(save_answers(sheet.opened, sheet.answers, sheet.page_language).text).words
    edits = parse_edits(sheet.edits, "")
    target = PullTarget(
        customization=path,
        text=text,
        text_before=text,
        edits=edits,
        edits_before=edits,
        prepare=prepare,
    )
    pull = pull_into(target, read_issued_page(parse_document(page, path.name), path))
    opened = OpenedFile(
        sheet.answers if pull.text == text else read_answers(parse_yaml(pull.text, "")),
        edits=format_edits(pull.edits) if pull.edits else "",
        text=sheet.opened.restore_form(pull.text) if sheet.opened else "",
        problems=pull.problems,
    )
    return _opened_json(opened, sheet.page_language)


def _opened_json(opened: OpenedFile, language: str) -> dict[str, Any]:
    worded = [reword_for_page(problem, language) for problem in opened.problems]
    problems = [{"says": each.message, "do": each.hint} for each in worded]
    return {
        "answers": opened.answers,
        "edits": opened.edits,
        "text": opened.text,
        "problems": problems,
    }


def _picture_json(opened: OpenedFile, field: str, file_name: str) -> dict[str, Any] | None:
    """Return a picture under the name that the answers call it by, or that of the file."""
    picture = opened.pictures.get(field)
    if picture is None:
        return None
    in_answers = (opened.answers or {}).get(field)
    name = in_answers.get("file", file_name) if isinstance(in_answers, dict) else file_name
    content = base64.b64encode(picture.content).decode()
    width, height = picture.size
    size = {"width": width, "height": height}
    return {"kind": picture.kind, "content": content, "name": name, **size}


def _with_lines(
    problems: Iterable[Problem], name: str, content: bytes, language: str
) -> list[Problem]:
    lines = content.decode("utf-8", "replace").splitlines()
    return [_with_line(problem, name, lines, language) for problem in problems]


def _with_line(problem: Problem, name: str, lines: list[str], language: str) -> Problem:
    """Return the Problem with its line quoted; as it is if it has none in the file `name`."""
    if problem.path != name:
        return problem
    # The end of a file, where a fault may be found, has no words: take the last line that has.
    number = min(problem.line, len(lines))
    while number and not lines[number - 1].strip():
        number -= 1
    if not number:
        return problem
    key = "at" if problem.column and number == problem.line else "line"
    message = message_table("web", language)["opening"][key].format(
        name=name,
        line=number,
        column=problem.column,
        text=shorten(lines[number - 1]),
        says=problem.message,
    )
    return replace(problem, line=number, message=message)


def _open(base_files: LayerFiles, name: str, content: bytes, use: PictureUse) -> OpenedFile:
    """Return what the file called `name` holds. Raises HandoutError if it cannot be opened here."""
    kind = dropped_kind(name, content)
    if kind == PICTURE:
        return _open_picture(name, content, use)
    if kind == YAML:
        text = decode(content, name)
        if is_edits(text, name):
            parse_edits(text, name)
            return OpenedFile(None, edits=text)
        return _open_customization(text, name, content.decode("utf-8"))
    if kind == PDF:
        return _open_pdf(base_files, name, content)
    if kind == HTML:
        from handout.sources.edited.html_document import decode_html
        from handout.sources.edited.html_page import parse_document

        return _pull_edits(base_files, name, parse_document(decode_html(content), name), ())
    if kind == DOCX:
        from handout.sources.edited.docx_page import open_docx

        with hold_in_memory(content, ".docx") as path:
            page, problems = open_docx(path)
        return _pull_edits(base_files, name, page, problems)
    refused_kind = kind_of(name, content)
    # A zip of tables is an export of a student information system.
    if refused_kind == "sheet" or (refused_kind == "zip" and b".csv" in content):
        raise HandoutError([problem("web-for-office", Position(name), name=name)])
    if refused_kind not in _WITHOUT_ADVICE:
        refuse_kind(refused_kind, (), Position(name))
    raise HandoutError([problem("web-not-ours", Position(name), name=name)])


def _open_picture(name: str, content: bytes, use: PictureUse) -> OpenedFile:
    picture, problems = clean_picture(use, content, name, Position(name))
    raise_errors(problems)
    pictures = {use.field: picture} if picture else {}
    return OpenedFile(None, pictures, problems=problems)


def _open_yaml(text: str, name: str) -> OpenedFile:
    tree = parse_yaml(text, name)
    _, problems = parse_layer(tree, Level.CUSTOMIZATION)
    # YAML of another program, of which no name is one of ours, nor like one; or nothing at all.
    unknown = [each for each in problems if each.code == "unknown-key"]
    if len(unknown) >= len(tree.entries) if tree.entries else not text.strip():
        raise HandoutError([problem("web-not-ours", Position(name), name=name)])
    return OpenedFile(read_answers(tree), problems=problems)


def _open_customization(text: str, name: str, content: str) -> OpenedFile:
    """Open a customization file with what is enclosed in it."""
    opened = replace(_open_yaml(text, name), text=strip_enclosure(content))
    try:
        enclosed = read_enclosure(text, name)
        if enclosed.edits:
            parse_edits(enclosed.edits, name)
    except HandoutError as error:  # the rest of the file is not to blame
        warnings = tuple(replace(each, warning=True) for each in error.problems)
        return replace(opened, problems=(*opened.problems, *warnings))
    pictures: dict[str, Picture] = {}
    problems = list(opened.problems)
    for use in PICTURE_USES:
        if use.field in enclosed.pictures:
            packed = enclosed.pictures[use.field]
            picture, said = clean_picture(use, packed, name, Position(name))
            problems += said
            if picture:
                pictures[use.field] = picture
    return replace(opened, edits=enclosed.edits, pictures=pictures, problems=tuple(problems))


def _open_pdf(base_files: LayerFiles, name: str, content: bytes) -> OpenedFile:
    """Open the files that are attached to a PDF of ours."""
    from handout.pull.issued_layers import layer_problems
    from handout.sources.edited.pdf_attachments import read_print

    with hold_in_memory(content, ".pdf") as path:
        source = read_print(path)
    opened = _open_yaml(source.customization, name)
    pictures = {}
    for use in PICTURE_USES:
        answer = (opened.answers or {}).get(use.field)
        file = str(answer.get("file")) if isinstance(answer, dict) else ""
        if file in source.pictures:
            pictures[use.field] = source.pictures[file]
    without = layer_problems(
        source.layers, read_base_layers(base_files), Position(name), "web-without-layer"
    )
    problems = (*opened.problems, *without)
    return replace(opened, edits=source.edits, pictures=pictures, problems=problems)


def _pull_edits(
    base_files: LayerFiles, name: str, page: Document, problems: tuple[Problem, ...]
) -> OpenedFile:
    """Take what was changed in a page into the answers, edits and pictures that go with it."""
    from handout.pull.page.issued_page import read_issued_page
    from handout.pull.pull import pull_page

    issued_page = read_issued_page(page, _NOWHERE / name)
    customization = _NOWHERE / f"{strip_suffixes(name)}.yaml"
    pull = pull_page(issued_page, customization, base_files.district, base_files.school)
    return OpenedFile(
        _open_yaml(pull.text, name).answers or {},
        pull.pictures,
        format_edits(pull.edits) if pull.edits else "",
        problems=(*problems, *map(_reword_for_page, pull.problems)),
    )


def _reword_for_page(told: Problem) -> Problem:
    """Return `told` without a command that the page has no place for."""
    if told.code != "page-without-layer":
        return told
    return problem("web-without-layer", told.position, warning=True, **dict(told.values))
