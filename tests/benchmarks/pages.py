"""Whether every sheet makes the pages that were fitted, over many random ones.

    python tests/benchmarks/pages.py [sheets] [seed]

Each sheet has reworded items, quotes, own boxes and any words, in both themes, three papers and
large print. It tells how many fit, how many are too long and told so, and how many made a page
more; those are written to pages-N.json here, and the exit code is 1.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

from press import prepare_text  # noqa: E402
from random_sheets import random_sheet  # noqa: E402

from handout.problems import HandoutError  # noqa: E402
from handout.publish.pdf.typeset import typeset_sheet  # noqa: E402


def main(count: int, start: int) -> int:
    outcomes: Counter[str] = Counter()
    for seed in range(start, start + count):
        if seed > start and (seed - start) % 50 == 0:
            print(f"{seed - start} sheets: {dict(outcomes)}", flush=True)
        text = random_sheet(seed)
        try:
            prepared = prepare_text(text)
        except HandoutError as error:
            outcomes[
                ", ".join(
                    sorted({problem.code for problem in error.problems if not problem.warning})
                )
            ] += 1
            continue
        try:
            typeset_sheet(prepared.fitted, prepared.logo)
        except HandoutError as error:
            code = error.problems[0].code
            outcomes[f"WRONG {code}"] += 1
            Path(f"pages-{seed}.json").write_text(text, encoding="utf-8")
            continue
        outcomes["fit"] += 1
    for outcome, count in outcomes.most_common():
        print(f"{count:6} {outcome}")
    return 1 if any(outcome.startswith("WRONG") for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else 1000,
            int(sys.argv[2]) if len(sys.argv) > 2 else 0,
        )
    )
