"""What an office chooses for a batch: the district's and schools' files, and what else is made."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import read_layer
from handout.sources.pictures.picture import PICTURE_USES
from handout.web.http.request_body import not_answers_error, parse_page_json
from handout.web.sheet.form_sheet import LayerFiles

FOLDER = "chosen"
"""The folder beside the roster, of the files that were chosen."""

_LAYERS = {"district": Level.DISTRICT, "school": Level.SCHOOL}
_TABLES = {"students": ".zip", "schools": ".csv", "printed": ".json"}
_YAML = (".yaml", ".yml")
_MAX_DEADLINE = 60  # characters


@dataclass(frozen=True)
class BatchOptions:
    """The options of `handout batch` and `handout office mail` that the page has.

    `school` may be a folder with a file for each school. `students` is an export whose names must
    not be on a handout, `schools` a table of official names. `printed` is the record of what was
    printed before: print runs are then made of what is new or has changed.
    """

    district: Path | None = None
    school: Path | None = None
    students: Path | None = None
    schools: Path | None = None
    printed: Path | None = None
    print_runs: bool = True
    accessibility: bool = False
    mail: bool = False
    deadline: str = ""

    def with_server_files(self, base_files: LayerFiles) -> BatchOptions:
        """Return these options, with the server's own files where it has any."""
        return replace(
            self,
            district=base_files.district or self.district,
            school=base_files.school or self.school,
        )


def take_options(data: Mapping[str, Any], folder: Path) -> BatchOptions:
    """Return what the page chose, its files written into `folder`.

    A file of a district or school names no picture but one that was chosen with it. Raises
    HandoutError with all that is wrong with the files.
    """
    shutil.rmtree(folder / FOLDER, ignore_errors=True)  # those that were chosen the last time
    files = data.get("files", {})
    paths: dict[str, Path | None] = {}
    for kind in _LAYERS:
        paths[kind] = _write_layer(kind, files.get(kind, ()), folder / FOLDER / kind)
    for kind, suffix in _TABLES.items():
        paths[kind] = _write_table(files.get(kind, ()), folder / FOLDER / f"{kind}{suffix}")
    problems: list[Problem] = []
    for kind, level in _LAYERS.items():
        for path in _layer_files(paths[kind]):
            problems += _layer_problems(path, level)
    raise_errors(problems)
    return BatchOptions(
        **paths,
        print_runs=data.get("print", True) is True,
        accessibility=data.get("accessibility") is True,
        mail=data.get("mail") is True,
        deadline=str(data.get("deadline", "")).strip()[:_MAX_DEADLINE],
    )


def _write_layer(kind: str, files: Any, folder: Path) -> Path | None:
    """Write the files of a level; return its file, or the folder if it has several."""
    names = []
    for file in files:
        name = _plain_name(file["name"])
        _write(folder / name, file["content"])
        names.append(name)
    layers = [name for name in names if name.casefold().endswith(_YAML)]
    if names and not layers:
        raise HandoutError([problem("web-layer-none", Position(names[0]), name=names[0])])
    if not layers:
        return None
    is_folder = len(layers) > 1 and kind == "school"
    if len(layers) > 1 and not is_folder:
        raise HandoutError([problem("web-layer-many", Position(layers[1]), name=layers[1])])
    return folder if is_folder else folder / layers[0]


def _write_table(files: Any, path: Path) -> Path | None:
    for file in files:
        _write(path, file["content"])
    return path if files else None


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(base64.b64decode(content, validate=True))


def _plain_name(name: str) -> str:
    """Return a name that leads into no other folder. Raises HandoutError if it is none."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    if not plain.strip(". ") or plain.startswith(".") or "\0" in plain:
        raise not_answers_error()
    return plain[-100:]


def _layer_files(path: Path | None) -> list[Path]:
    if path is None:
        return []
    files = [*path.iterdir()] if path.is_dir() else [path]
    return [file for file in files if file.name.casefold().endswith(_YAML)]


def _layer_problems(path: Path, level: Level) -> list[Problem]:
    """Return what is wrong with a file, and with the pictures that it names."""
    layer, problems = read_layer(path, level)
    named = [replace(entry, path=path.name) for entry in problems]
    for use in PICTURE_USES:
        if value := layer.values.get(use.file_field):
            name = str(value.value)
            if "/" in name or "\\" in name or ":" in name:
                position = value.position._replace(path=path.name)
                named.append(problem("web-layer-picture", position, name=name))
    return named


def decode_options(body: bytes, folder: Path) -> tuple[BatchOptions, list[str]]:
    """Return the options in what the page sends, as `take_options` does, and the names of the files
    that were chosen.

    Raises HandoutError also if it sends something else.
    """
    try:
        data = parse_page_json(body)
        names = [str(file["name"]) for files in data.get("files", {}).values() for file in files]
        return take_options(data, folder), names
    except (TypeError, ValueError, KeyError, AttributeError):
        raise not_answers_error() from None
