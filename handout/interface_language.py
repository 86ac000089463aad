"""The language in which people are told what is wrong, and in which an office's files are: that of
the computer, or on a page that of the page.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from handout.content_folders import ENGLISH, is_language_tag, list_languages
from handout.messages import message_table
from handout.plural_forms import choose_form

# POSIX: the first of them that is set decides. HANDOUT_LANGUAGE is for a computer of another one.
LANGUAGE_VARIABLE = "HANDOUT_LANGUAGE"
_VARIABLES = (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")
# Of one request: a server answers many people, each in the language of their page.
_page_language: ContextVar[str] = ContextVar("page_language", default="")


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Take `language` for that of the interface until the with block ends, in this task alone."""
    token = _page_language.set(language)
    try:
        yield
    finally:
        _page_language.reset(token)


def interface_language() -> str:
    """Return its BCP-47 tag: es-US for es_US.UTF-8, English for none (C, POSIX)."""
    if language := _page_language.get():
        return language
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    tag = named.partition(".")[0].partition("@")[0].replace("_", "-")
    return tag if is_language_tag(tag) else ENGLISH


def interface_messages(name: str) -> dict[str, Any]:
    """Return the table `name` in that language: what an office gets is in it too."""
    return message_table(name, interface_language())


def tables_in_all_languages(name: str) -> list[dict[str, Any]]:
    """Return the table `name` in each language, English first: a file that we wrote in one may
    come back where another is spoken.
    """
    return [
        message_table(name, language) for language in dict.fromkeys((ENGLISH, *list_languages()))
    ]


def spoken_language(name: str) -> str:
    """Return the language in which the table `name` speaks: English, where we have no other."""
    language = interface_language()
    english = message_table(name)
    return language if message_table(name, language) != english else ENGLISH


def say_counted(messages: Mapping[str, Any], key: str, count: int, **values: object) -> str:
    """Return the words under `key` in the form that they have beside a number in that language.

    The number is {count} in them; `values` are filled in too.
    """
    return choose_form(messages, key, count, interface_language()).format(count=count, **values)


def command_messages() -> dict[str, Any]:
    """Return the table of the commands' words in that language.

    Commands read it when they are loaded, once a process: help is a part of them.
    """
    return message_table("commands", interface_language())
