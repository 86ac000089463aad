"""The language in which the command line says what is wrong and helps: that of the computer."""

from __future__ import annotations

import os
from typing import Any

from handout.content_folders import ENGLISH, is_language_tag
from handout.messages import message_table

# POSIX: the first of them that is set decides. HANDOUT_LANGUAGE is for a computer of another one.
_VARIABLES = ("HANDOUT_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def interface_language() -> str:
    """Return its BCP-47 tag: es-US for es_US.UTF-8, English for none (C, POSIX)."""
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    tag = named.partition(".")[0].partition("@")[0].replace("_", "-")
    return tag if is_language_tag(tag) else ENGLISH


def command_messages() -> dict[str, Any]:
    """Return the table of the commands' words in that language.

    Commands read it when they are loaded, once a process: help is a part of them.
    """
    return message_table("commands", interface_language())
