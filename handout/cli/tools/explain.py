"""handout explain: what a problem's code means, and what to do about it."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from handout.cli.console import dump_json, print_result
from handout.cli.options import json_option
from handout.interface_language import command_messages, interface_language
from handout.messages import describe_template, problem_codes, problem_templates
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.sources.fields.near_words import find_near_word

_MESSAGES = command_messages()["explain"]


def _complete_code(
    context: click.Context, option: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [CompletionItem(code) for code in problem_codes() if code.startswith(incomplete)]


@click.command("explain", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("code", required=False, metavar=_MESSAGES["code"], shell_complete=_complete_code)
@json_option(_MESSAGES["json"])
def command(code: str | None, json_output: bool) -> int:
    wanted = (code or "").strip(" []").casefold()
    if wanted and wanted not in problem_codes():
        near = find_near_word(wanted, problem_codes())
        key = "code-unknown-near" if near else "code-unknown"
        raise HandoutError([problem(key, Position(""), unknown=code, near=near)], ExitCode.USAGE)
    codes = [wanted] if wanted else sorted(problem_codes())
    entries = []
    for name in codes:
        says, do = map(describe_template, problem_templates(name, interface_language()))
        entries.append({"code": name, "says": says, "do": do})
    if json_output:
        print_result(dump_json(entries))
        return ExitCode.OK
    for entry in entries:
        print_result(f"{entry['code']}\n  {entry['says']}")
        if entry["do"]:
            print_result("  " + command_messages()["handout"]["hint"].format(hint=entry["do"]))
    return ExitCode.OK
