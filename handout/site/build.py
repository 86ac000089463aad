"""A site made or brought up to date: its sheets in worker processes, then its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from handout.batch.state.lock import lock_output
from handout.batch.work.pool import WorkerBackend, WorkerPool
from handout.content_folders import list_languages
from handout.files import make_folder
from handout.layout.text.missing_glyphs import has_font, no_font_problem
from handout.pipeline import read_layers
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.site.address import read_address
from handout.site.catalog import SheetChoice, list_choices
from handout.site.journal import SiteJournal
from handout.site.pages import SiteFacts, build_pages, page_paths
from handout.site.sheet_files import MadeSheet, ReadySheet, SheetTask, make_sheets
from handout.sources.content.layer import Layer

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SiteOrder:
    """What site to make: where, on whose layers, and the address it will have, if that is known."""

    output: Path
    district: Path | None = None
    school: Path | None = None
    address: str = ""


@dataclass
class SiteReport:
    """What came of a site: how many sheets were made, failed, were kept or removed; what to say."""

    made: int = 0
    failed: int = 0
    kept: int = 0
    removed: int = 0
    problems: set[Problem] = field(default_factory=set)


def build_site(
    order: SiteOrder, workers: WorkerBackend, progress: Progress = lambda step, done, total: None
) -> SiteReport:
    """Make the site that is asked for; sheets that have not changed are kept.

    Raises HandoutError if the address or the layers are at fault or the folder cannot be written.
    """
    order = replace(order, address=read_address(order.address))
    layers, layer_problems = read_layers(None, order.district, order.school)
    raise_errors(layer_problems)
    make_folder(order.output)
    with lock_output(order.output):
        return _build_site(
            order, layers, SiteReport(problems=set(layer_problems)), workers, progress
        )


def _build_site(
    order: SiteOrder,
    layers: Sequence[Layer],
    report: SiteReport,
    workers: WorkerBackend,
    progress: Progress,
) -> SiteReport:
    journal = SiteJournal(order.output, layers)
    choices = list(list_choices(layers))
    for language in list_languages():
        if not has_font(language):
            report.problems.add(no_font_problem(language, Position(""), warning=True))
    ready = {choice: journal.find_ready(choice) for choice in choices}
    sheets = {choice: sheet for choice, sheet in ready.items() if sheet}
    report.kept = len(sheets)
    waiting = [choice for choice in choices if choice not in sheets]
    report.problems.update(journal.begin(waiting, page_paths(choices, order.address)))
    groups = _groups(waiting, workers.width)
    tasks = [SheetTask(group, tuple(layers), order.output) for group in groups]
    with WorkerPool(workers) as pool:
        for task, result in pool.run_each(make_sheets, tasks):
            if isinstance(result, Exception):
                raise result
            made = dict(_note_results(task, result, report))
            journal.record(made)
            sheets |= made
            progress("make", report.made + report.failed, len(waiting))
    if not sheets:
        raise HandoutError([*report.problems, problem("site-empty", Position(str(order.output)))])
    in_order = {choice: sheets[choice] for choice in choices if choice in sheets}
    facts = SiteFacts.of_layers(layers, order.address)
    report.removed = journal.finish(in_order, build_pages(in_order, facts))
    _note_what_is_missing(order, in_order, report)
    return report


def _note_results(
    task: SheetTask, results: Sequence[MadeSheet], report: SiteReport
) -> Iterator[tuple[SheetChoice, ReadySheet]]:
    """Yield the sheets of a task that were made, and note what is to be said of all."""
    for choice, (ready, problems) in zip(task.choices, results, strict=True):
        report.problems.update(_say_of_language(choice, each) for each in problems)
        if ready:
            report.made += 1
            yield choice, ready
        else:
            report.failed += 1
            report.problems.add(_not_made(choice))


def _say_of_language(choice: SheetChoice, said: Problem) -> Problem:
    """Return a warning about a sheet as one about all of its language: it is said once."""
    is_about_sheet = said.warning and said.path == choice.stem
    return replace(said, path=f"sheets/{choice.language}") if is_about_sheet else said


def _groups(choices: Sequence[SheetChoice], width: int) -> list[tuple[SheetChoice, ...]]:
    """Return `choices` in groups to be made together, at least `width` if there can be so many.

    The bands of a role have fronts in common, and the roles of a language, in one look, boxes.
    """
    groups = _group(choices, lambda choice: (choice.language, choice.theme))
    if len(groups) < width:
        return _group(choices, lambda choice: (choice.language, choice.role, choice.theme))
    return groups


def _group(
    choices: Iterable[SheetChoice], key: Callable[[SheetChoice], tuple[str, ...]]
) -> list[tuple[SheetChoice, ...]]:
    groups: dict[tuple[str, ...], list[SheetChoice]] = {}
    for choice in choices:
        groups.setdefault(key(choice), []).append(choice)
    return [tuple(group) for group in groups.values()]


def _not_made(choice: SheetChoice) -> Problem:
    return problem("site-sheet-not-made", Position(choice.path))


def _note_what_is_missing(
    order: SiteOrder, sheets: dict[SheetChoice, ReadySheet], report: SiteReport
) -> None:
    position = Position(str(order.output))
    without_pdf = [choice for choice, sheet in sheets.items() if ".pdf" not in sheet.sizes]
    if without_pdf:
        values = {"count": len(without_pdf)}
        report.problems.add(problem("site-no-pdf", position, warning=True, **values))
    if not order.address:
        report.problems.add(problem("site-no-address", position, warning=True))
