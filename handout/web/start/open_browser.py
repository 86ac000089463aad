"""Open a page in the person's browser by a file, so that no token is on a command line."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from pathlib import Path

from handout.interface_language import interface_language
from handout.messages import message_table
from handout.problems import Problem, reword_problem
from handout.sources.fields.languages import language_direction
from handout.web.http.page_language import look_up_language
from handout.web.http.responses import render_refusals
from handout.web.start.running_server import (
    LOOPBACK,
    Claim,
    await_record,
    own_runtime_folder,
    write_private,
)

_REDIRECT_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}">
<title>{words}</title>
<p><a href="{address}">{words}</a></p>
"""


def open_page(port: int, one_pass: str, folder: Path) -> None:
    """Open the page of the server at `port` in a browser by a file in `folder` that leads there.

    Every user of the computer can read a command line, so that no token may be on the browser's;
    the file only we can. Raises OSError if it cannot be written.
    """
    language = look_up_language(interface_language())
    page = _REDIRECT_PAGE.format(
        language=language,
        direction=language_direction(language),
        address=f"http://{LOOPBACK}:{port}/?token={one_pass}",
        words=message_table("web", language)["start"]["leading"],
    )
    _open_file(folder / "open.html", page)


def open_running_page(claim: Claim) -> bool:
    """Open the page of the server that runs already. Return whether there is one."""
    if claim.is_ours or claim.folder is None:
        return False
    server = await_record(claim.folder)
    one_pass = server.ask_for_pass() if server else None
    if server is None or one_pass is None:
        return False
    open_page(server.port, one_pass, claim.folder)
    return True


def open_problems(problems: Sequence[Problem]) -> None:
    """Show problems in a browser, for somebody who has no terminal. Raises OSError if the file for
    that cannot be written.
    """
    language = look_up_language(interface_language())
    told = [reword_problem(problem, language) for problem in problems]
    _open_file(own_runtime_folder() / "problems.html", render_refusals(told, language))


def _open_file(path: Path, page: str) -> None:
    path.unlink(missing_ok=True)
    write_private(path, page)
    webbrowser.open(path.as_uri())
