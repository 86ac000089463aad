"""made-from.toml: which English each line of a translation was made from."""

from __future__ import annotations

import json
from collections.abc import Iterable

from handout.sources.content.reviews import word_digest
from handout.sources.translations.lines import Line, State

_HEAD = "# Which English each line was made from, as digests. handout languages TAG --current\n"


def format_made_from(lines: Iterable[Line]) -> str:
    """Return the text of the file for the lines that are there, each made from today's English."""
    text = [_HEAD]
    file = ""
    for line in lines:
        if line.state is State.MISSING:
            continue
        if line.file != file:
            file = line.file
            text.append(f"\n[{json.dumps(file)}]\n")
        text.append(f'{json.dumps(line.key)} = "{word_digest(line.english)}"\n')
    return "".join(text)
