"""handout serve: the page on which a teacher writes a sheet."""

from __future__ import annotations

import os
from pathlib import Path

import click

from handout.cli.console import print_line
from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Position, problem

_MESSAGES = message_table("commands")["serve"]
_FILE = click.Path(path_type=Path)


@click.command("serve", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.option("--port", type=click.IntRange(0, 65535), help=_MESSAGES["port"])
@click.option("--no-browser", is_flag=True, help=_MESSAGES["no_browser"])
@click.option("--district", type=_FILE, help=_MESSAGES["district"])
@click.option("--school", type=_FILE, help=_MESSAGES["school"])
@click.option("--host", default="127.0.0.1", help=_MESSAGES["host"])
@click.option(
    "--allow-host", "allowed", multiple=True, metavar="NAME", help=_MESSAGES["allow_host"]
)
@click.option("--office", is_flag=True, help=_MESSAGES["office"])
@click.option("--workers", type=click.IntRange(1, 64), help=_MESSAGES["workers"])
def command(
    port: int | None,
    no_browser: bool,
    district: Path | None,
    school: Path | None,
    host: str,
    allowed: tuple[str, ...],
    office: bool,
    workers: int | None,
) -> int:
    if host != "127.0.0.1" and not allowed:
        raise HandoutError([problem("web-hosts", Position(""), host=host)], ExitCode.USAGE)
    try:
        from handout.web.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("starlette", "uvicorn"):
            raise
        raise HandoutError([problem("web-missing", Position(""))], ExitCode.ENVIRONMENT) from error
    from handout.pipeline import prepare
    from handout.web.sheet.jobs import LayerFiles

    prepare(None, district, school)  # errors in these files are reported here, not on every page
    hosted = bool(allowed)

    def told(address: str) -> None:
        print_line(
            _MESSAGES["hosted" if hosted else "open"].format(
                address=address, names=", ".join(allowed)
            )
        )

    serve(
        LayerFiles(district, school),
        host=host,
        port=port,
        allowed=allowed,
        workers=workers or max(1, min(4, os.cpu_count() or 1)),
        office=office or not hosted,
        browser=not (no_browser or hosted),
        on_ready=told,
    )
    print_line(_MESSAGES["ended"])
    return ExitCode.OK
