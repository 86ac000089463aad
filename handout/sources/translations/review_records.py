"""reviews.toml: who read which lines, when, and of which English."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

from handout.sources.content.reviews import Review, read_reviews

_HEAD = """# Which office read which lines on which day, as digests of the English and of its words.
# handout languages --take FILE
"""


def add_reviews(path: Path, added: Mapping[tuple[str, str], Review]) -> str:
    """Return the text of the file at `path`, if there is one, with the reviews that are `added`.

    Raises OSError and ValueError if there is one that cannot be read.
    """
    known = read_reviews(path) if path.exists() else {}
    by_visit: dict[tuple[datetime.date, str], dict[str, list[str]]] = {}
    for (file, key), review in sorted((known | dict(added)).items()):
        rows = by_visit.setdefault((review.on, review.by), {}).setdefault(file, [])
        rows.append(f'{json.dumps(key, ensure_ascii=False)} = "{review.digests}"\n')
    text = [_HEAD]
    for (on, by), files in sorted(by_visit.items()):
        text.append(f"\n[[review]]\nby = {json.dumps(by, ensure_ascii=False)}\non = {on}\n")
        for file, rows in files.items():
            text += [f"[review.items.{json.dumps(file, ensure_ascii=False)}]\n", *rows]
    return "".join(text)
