"""handout serve: the page on which a teacher writes a sheet."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path

import click

from handout.cli.commands.serve_options import hosting_options
from handout.cli.console import print_line, print_result
from handout.cli.options import FILE
from handout.interface_language import command_messages
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.web.hosting.options import HostingOptions
from handout.web.start.folders import FROM_ICON

_MESSAGES = command_messages()["serve"]
_THIS_COMPUTER = "127.0.0.1"
_MAX_WORKERS = 4  # unless --workers asks for more
_IDLE_MINUTES = 4 * 60  # after which a server without a terminal ends


@click.command("serve", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.option("--port", type=click.IntRange(0, 65535), help=_MESSAGES["port"])
@click.option("--no-browser", is_flag=True, help=_MESSAGES["no_browser"])
@click.option("--district", type=FILE, help=_MESSAGES["district"])
@click.option("--school", type=FILE, help=_MESSAGES["school"])
@click.option("--install", "icon", flag_value="install", help=_MESSAGES["install"])
@click.option("--uninstall", "icon", flag_value="uninstall", help=_MESSAGES["uninstall"])
@click.option(FROM_ICON, is_flag=True, hidden=True)
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
    icon: str | None,
    from_icon: bool,
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
    from handout.web.start.open_browser import open_running_page
    from handout.web.start.running_server import claim_usual_server

    if icon == "uninstall":
        return _remove_icon()
    is_hosted = bool(allowed)

    def print_address(address: str) -> None:
        if from_icon:  # the session's log is no place for a token
            return
        template = _MESSAGES["hosted" if is_hosted else "open"]
        print_result(template.format(address=address, names=", ".join(allowed)))

    is_usual = not is_hosted and hosting.base_path == "/" and (port is None or from_icon)
    if icon == "install":
        prepare(None, district, school)  # errors in these files are reported now, not at each start
        return _install_icon({"--district": district, "--school": school, "--port": port})
    with claim_usual_server(is_wanted=is_usual) as claim:
        if from_icon and open_running_page(claim):
            return ExitCode.OK
        # Errors in these files are reported here, not on every page.
        prepare(None, district, school)
        serve(
            LayerFiles(district, school),
            host=host,
            port=port,
            allowed=allowed,
            workers=workers or min(_MAX_WORKERS, os.cpu_count() or 1),
            office=office or not is_hosted,
            browser=not (no_browser or is_hosted),
            hosting=hosting,
            claim=claim,
            idle_minutes=_IDLE_MINUTES if from_icon else math.inf,
            on_ready=print_address,
        )
    print_line(_MESSAGES["ended"])
    return ExitCode.OK


def _install_icon(values: Mapping[str, Path | int | None]) -> int:
    """Write the files of the icon, which starts the page with these options. Say which they are."""
    from handout.web.start.icon import icon_files
    from handout.web.start.install import install

    options: list[str] = []
    for name, value in values.items():
        if value is not None:
            options += [name, str(value.absolute() if isinstance(value, Path) else value)]
    for file in install(icon_files(options)):
        print_line(
            _MESSAGES["icon_written" if file.is_new else "icon_there"].format(path=file.path)
        )
    print_line(_MESSAGES["icon_start"])
    return ExitCode.OK


def _remove_icon() -> int:
    from handout.web.start.icon import icon_files
    from handout.web.start.install import uninstall

    removed = uninstall(icon_files())
    for path in removed:
        print_line(_MESSAGES["icon_removed"].format(path=path))
    if not removed:
        print_line(_MESSAGES["icon_none"])
    return ExitCode.OK
