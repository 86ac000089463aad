"""The file a teacher starts from: every field described, with an example, all as comments."""

from __future__ import annotations

from textwrap import indent

from handout.content_folders import ENGLISH
from handout.messages import message_table
from handout.sources.customization.describe import describe_type, example_yaml
from handout.sources.fields.fields import FIELDS


def starter(language: str = "en", schema_path: str | None = None) -> str:
    """Return the text of a new customization, described in `language`.

    It names the JSON Schema at `schema_path` for editors, if there is one. Words are behind "# ",
    what can be set is behind "#": take that away and the line counts. A sheet in another language
    than English has its language set.
    """
    text = message_table("fields", language)
    lines = [f"# yaml-language-server: $schema={schema_path}"] if schema_path else []
    lines += _comment_lines(text["starter"]["intro"])
    for group, heading in text["groups"].items():
        lines += ["", "", f"# ---- {heading} ----"]
        for name in FIELDS:
            if FIELDS[name].group == group:
                limits = describe_type(FIELDS[name].kind, language)
                description = f"{text['fields'][name]['description']}\n({limits})"
                lines += [
                    "",
                    *_comment_lines(description),
                    *_field_lines(name, language),
                ]
    lines += [
        "",
        "",
        f"# ---- {text['changes']['heading']} ----",
        "",
        *_example_lines(text["changes"]["example"]),
    ]
    return "\n".join(lines) + "\n"


def _field_lines(name: str, language: str) -> list[str]:
    if name == "language" and language != ENGLISH:
        return [f"{name}: {language}"]
    return _example_lines(example_yaml(name, language))


def _comment_lines(words: str) -> list[str]:
    return [f"# {line}".rstrip() for line in words.split("\n")]


def _example_lines(yaml: str) -> list[str]:
    return indent(yaml, "#", lambda line: True).split("\n")
