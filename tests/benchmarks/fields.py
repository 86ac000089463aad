"""What fields in the lines of a back cost: the same classrooms without a district's layer and with
one whose back names the room, the seconds to wait and the first person to ask.

    python tests/benchmarks/fields.py [classrooms] [typeset]

Both take turns, classroom by classroom. CPU ms a handout, of this process, the median: the record
composed and fitted, its PDF from compiled parts, and of the first `typeset` classrooms the
typesetter's PDF. As many classrooms before them have the parts compiled.
"""

from __future__ import annotations

import datetime
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ["HANDOUT_CACHE"] = ""  # each run compiles its parts anew
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

from classrooms import classroom, write_roster  # noqa: E402

from handout.compiled.renderer import Compiler  # noqa: E402
from handout.layout.fitting.fitted_sheet import FittedSheet  # noqa: E402
from handout.pipeline import prepare_layers, read_layers  # noqa: E402
from handout.publish.pdf.typeset import typeset_sheet  # noqa: E402
from handout.sources.content.layer import Layer  # noqa: E402
from handout.sources.roster.roster import read_roster  # noqa: E402

DISTRICT = """
items:
  participation:
    replace:
      - {id: wait, text: "**Wait** {{ wait_seconds | default('ten') }} seconds. With a talking device, 10 to 20."}
      - {id: peers, text: "Let peers help. Lesson questions go to {{ contacts[0].name | default('the teacher') }}."}
  watch-for: {replace: [{id: door, text: "Drifting to a door | Go along. Tell {{ room | default('the room') }}."}]}
  role: {replace: [{id: near, text: "Work near {{ contacts[0].name | default('the teacher') }}, and ask"}]}
"""
_DAY = datetime.date(2026, 8, 20)


def main(count: int, typeset: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        # Words that were set before are set faster: the first half is for compiling alone.
        rows = [classroom(n) for n in range(2 * count)]
        records, faults = read_roster(write_roster(Path(scratch) / "roster.csv", rows))
        district = Path(scratch) / "district.yaml"
        district.write_text(DISTRICT, encoding="utf-8")
        layers, _ = read_layers(None, district)
    assert not faults
    kinds = {"without": _Kind([]), "with": _Kind(layers)}
    for record in records[:count]:
        for kind in kinds.values():
            kind.compiler.render(kind.fit(record.layer), None, "room")
    parts = {name: len(kind.compiler.parts.fragments) for name, kind in kinds.items()}
    for n, record in enumerate(records[count:]):
        for kind in kinds.values():
            kind.measure(record.layer, n < typeset)
    for name, kind in kinds.items():
        steps = ", ".join(f"{step} {statistics.median(ms):.2f}" for step, ms in kind.spent.items())
        new = len(kind.compiler.parts.fragments) - parts[name]
        print(f"{name}: {steps} ms; {parts[name]} parts, later {new} more; {dict(kind.routes)}")


class _Kind:
    """Classrooms with `layers` below their own, and what each step of theirs has taken."""

    def __init__(self, layers: list[Layer]) -> None:
        self.layers, self.compiler = layers, Compiler()
        self.routes = Counter[str]()
        self.spent: dict[str, list[float]] = {"fit": [], "compiled": [], "typeset": []}

    def fit(self, layer: Layer) -> FittedSheet:
        return prepare_layers([*self.layers, layer], today=_DAY)[0].fitted

    def measure(self, layer: Layer, typeset: bool) -> None:
        with self._measured("fit"):
            fitted = self.fit(layer)
        with self._measured("compiled"):
            rendered = self.compiler.render(fitted, None, "room")
        self.routes[rendered.route] += 1
        if typeset:
            with self._measured("typeset"):
                typeset_sheet(fitted, None, "room")

    @contextmanager
    def _measured(self, step: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.spent[step].append(1000 * (time.process_time() - start))


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 300,
        int(sys.argv[2]) if len(sys.argv) > 2 else 60,
    )
