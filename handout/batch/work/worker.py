"""One record in a worker: checked, built or pulled, within limits of time and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from handout.batch.plan.local_edits import LocalEdits
from handout.batch.plan.shared import SharedInputs
from handout.batch.state.journal import BlockReview
from handout.batch.state.staged_file import StagedFile, stage_file
from handout.batch.work.limits import record_limits
from handout.layering.compose import Handout
from handout.messages import CONTENT
from handout.pipeline import PreparedHandout, prepare_layers
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.layer import Layer
from handout.sources.content.library import load_library
from handout.sources.fields.fields import FIELDS, value_names
from handout.sources.roster.record import layer_of

if TYPE_CHECKING:
    from handout.compiled.renderer import RenderedPdf

# The fields that the manifest and the index show.
_ABOUT = ("teacher_name", "para_name", "room", "class_title", "role", "grade_band")


@dataclass(frozen=True, kw_only=True)
class HandoutTask:
    """All that a worker needs to build one handout: it reads no files but the content.

    `name` is the stem of the handout's files, `cells` are those of its row, `staff` are the adults
    that its school's rows name, `student_names` the students whom its words could name. `own` are
    the local edits: they go over the row, and over the edits that it shares with others.
    Its files are staged in the folder `into`; if that is "" their content is returned.
    If `compiled`, its PDF may be assembled from compiled parts, but not in a `banned` layout; with
    `audit` it is compared with what the typesetter makes of it.
    """

    id: str
    name: str
    cells: tuple[str, ...]
    position: Position
    common: SharedInputs
    own: LocalEdits
    staff: tuple[str, ...] = ()
    student_names: frozenset[str] = field(
        default=frozenset(), repr=False
    )  # what is shown may get into a log
    compiled: bool = True
    banned: frozenset[str] = frozenset()
    audit: bool = False
    into: str = ""

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """Return the layers that it is composed of, the lowest first."""
        row = replace(layer_of(self.common.columns, self.cells, self.position), name=self.name)
        return (*self.common.below, row, *self.common.above)


@dataclass(frozen=True, kw_only=True)
class BuiltHandout:
    """A handout that was built. `empty` are the fields that print as lines to write on.

    `route`, `layout` and `audited` are those of compiled.renderer.RenderedPdf; `differs` is what an
    audit found. `reviews` and `valid_to` (ISO, or "") are the days after which it is out of date.
    """

    pdf: bytes | StagedFile
    html: bytes | StagedFile
    title: str
    pages: int
    density: Mapping[str, str]
    about: Mapping[str, str]
    empty: tuple[str, ...]
    problems: tuple[Problem, ...]
    route: str = ""
    layout: str = ""
    differs: str = ""
    audited: bool = True
    reviews: tuple[BlockReview, ...] = ()
    valid_to: str = ""


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
    return run_within_limits(task, lambda: _make(task))


def deliver_file(task: HandoutTask, suffix: str, content: bytes) -> bytes | StagedFile:
    """Stage a file of the handout in its folder, or return the content. Raises HandoutError."""
    return stage_file(Path(task.into, task.name + suffix), content) if task.into else content


T = TypeVar("T")


def run_within_limits(task: HandoutTask, do: Callable[[], T]) -> T | tuple[Problem, ...]:
    """Return what `do` returns, or everything that went wrong, within the limits of a record."""
    with record_limits():
        try:
            return do()
        except HandoutError as error:
            return _at_row(task, error.problems)
        except MemoryError:
            return (problem("batch-memory", task.position, id=task.id),)
        except TimeoutError:
            return (problem("batch-slow", task.position, id=task.id),)
        except Exception as error:  # a mistake of ours, and no reason to stop the others
            message = f"{type(error).__name__}: {error}"
            return (problem("batch-bug", task.position, id=task.id, error=message),)


def _make(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    from handout.publish.html.render import render

    prepared, problems = _prepare_and_check(task)
    if any(not one.warning for one in problems):
        return problems
    fitted, handout = prepared.fitted, prepared.handout
    pressed, differs = _render_pdf(task, prepared)
    return BuiltHandout(
        pdf=deliver_file(task, ".pdf", pressed.pdf),
        html=deliver_file(
            task, ".html", render(fitted, "file", prepared.logo, task.name).html.encode()
        ),
        title=fitted.sheet.title,
        pages=pressed.pages,
        density={side.side.name: side.density.name for side in fitted.sides},
        about={name: str(handout.value(name) or "") for name in _ABOUT},
        empty=tuple(_missing_fields(handout)),
        problems=problems,
        route=pressed.route,
        layout=pressed.layout,
        differs=differs,
        audited=pressed.audited,
        reviews=_reviews(handout),
        valid_to=str(handout.value("valid_to") or ""),
    )


def _missing_fields(handout: Handout) -> Iterator[str]:
    """Yield the fields that are empty and that an office is expected to fill in."""
    for name in value_names():
        if FIELDS[name.partition(".")[0]].missed and handout.value(name) is None:
            yield name


def _render_pdf(task: HandoutTask, prepared: PreparedHandout) -> tuple[RenderedPdf, str]:
    """Return the PDF, and what an audit found different in the compiled one.

    If it found anything, the PDF is the one that was typeset.
    """
    from handout.compiled import COMPILED
    from handout.compiled.renderer import get_compiler, typeset_whole

    if not task.compiled:
        return typeset_whole(prepared.fitted, prepared.logo, task.name, "asked"), ""
    pressed = get_compiler().render(prepared.fitted, prepared.logo, task.name, task.banned)
    if task.audit and pressed.route == COMPILED:
        from handout.compiled.audit import NotRenderedError, find_difference

        typeset = typeset_whole(prepared.fitted, prepared.logo, task.name, "audit")
        try:
            differs = find_difference(typeset.pdf, pressed.pdf)
        except NotRenderedError:
            return replace(pressed, audited=False), ""
        if differs:
            return replace(typeset, layout=pressed.layout), differs
    return pressed, ""


def _prepare_and_check(task: HandoutTask) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    prepared, problems = compose_task(task, task.own)
    return prepared, (*task.own.told(task.layers), *_at_row(task, problems))


def _at_row(task: HandoutTask, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return `problems`, at the row of `task` if they are in a file of ours or in no file.

    Those that depend on the day are left out: every run reports them anew (report/dates.py).
    """
    return tuple(
        replace(one, path=task.position.path, line=task.position.line, column=0)
        if one.code == "side-too-long" or not one.path or Path(one.path).is_relative_to(CONTENT)
        else one
        for one in problems
        if one.code not in ("block-overdue", "sheet-expired")
    )


def _reviews(handout: Handout) -> tuple[BlockReview, ...]:
    """Return the days on which its locked blocks are due for review."""
    return tuple(
        BlockReview(block.title, block.owner, block.review.isoformat(), *block.at)
        for block in handout.blocks
        if block.review and (block.locked or block.present_locked_items)
    )


def compose_task(task: HandoutTask, own: LocalEdits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    """Compose the handout of `task` with these local edits; return it with its problems.

    Raises HandoutError.
    """
    common = task.common
    return prepare_layers(
        own.over(task.layers),
        edits=own.edits,
        edits_file=own.edits_at,
        base_edits=common.edits,
        today=common.today,
        logo=common.logo,
        staff=task.staff,
        student_names=task.student_names,
    )
