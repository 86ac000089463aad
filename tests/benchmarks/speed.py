"""How fast handouts are made, beside other ways to the same PDF, on the same classrooms in one run.

    python tests/benchmarks/speed.py [classrooms] [rounds]

The engines take turns, `rounds` times, each with its own part of the classrooms, and the median of
the rounds is told: so that what else the machine does falls on all of them alike. CPU is that of
the whole tree of processes. What an engine needs that is not here (pip install
'first-day-essentials[benchmarks]', Chromium, LibreOffice) is left out, and said.
"""

from __future__ import annotations

import datetime
import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

os.environ["HANDOUT_CACHE"] = ""  # each run compiles its parts anew
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent), str(HERE)]

import pikepdf  # noqa: E402
import psutil  # noqa: E402
from classrooms import classroom, write_roster  # noqa: E402

from handout.compiled.audit import find_difference  # noqa: E402
from handout.compiled.renderer import get_compiler  # noqa: E402
from handout.compiled.text import shaping as shape  # noqa: E402
from handout.files import write_atomic  # noqa: E402
from handout.pipeline import PreparedHandout, prepare_layers  # noqa: E402
from handout.publish.html.css import font_face_rules  # noqa: E402
from handout.publish.html.render import render  # noqa: E402
from handout.publish.pdf.typeset import typeset_sheet  # noqa: E402
from handout.setup.system import find_program, use_native  # noqa: E402
from handout.sources.roster.roster import read_roster  # noqa: E402

_WARM = 3
_AUDITED = 200  # handouts of which one is audited
_PLAIN = "plain WeasyPrint loop, our print HTML"
_CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]

Engine = Callable[[int], bytes]


def main(count: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        folder = Path(scratch)
        # Words that were set before are set faster, so each way of ours that is that fast has
        # classrooms of its own.
        counts = [count, count, count, rounds * _AUDITED, count]
        made_up, faults = read_roster(
            write_roster(folder / "roster.csv", [classroom(n) for n in range(sum(counts))])
        )
        assert len(made_up) == sum(counts), faults
        records, to_pdf, to_both, to_files, others = (
            made_up[sum(counts[:n]) :][:many] for n, many in enumerate(counts)
        )
        day = datetime.date(2026, 8, 20)
        prepared_handouts, files, known = (
            [prepare_layers([record.layer], today=day)[0] for record in some]
            for some in (records, to_files, others)
        )
        _compile([prepare_layers([record.layer], today=day)[0] for record in made_up], known)
        engines: dict[str, Engine] = {
            "handout, compiled: fitted sheet to PDF": _as_in_a_worker(
                lambda n: get_compiler().render(prepared_handouts[n].fitted).pdf
            )
        }
        engines["the same, written, one of 200 audited"] = _Written(files, folder)
        engines["handout, compiled: record to PDF"] = _as_in_a_worker(
            _whole(to_pdf, day, html=False, compiled=True)
        )
        engines["handout, compiled: record to PDF and HTML"] = _as_in_a_worker(
            _whole(to_both, day, html=True, compiled=True)
        )
        engines["handout, typeset: fitted sheet to PDF"] = _as_in_a_worker(
            lambda n: typeset_sheet(prepared_handouts[n].fitted)[0]
        )
        engines["handout, typeset: record to PDF and HTML"] = _as_in_a_worker(
            _whole(records, day, html=True, compiled=False)
        )
        pages = _print_pages(prepared_handouts, folder)
        engines[_PLAIN] = _weasyprint(pages)
        engines["plain WeasyPrint loop, the page that browsers get"] = _weasyprint(
            _browser_pages(prepared_handouts, folder)
        )
        other_engines: tuple[tuple[str, Callable[[], Engine]], ...] = (
            (
                "Chromium, file:// of the print HTML",
                lambda: _chromium(stack, [f"file://{path}" for path in pages], []),
            ),
            (
                "Chromium, our HTML file in memory",
                lambda: _chromium(
                    stack, [], [render(e.fitted, "file").html for e in prepared_handouts]
                ),
            ),
            ("LibreOffice, one call for all", lambda: _libreoffice(folder, prepared_handouts)),
            ("Typst", lambda: _typst(records)),
        )
        for name, make in other_engines:
            try:
                engines[name] = make()
            except (ImportError, RuntimeError) as error:
                print(f"left out: {name} ({error})")
        _compare(engines, count, rounds)


def _as_in_a_worker(engine: Engine) -> Engine:
    """What is left behind is collected between records, as handout/batch/work/limits.py does it."""

    def made(n: int) -> bytes:
        gc.disable()
        pdf = engine(n)
        gc.collect(2 if n % _AUDITED == _WARM else 0)
        gc.enable()
        return pdf

    return made


def _compare(engines: dict[str, Engine], count: int, rounds: int) -> None:
    each = count // rounds
    cpu: dict[str, list[float]] = {name: [] for name in engines}
    last: dict[str, bytes] = {}
    for name, engine in engines.items():
        for n in range(_WARM):
            last[name] = engine(n)
    gc.collect()
    gc.freeze()
    for part in range(rounds):
        for name, engine in engines.items():
            many = getattr(engine, "each", each)
            rooms = range(part * many, (part + 1) * many)
            if getattr(engine, "together", False):
                before = _cpu()
                last[name] = engine.all(rooms)  # type: ignore[attr-defined]
            else:
                before = _cpu()
                for n in rooms:
                    last[name] = engine(n)
            cpu[name].append((_cpu() - before) / many)
    plain = statistics.median(cpu[_PLAIN])
    print(f"{count} classrooms, median of {rounds} rounds of {each}")
    print(
        "| engine | CPU ms a document | documents a second on 2 cores | against plain WeasyPrint | KB | tagged | pages |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in engines:
        middle = statistics.median(cpu[name])
        with pikepdf.open(io.BytesIO(last[name])) as pdf:
            tagged = "yes" if "/StructTreeRoot" in pdf.Root else "no"
            print(
                f"| {name} | {1000 * middle:.{1 if middle < 0.02 else 0}f} | {2 / middle:.1f} | {plain / middle:.1f} | {len(last[name]) / 1000:.0f} | {tagged} | {len(pdf.pages)} |"
            )


def _cpu() -> float:
    """Seconds of computing of this process and all below it, those that ended too."""
    me = psutil.Process()
    own = me.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in me.children(recursive=True):
        try:
            times = child.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
        except psutil.Error:
            continue
    return float(total)


def _compile(
    prepared_handouts: Sequence[PreparedHandout], known: Sequence[PreparedHandout]
) -> None:
    """The parts of all of them; then only the words of those that are `known` are, as in the midst
    of a batch.
    """
    before = _cpu()
    routes = Counter(get_compiler().render(prepared.fitted).route for prepared in prepared_handouts)
    took, parts = _cpu() - before, len(get_compiler().parts.fragments)
    print(
        f"compiling {parts} parts for {len(prepared_handouts)} classrooms, with an audit of each: {took:.1f} s CPU; routes: {dict(routes)}"
    )
    shape.shape_run.cache_clear()
    shape.break_pieces.cache_clear()
    for prepared in known:
        get_compiler().render(prepared.fitted)


class _Written:
    """Compiled, written to the disk, and one of 200 held against the typesetter's, as in a batch."""

    together, each = True, _AUDITED

    def __init__(self, prepared_handouts: Sequence[PreparedHandout], folder: Path) -> None:
        self.prepared_handouts, self.folder = prepared_handouts, folder

    def all(self, rooms: range) -> bytes:
        pdf = b""
        for n in rooms:
            pdf = _as_in_a_worker(self)(n)
        assert not find_difference(
            typeset_sheet(self.prepared_handouts[rooms.start].fitted)[0], self(rooms.start)
        )
        return pdf

    def __call__(self, n: int) -> bytes:
        pdf = get_compiler().render(self.prepared_handouts[n].fitted).pdf
        write_atomic(self.folder / f"{n}.pdf", pdf)
        return pdf


def _whole(records: Sequence[Any], day: datetime.date, html: bool, compiled: bool) -> Engine:
    def engine(n: int) -> bytes:
        prepared, _ = prepare_layers([records[n].layer], today=day)
        if html:
            render(prepared.fitted, "file", name=records[n].handout_id).html.encode()
        if compiled:
            return get_compiler().render(prepared.fitted, name=records[n].handout_id).pdf
        return typeset_sheet(prepared.fitted, name=records[n].handout_id)[0]

    return engine


def _print_pages(prepared_handouts: Sequence[PreparedHandout], folder: Path) -> list[Path]:
    """The HTML that we typeset, each as a file with its style sheet inside and its fonts and
    pictures beside it.
    """
    paths = []
    for number, prepared in enumerate(prepared_handouts):
        page = render(prepared.fitted, "print")
        html, css = page.html, f"{page.style.css}\n{page.own_css}"
        for n, (address, content) in enumerate(sorted(page.style.assets.items())):
            name = f"{n}-{address.removeprefix('asset:')}"
            if not (folder / name).exists():
                (folder / name).write_bytes(content)
            html, css = html.replace(address, name), css.replace(f'"{address}"', f'"{name}"')
        paths.append(folder / f"page-{number}.html")
        paths[-1].write_text(
            html.replace("</head>", f"<style>{css}</style></head>"), encoding="utf-8"
        )
    return paths


def _browser_pages(prepared_handouts: Sequence[PreparedHandout], folder: Path) -> list[Path]:
    """The same pages with the markup and the style that browsers get, of which the typesetter's are
    the slimmer form.
    """
    paths = []
    for number, prepared in enumerate(prepared_handouts):
        page = render(prepared.fitted, "preview")
        fonts = font_face_rules(
            prepared.fitted.metrics,
            lambda address, content: (folder / address.removeprefix("asset:")).write_bytes(content),
        )
        css = page.style.css.replace(
            "@supports (display: grid)", "@media print"
        )  # which the typesetter knows
        css += fonts.replace("asset:", "") + page.own_css
        paths.append(folder / f"browser-page-{number}.html")
        paths[-1].write_text(
            page.html.replace("</head>", f"<style>{css}</style></head>"), encoding="utf-8"
        )
    return paths


def _weasyprint(pages: Sequence[Path]) -> Engine:
    use_native()
    from weasyprint import HTML

    return lambda n: bytes(
        HTML(filename=str(pages[n])).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    )


def _chromium(stack: ExitStack, addresses: Sequence[str], texts: Sequence[str]) -> Engine:
    path = find_program("chromium")
    if path is None:
        raise RuntimeError("no Chromium")
    page = stack.enter_context(_browser_page(path))

    def engine(n: int) -> bytes:
        if addresses:
            page.goto(addresses[n])
        else:
            page.set_content(texts[n], wait_until="load")
        return bytes(
            page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=False)
        )

    return engine


@contextmanager
def _browser_page(path: str) -> Iterator[Any]:
    global _playwright
    from playwright.sync_api import sync_playwright

    if _playwright is None:
        _playwright = sync_playwright().start()
    browser = _playwright.chromium.launch(executable_path=path, args=_CHROMIUM)
    try:
        yield browser.new_page()
    finally:
        browser.close()


_playwright: Any = None


def _libreoffice(folder: Path, prepared_handouts: Sequence[PreparedHandout]) -> Engine:
    office = find_program("soffice")
    if office is None:
        raise RuntimeError("no LibreOffice")
    path: str = office
    source, target = folder / "office", folder / "office-pdf"
    source.mkdir()
    for n, prepared in enumerate(prepared_handouts):
        (source / f"{n}.html").write_text(render(prepared.fitted, "file").html, encoding="utf-8")

    class Office:
        together = True

        def all(self, rooms: range) -> bytes:
            files = [str(source / f"{n}.html") for n in rooms]
            tagged = 'pdf:writer_web_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
            command = [
                path,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                tagged,
                "--outdir",
                str(target),
                *files,
            ]
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                timeout=600,
                env=os.environ | {"HOME": str(folder)},
            )
            return (target / f"{rooms.stop - 1}.pdf").read_bytes()

        def __call__(self, n: int) -> bytes:
            return self.all(range(n, n + 1))

    return Office()


def _typst(records: Sequence[Any]) -> Engine:
    import json

    import typst

    fonts = HERE.parent.parent / "handout" / "fonts"
    compiler = typst.Compiler(
        str(HERE / "sheet.typ"),
        root=str(HERE),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"room": "{}"},
    )

    def engine(n: int) -> bytes:
        record = records[n]
        row = {
            name: cell
            for name, cell in zip(record.columns.numbers, record.cells, strict=True)
            if cell
        }
        return bytes(compiler.compile(sys_inputs={"room": json.dumps(row)}, pdf_standards=["ua-1"]))

    return engine


if __name__ == "__main__":
    began = time.monotonic()
    main(*(int(word) for word in sys.argv[1:3] or (200, 5)))
    print(f"{time.monotonic() - began:.0f} s in all")
