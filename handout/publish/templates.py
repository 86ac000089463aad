"""The environment in which all templates of ours are filled in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import jinja2
import jinja2.bccache
import jinja2.runtime

from handout.cache import disk
from handout.messages import TEMPLATES
from handout.sources.fields.languages import language_direction


def create_environment() -> jinja2.Environment:
    """Return an environment with templates of ours only.

    People's words are always values in them, never templates.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is None or ".css" not in name,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=False,
        bytecode_cache=_BytecodeOnDisk(),
    )
    environment.context_class = _Context
    environment.filters["direction"] = language_direction
    return environment


class _Context(jinja2.runtime.Context):
    """Calls what a template names without asking first what it wants besides its arguments: of what
    we give templates only their own macros want anything, and a sheet makes 400 calls.
    """

    def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        if isinstance(function, jinja2.runtime.Macro):
            return function(self.eval_ctx, *args, **kwargs)
        return function(*args, **kwargs)


class _BytecodeOnDisk(jinja2.BytecodeCache):
    """Templates as Python understands them: to translate all of a sheet takes as long as to fill
    them in ten times.
    """

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if bytecode := disk.read(f"template-{bucket.key}"):
            with suppress(Exception):  # another Python does not understand it
                bucket.bytecode_from_string(bytecode)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        disk.write(f"template-{bucket.key}", bucket.bytecode_to_string())
