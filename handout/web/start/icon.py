"""The icon of this program, for this user on this system."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from handout.content_folders import CONTENT_VARIABLE
from handout.interface_language import interface_language
from handout.messages import message_table
from handout.problems import Position, problem_in
from handout.web.http.page_language import look_up_language
from handout.web.http.responses import render_refusals
from handout.web.start.folders import FROM_ICON, start_folders
from handout.web.start.install import start_command
from handout.web.start.start_files import StartFiles, StartWords, start_files


def icon_files(options: Sequence[str] = ()) -> StartFiles:
    """Return the files of an icon that starts the page with these options of serve."""
    content = os.environ.get(CONTENT_VARIABLE)
    content_option = ["--content", content] if content else []
    start = [*content_option, "serve", FROM_ICON, *options]
    is_frozen = bool(getattr(sys, "frozen", False))
    # Not resolved: in an environment of its own, python is a link to that of the system.
    executable = Path(sys.executable).absolute()
    return start_files(
        sys.platform,
        start_folders(sys.platform, os.environ, Path.home()),
        start_command(executable, start, is_frozen=is_frozen),
        _start_words(look_up_language(interface_language())),
    )


def _start_words(language: str) -> StartWords:
    said = message_table("web", language)
    failure = problem_in(language, "web-not-started", Position(""))
    return StartWords(
        name=said["page"]["title"],
        about=said["icon"]["about"],
        failure_page=render_refusals([failure], language).encode(),
    )
