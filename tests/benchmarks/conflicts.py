"""How often two people's edits of one block conflict: handout's merge beside `git merge-file`, on
our own blocks.

    python tests/benchmarks/conflicts.py [pairs]

A pair is one to three random edits by her and one to three by a new edition. `git merge-file`
merges the same texts as Markdown, a unit on each line, without the ids.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from handout.edits.three_way_merge import merge_units
from handout.edits.units import Unit, Units, assign_ids, units_of
from handout.sources.content.library import load_library
from handout.sources.markdown.normalize import normal_parts, normal_text

EDITS = ("reword", "reword", "add word", "drop word", "add", "remove", "move", "tick")
WORDS = "gently always early nearby together calmly today first twice outside".split()


def edited(units: Units, chance: random.Random, other: Sequence[Unit], many: int) -> Units:  # noqa: C901
    """`units` with `many` random edits; new units are those of another block."""
    out = list(units)
    for _ in range(many):
        places = [n for n, unit in enumerate(out) if unit.kind != "head"]
        if not places:
            break
        n, kind = chance.choice(places), chance.choice(EDITS)
        words = out[n].text.split(" ")
        at = chance.randrange(len(words))
        if kind == "reword":
            words[at] = chance.choice(WORDS)
        elif kind == "add word":
            words.insert(at, chance.choice(WORDS))
        elif kind == "drop word" and len(words) > 2:
            del words[at]
        elif kind == "add":
            out.insert(n, replace(out[n], text=chance.choice(other).text, id=""))
            continue
        elif kind == "remove" and len(places) > 2:
            del out[n]
            continue
        elif kind == "move":
            out.insert(chance.choice(places), out.pop(n))
            continue
        elif kind == "tick":
            out[n] = replace(out[n], ticked=out[n].ticks and not out[n].ticked)
            continue
        text = normal_text(" ".join(words))
        if text and "|" not in (set(text) ^ set(out[n].text)):
            out[n] = replace(out[n], text=text)
    return tuple(out)


def lines(units: Units) -> str:
    """The units as people keep Markdown, a line each."""
    marks = {"h": "### ", "ul": "- ", "ol": "1. ", "row": "| ", "head": "| ", "p": ""}
    box = {(True, True): "[x] ", (True, False): "[ ] "}
    return "".join(f"{marks[u.kind]}{box.get((u.ticks, u.ticked), '')}{u.text}\n" for u in units)


def git_conflicts(folder: Path, *texts: str) -> int:
    """How many conflicts `git merge-file` leaves in (hers, issued, fresh)."""
    paths = [folder / name for name in ("hers", "issued", "fresh")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return subprocess.run(
        ["git", "merge-file", "-p", "-q", *map(str, paths)], capture_output=True, check=False
    ).returncode


def words_of(texts: Iterable[str]) -> set[str]:
    return {word.strip("*") for text in texts for word in text.split()}


def main(pairs: int) -> None:
    chance = random.Random(1)
    blocks = [units_of(normal_parts(block.parts)) for block in load_library().blocks]
    blocks = [units for units in blocks if len(units) > 3]
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        for _ in range(pairs):
            issued = chance.choice(blocks)
            hers, fresh = (
                edited(issued, chance, chance.choice(blocks), chance.randint(1, 3))
                for _ in range(2)
            )
            result = merge_units(
                issued, assign_ids([replace(unit, id="") for unit in hers], issued), fresh
            )
            counts["ours"] += bool(result.waiting)
            counts["units"] += len(result.waiting)
            counts["look"] += bool(result.reworded)
            counts["git"] += git_conflicts(Path(name), lines(hers), lines(issued), lines(fresh)) > 0
            words_after = words_of(unit.text for unit in result.units) | words_of(
                (*result.waiting.values(), *result.gone)
            )
            added = words_of(unit.text for unit in (*hers, *fresh)) - words_of(
                unit.text for unit in issued
            )
            counts["lost"] += bool(added - words_after)
    print(f"{pairs} pairs of edits on {len(blocks)} blocks")
    print(f"git merge-file: {counts['git'] / pairs:.1%} of pairs conflict")
    print(
        f"handout:        {counts['ours'] / pairs:.1%} of pairs wait for a decision, {counts['units']} units in all"
    )
    print(f"                {counts['look'] / pairs:.1%} have words put together within a unit")
    print(f"                in {counts['lost']} an added word was lost")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
