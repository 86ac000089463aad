"""The command line: its commands, and the one place where Problems become exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from handout import __version__
from handout.cli.console import print_problems
from handout.cli.interrupts import stop_on_signals
from handout.cli.language.chosen_language import OPTION as LANGUAGE_OPTION
from handout.cli.language.chosen_language import chosen_language
from handout.cli.language.click_words import translate_click, translate_usage
from handout.cli.options import COMPLETION_VARIABLE, FILE, complete_language, refuse_repeated
from handout.cli.output_encoding import write_any_letter
from handout.cli.project_options import read_defaults, split_config
from handout.cli.verbosity import (
    CONFIG_KEY,
    Verbosity,
    add_verbosity_options,
    set_verbosity,
)
from handout.content_folders import CONTENT_VARIABLE, list_languages
from handout.files import disk_full_problem, path_refused_problem
from handout.interface_language import command_messages
from handout.messages import fill
from handout.problems import ExitCode, HandoutError, Position, Problem, problem
from handout.web.start.folders import FROM_ICON

translate_click()

COMMANDS = (
    "new",
    "init",
    "build",
    "check",
    "pull",
    "diff",
    "pdf",
    "batch",
    "office",
    "serve",
    "site",
    "roster",
    "blocks",
    "languages",
    "explain",
    "schema",
    "doctor",
    "completion",
)
_TOOLS = ("languages", "explain", "schema", "doctor", "completion")  # in tools/


class _LazyGroup(click.Group):
    """Loads a command's module when it is called: none waits for what another imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        folder = "tools" if cmd_name in _TOOLS else "commands"
        command = importlib.import_module(f"handout.cli.{folder}.{cmd_name}").command
        assert isinstance(command, click.Command)
        add_verbosity_options(command)
        translate_usage(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command. The handout.toml of its files gives the defaults of its options."""
        config, others = split_config(args)
        if config is None and CONFIG_KEY in ctx.meta:
            config = Path(ctx.meta[CONFIG_KEY])
        if not ctx.resilient_parsing:
            _refuse_unknown_command(ctx, others[0] if others else "")
        name, command, rest = super().resolve_command(ctx, others)
        is_completing = ctx.resilient_parsing
        if command and name and not is_completing and not {"-h", "--help"} & set(rest):
            if {"-v", "--verbose"} & set(rest):
                set_verbosity(Verbosity.VERBOSE)  # by itself the option is read only after this
            refuse_repeated(ctx, command, rest)
            ctx.default_map = {name: read_defaults(ctx, config, command, rest)}
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        messages = command_messages()
        with formatter.section(messages["click"]["commands"]):
            formatter.write_dl([(name, messages[name]["short"]) for name in COMMANDS])


def _refuse_unknown_command(context: click.Context, name: str) -> None:
    """Raise UsageError if `name` is no command, with what may be meant: one that is spelled alike,
    or that the sheet be made of the file of this name.
    """
    if name in COMMANDS or name.startswith("-"):
        return
    if Path(name).is_file():
        template = command_messages()["handout"]["file_alone"]
        raise click.UsageError(fill(template, {"file": name}), context)
    raise click.exceptions.NoSuchCommand(name, possibilities=COMMANDS, ctx=context)


@click.group(
    cls=_LazyGroup,
    help=command_messages()["handout"]["help"],
    epilog=command_messages()["handout"]["epilog"],
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    __version__,
    "-V",
    "--version",
    message=command_messages()["handout"]["version"].format(version=__version__),
)
@click.option("--content", type=FILE, help=command_messages()["handout"]["content"])
@click.option(
    LANGUAGE_OPTION,
    metavar="TAG",
    help=command_messages()["handout"]["language"],
    shell_complete=complete_language,
)
@click.pass_context
def handout(context: click.Context, content: Path | None, language: str | None) -> None:
    if language is not None:  # one that we have is taken out of the arguments before
        values = {"found": language, "tags": ", ".join(list_languages())}
        raise HandoutError([problem("language", Position(""), warning=False, **values)])
    if content is None:
        return
    # In an empty folder a review can be taken: its first words.
    is_empty = content.is_dir() and not any(content.iterdir())
    if not is_empty and not any(content.glob("*/*.*")):
        raise HandoutError([problem("content-no-folder", Position(str(content)), folder=content)])
    before = os.environ.get(CONTENT_VARIABLE)
    os.environ[CONTENT_VARIABLE] = str(content.absolute())  # workers inherit it
    context.call_on_close(lambda: _restore(before))


add_verbosity_options(handout)
translate_usage(handout)


def _restore(before: str | None) -> None:
    if before is None:
        del os.environ[CONTENT_VARIABLE]
    else:
        os.environ[CONTENT_VARIABLE] = before


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line with `argv` (default: the process's) and return its exit code."""
    write_any_letter()
    set_verbosity(Verbosity.NORMAL)
    with (
        stop_on_signals(),  # also while problems are printed, for who presses Ctrl-C again
        chosen_language(sys.argv[1:] if argv is None else argv) as arguments,
    ):
        return _run(arguments)


def _run(argv: Sequence[str]) -> int:
    messages = command_messages()["handout"]
    if COMPLETION_VARIABLE in os.environ:
        importlib.import_module("handout.cli.tools.completion").register()
    try:
        code = handout.main(args=list(argv), prog_name="handout", standalone_mode=False)
        return int(code or ExitCode.OK)
    except HandoutError as error:
        print_problems(error.problems)
        _show_to_icon(argv, error.problems)
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        _show_to_icon(argv, [Problem("", 0, 0, "", error.format_message())])
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.exceptions.Abort):
        print("\n" + messages["stopped"], file=sys.stderr)
        return ExitCode.INTERRUPT
    except BrokenPipeError:
        sys.stderr.close()
        return ExitCode.OK
    except OSError as error:
        refused = path_refused_problem(error) or disk_full_problem(error)
        if refused is None:
            return _report_bug()
        with suppress(OSError):  # what cannot take it may be standard error itself
            print_problems([refused])
        return ExitCode.ENVIRONMENT
    except Exception:
        return _report_bug()


def _show_to_icon(argv: Sequence[str], problems: Sequence[Problem]) -> None:
    """Show problems in the browser to who has started the page from its icon, with no terminal."""
    if FROM_ICON in argv:
        from handout.web.start.open_browser import open_problems

        with suppress(OSError):
            open_problems(problems)


def _report_bug() -> int:
    import traceback

    traceback.print_exc()
    print(command_messages()["handout"]["bug"], file=sys.stderr)
    return ExitCode.BUG
