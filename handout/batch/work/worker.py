"""One record in a worker: checked, built or pulled, within limits of time and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from handout.batch.plan.local_edits import LocalEdits
from handout.batch.plan.task import HandoutTask
from handout.batch.state.journal import BlockReview, HandoutFacts
from handout.batch.state.staged_file import StagedFile, stage_file
from handout.batch.work.limits import record_limits
from handout.content_folders import is_content
from handout.layering.compose import Handout
from handout.layering.front_labels import listed_rows
from handout.pipeline import PreparedHandout, prepare_layers
from handout.problems import DRAFTS, HandoutError, Problem, has_errors, problem
from handout.sources.content.library import load_library
from handout.sources.fields.fields import FIELDS, value_names

if TYPE_CHECKING:
    from handout.compiled.renderer import RenderedPdf

# The fields that the manifest and the index show.
_LISTED_FIELDS = ("teacher_name", "para_name", "room", "class_title", "role", "grade_band")


@dataclass(frozen=True, kw_only=True)
class BuiltHandout(HandoutFacts):
    """A handout that was built, with its files.

    `difference` is what an audit found; `audited` is that of compiled.renderer.RenderedPdf.
    """

    pdf: bytes | StagedFile
    html: bytes | StagedFile
    difference: str = ""
    audited: bool = True


def preload() -> None:
    """Load what every record needs: processes that are forked from this one share it."""
    import handout.compiled.renderer
    import handout.publish.html.render  # noqa: F401

    load_library()


def check_handout(task: HandoutTask) -> tuple[Problem, ...]:
    """Return everything that is wrong or worth a note in the record of `task`."""
    return run_within_limits(task, lambda: _prepare_and_check(task)[1])


def build_handout(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    """Return the handout of `task`, or everything that is wrong."""
    return run_within_limits(task, lambda: _build(task))


def deliver_file(task: HandoutTask, suffix: str, content: bytes) -> bytes | StagedFile:
    """Stage a file of the handout in its folder, or return the content. Raises HandoutError."""
    if not task.staging_folder:
        return content
    return stage_file(Path(task.staging_folder, task.name + suffix), content)


T = TypeVar("T")


def run_within_limits(task: HandoutTask, function: Callable[[], T]) -> T | tuple[Problem, ...]:
    """Return what `function` returns, or all that went wrong, within the limits of a record."""
    with record_limits():
        try:
            return function()
        except HandoutError as error:
            return _at_row(task, error.problems)
        except MemoryError:
            return (problem("batch-memory", task.position, id=task.id),)
        except TimeoutError:
            return (problem("batch-slow", task.position, id=task.id),)
        except Exception as error:  # a mistake of ours, and no reason to stop the others
            message = f"{type(error).__name__}: {error}"
            return (problem("batch-bug", task.position, id=task.id, error=message),)


def _build(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    from handout.compiled.both_sheets import add_second_sheet
    from handout.publish.html.render import render

    prepared, problems = _prepare_and_check(task)
    if has_errors(problems):
        return problems
    fitted, handout = prepared.fitted, prepared.handout
    rendered, difference = _render_pdf(task, prepared)
    rendered = add_second_sheet(rendered, prepared)
    page = render(fitted, "file", prepared.logo, task.name, prepared.second)
    return BuiltHandout(
        pdf=deliver_file(task, ".pdf", rendered.pdf),
        html=deliver_file(task, ".html", page.html.encode()),
        title=fitted.sheet.title,
        pages=rendered.pages,
        density={side.side.name: side.density.name for side in fitted.sides},
        listed_fields={name: str(handout.value(name) or "") for name in _LISTED_FIELDS},
        empty=tuple(_missing_fields(handout)),
        problems=problems,
        route=rendered.route,
        layout=rendered.layout,
        difference=difference,
        audited=rendered.audited,
        reviews=_reviews(handout),
        valid_to=str(handout.value("valid_to") or ""),
    )


def _missing_fields(handout: Handout) -> Iterator[str]:
    """Yield the fields that are empty and that an office is expected to fill in."""
    rows = listed_rows(handout.values, handout.language)
    for name in value_names():
        field = FIELDS[name.partition(".")[0]]
        is_asked = field.missed and (not field.fact or field.fact in rows)
        if is_asked and handout.value(name) is None:
            yield name


def _render_pdf(task: HandoutTask, prepared: PreparedHandout) -> tuple[RenderedPdf, str]:
    """Return the PDF, and what an audit found different in the compiled one.

    If it found anything, the PDF is the one that was typeset.
    """
    from handout.compiled import COMPILED
    from handout.compiled.renderer import get_compiler, typeset_whole

    if not task.compiled:
        return typeset_whole(prepared.fitted, prepared.logo, task.name, "asked"), ""
    compiled = get_compiler().render(prepared.fitted, prepared.logo, task.name, task.banned_layouts)
    if not (task.audit and compiled.route == COMPILED):
        return compiled, ""
    from handout.compiled.audit import NotRenderedError, find_difference

    typeset = typeset_whole(prepared.fitted, prepared.logo, task.name, "audit")
    try:
        difference = find_difference(typeset.pdf, compiled.pdf)
    except NotRenderedError:
        return replace(compiled, audited=False), ""
    if difference:
        return replace(typeset, layout=compiled.layout), difference
    return compiled, ""


def _prepare_and_check(task: HandoutTask) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    prepared, problems = compose_task(task, task.local_edits)
    if task.shared.strict:
        problems = tuple(map(_refuse_draft, problems))
    local_problems = task.local_edits.find_problems(task.layers)
    return prepared, (*task.row_problems, *local_problems, *_at_row(task, problems))


def _refuse_draft(problem: Problem) -> Problem:
    """Return a note on words that are a draft as the error that it is in a strict batch."""
    return replace(problem, warning=False) if problem.code in DRAFTS else problem


def _at_row(task: HandoutTask, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return `problems`, at the row of `task` if they are in a file of ours or in no file.

    Those that depend on the day are left out: every run reports them anew (report/dates.py).
    """
    at_row = []
    for reported in problems:
        if reported.code in ("block-overdue", "sheet-expired"):
            continue
        if reported.code == "side-too-long" or _is_in_no_file_of_theirs(reported):
            path, line, _ = task.position
            reported = replace(reported, path=path, line=line, column=0)
        at_row.append(reported)
    return tuple(at_row)


def _is_in_no_file_of_theirs(problem: Problem) -> bool:
    return not problem.path or is_content(problem.path)


def _reviews(handout: Handout) -> tuple[BlockReview, ...]:
    """Return the days on which its locked blocks are due for review."""
    return tuple(
        BlockReview(block.title, block.owner, block.review.isoformat(), *block.position)
        for block in handout.blocks
        if block.review and (block.locked or block.present_locked_items)
    )


def compose_task(
    task: HandoutTask, local_edits: LocalEdits
) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    """Compose the handout of `task` with these local edits; return it with its problems.

    Raises HandoutError.
    """
    shared = task.shared
    return prepare_layers(
        local_edits.apply_to(task.layers),
        edits=local_edits.edits,
        edits_file=local_edits.edits_path,
        base_edits=shared.edits,
        today=shared.today,
        pictures=shared.pictures,
        staff=task.staff,
        student_names=task.student_names,
    )
