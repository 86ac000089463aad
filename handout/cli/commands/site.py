"""handout site: a website of ready sheets, which needs no server of ours."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from handout.cli.console import format_json, print_line, print_problems, print_result
from handout.cli.exit_codes import exit_code
from handout.cli.options import FOLDER, district_option, json_option, output_option, school_option
from handout.cli.progress import Progress
from handout.interface_language import command_messages
from handout.problems import without_repeats

_MESSAGES = command_messages()["site"]


@click.command("site", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@output_option("site", _MESSAGES["output"], FOLDER)
@district_option
@school_option
@click.option("--address", default="", metavar="URL", help=_MESSAGES["address"])
@click.option("--jobs", type=click.IntRange(1, 256), help=_MESSAGES["jobs"])
@json_option()
def command(
    output: Path,
    district: Path | None,
    school: Path | None,
    address: str,
    jobs: int | None,
    json_output: bool,
) -> int:
    from handout.batch.work.pool import LocalWorkers
    from handout.site.build import SiteOrder, build_site

    progress = Progress(sys.stderr.isatty(), quiet=json_output)
    try:
        report = build_site(
            SiteOrder(output, district, school, address),
            LocalWorkers(jobs=jobs) if jobs else LocalWorkers(),
            progress,
        )
    finally:
        progress.end_line()
    counts = {"made": report.made, "kept": report.kept, "removed": report.removed}
    problems = sorted(report.problems)
    if json_output:
        print_result(format_json(problems, **counts))
    else:
        print_problems(without_repeats(problems))
        print_line(_MESSAGES["done"].format(**counts, index=output / "index.html"))
    return exit_code(problems)
