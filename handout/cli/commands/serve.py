"""handout serve: the page on which a teacher writes a sheet."""

from __future__ import annotations

import os
from pathlib import Path

import click

from handout.cli.commands.serve_options import hosting_options
from handout.cli.console import print_line, print_result
from handout.cli.options import FILE
from handout.interface_language import command_messages
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.web.hosting.options import HostingOptions

_MESSAGES = command_messages()["serve"]
_THIS_COMPUTER = "127.0.0.1"
_MAX_WORKERS = 4  # unless --workers asks for more


@click.command("serve", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.option("--port", type=click.IntRange(0, 65535), help=_MESSAGES["port"])
@click.option("--no-browser", is_flag=True, help=_MESSAGES["no_browser"])
@click.option("--district", type=FILE, help=_MESSAGES["district"])
@click.option("--school", type=FILE, help=_MESSAGES["school"])
@click.option("--host", default=_THIS_COMPUTER, help=_MESSAGES["host"])
@click.option(
    "--allow-host", "allowed", multiple=True, metavar="NAME", help=_MESSAGES["allow_host"]
)
@click.option("--office", is_flag=True, help=_MESSAGES["office"])
@click.option("--workers", type=click.IntRange(1, 64), help=_MESSAGES["workers"])
@hosting_options
def command(
    port: int | None,
    no_browser: bool,
    district: Path | None,
    school: Path | None,
    host: str,
    allowed: tuple[str, ...],
    office: bool,
    workers: int | None,
    hosting: HostingOptions,
) -> int:
    # At another address everybody in the network could open the page.
    if host != _THIS_COMPUTER and not allowed:
        raise HandoutError([problem("web-hosts", Position(""), host=host)], ExitCode.USAGE)
    from handout.pipeline import prepare
    from handout.web.server import serve
    from handout.web.sheet.form_sheet import LayerFiles

    prepare(None, district, school)  # errors in these files are reported here, not on every page
    is_hosted = bool(allowed)

    def print_address(address: str) -> None:
        template = _MESSAGES["hosted" if is_hosted else "open"]
        print_result(template.format(address=address, names=", ".join(allowed)))

    serve(
        LayerFiles(district, school),
        host=host,
        port=port,
        allowed=allowed,
        workers=workers or min(_MAX_WORKERS, os.cpu_count() or 1),
        office=office or not is_hosted,
        browser=not (no_browser or is_hosted),
        hosting=hosting,
        on_ready=print_address,
    )
    print_line(_MESSAGES["ended"])
    return ExitCode.OK
