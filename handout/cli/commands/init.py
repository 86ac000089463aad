"""handout init: a folder for a district's office, with all that a batch takes."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.console import print_line
from handout.cli.options import FOLDER, SCHOOLS_FOLDER
from handout.cli.tools.schema import SCHEMA_FILES, schema_text
from handout.interface_language import command_messages
from handout.messages import CONTENT, fill
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.sources.content.layer import Level

_MESSAGES = command_messages()["init"]
_SCHOOL = "0101"  # the id of the school in the example
# The files in content/en/district/, and where they go.
_FILES = {
    "handout.toml": "handout.toml",
    "district.yaml": "district.yaml",
    "school.yaml": f"{SCHOOLS_FOLDER}/{_SCHOOL}.yaml",
    "READ-ME.txt": "READ-ME.txt",
}


@click.command("init", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("district", metavar=_MESSAGES["district"])
@click.option("-o", "--output", type=FOLDER, help=_MESSAGES["output"])
def command(district: str, output: Path | None) -> int:
    from handout.batch.plan.filenames import safe_name
    from handout.files import make_folder, write_together
    from handout.sources.headings.columns import ROSTER
    from handout.sources.spreadsheet.csv import format_csv
    from handout.sources.yaml.writer import format_value

    name = " ".join(district.split())
    folder = output or Path(safe_name(name) or "district")
    values = {"name": name, "id": _SCHOOL}
    contents = {folder / "roster.csv": format_csv([list(ROSTER)])}
    for source, target in _FILES.items():
        template = (CONTENT / "en" / "district" / source).read_text(encoding="utf-8")
        own = values | ({"name": format_value(name, 0).strip()} if source.endswith(".yaml") else {})
        contents[folder / target] = fill(template, own).encode()
    existing = [path for path in contents if path.exists()]
    if existing:
        refusals = [problem("is-there-already", Position(str(path))) for path in existing]
        raise HandoutError(refusals)
    for level in (Level.DISTRICT, Level.SCHOOL):  # ours alone, so a newer one replaces it
        contents[folder / SCHEMA_FILES[level]] = f"{schema_text(level)}\n".encode()
    for path in contents:
        make_folder(path.parent)
    write_together(contents)
    print_line(fill(_MESSAGES["written"], {"folder": folder, "guide": folder / "READ-ME.txt"}))
    return ExitCode.OK
