"""Whether compiled sheets are those of the typesetter, over many random ones, adversarial ones
among them.

    python tests/benchmarks/agreement.py [sheets] [seed] [language]

Each sheet is drawn from all fields, themes, papers and roles, two of three with a district's layer
whose lines name fields, compiled and typeset, and held against the other: glyphs within 0.1 pt,
faces, colours, tags, bookmarks, pixels. It tells how many are the same, and how many are typeset
and why; a sheet that differs is written to differs-N.yaml here, its district's layer beside it, and
the exit code is 1.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

os.environ["HANDOUT_CACHE"] = ""  # each run compiles its parts anew
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from press import prepare_text  # noqa: E402
from strategies import as_yaml, customizations, district_layer, districts  # noqa: E402

from handout.compiled import COMPILED  # noqa: E402
from handout.compiled.audit import find_difference  # noqa: E402
from handout.compiled.pdf.types import NotCompilableError  # noqa: E402
from handout.compiled.renderer import Compiler, typeset_whole  # noqa: E402
from handout.problems import HandoutError  # noqa: E402


def main(count: int, start: int, language: str) -> int:
    compiler, routes, differ = Compiler(), Counter[str](), 0

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(customizations, districts)
    def look(values: dict[str, Any], district: int) -> None:
        nonlocal differ
        text = as_yaml({**values, "language": language})
        layer = district_layer(values, district)
        try:
            prepared = prepare_text(text, layer)
        except HandoutError:
            routes["too long, or wrong in another way"] += 1
            return
        try:
            compiled = compiler.assemble(prepared.fitted, prepared.logo, "room").pdf
        except NotCompilableError as reason:
            routes[f"typeset: {reason}"] += 1
            return
        differs = find_difference(
            typeset_whole(prepared.fitted, prepared.logo, "room", "").pdf, compiled
        )
        routes[differs or COMPILED] += 1
        if differs:
            differ += 1
            Path(f"differs-{differ}.yaml").write_text(text, encoding="utf-8")
            Path(f"differs-{differ}-district.yaml").write_text(layer, encoding="utf-8")

    look()
    for route, count in routes.most_common():
        print(f"{count:6} {route}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else 1000,
            int(sys.argv[2]) if len(sys.argv) > 2 else 0,
            sys.argv[3] if len(sys.argv) > 3 else "en",
        )
    )
