"""One record in a worker: looked at, made, or read back, within limits of time and memory."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from handout.batch.plan.local_edits import LocalEdits
from handout.batch.plan.shared import SharedInputs
from handout.batch.state.journal import BlockReview
from handout.batch.state.staged_file import StagedFile, stage_file
from handout.batch.work.parent_watch import end_with_parent
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

# What prints as a line to write on where it is empty.
_ABOUT = ("teacher_name", "para_name", "room", "class_title", "role", "grade_band")


@dataclass(frozen=True, kw_only=True)
class WorkerLimits:
    """What one record may take: seconds on the clock, seconds of computing, bytes of memory for the worker."""

    wall: float = 120
    cpu: int = 60
    memory: int = 3 << 30


@dataclass(frozen=True, kw_only=True)
class HandoutTask:
    """All that a worker needs to make one handout: it reads no files but the content.

    `name` is that of the handout's files, `cells` are those of its row, `staff` the grown-ups that its school's rows name,
    `student_names` the students of whom anything stands in its words. `own` goes over the row and over the edits of what it has in
    common with others.
    Its files are left in the folder `into`, under names of their own; without one they are given back.
    Unless it is to be typeset, its PDF may be put together from `compiled` parts, but not in a layout that is `banned`;
    with `audit` it is held against the typesetter's own.
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
        """All that it is made of, the lowest first."""
        row = replace(layer_of(self.common.columns, self.cells, self.position), name=self.name)
        return (*self.common.below, row, *self.common.above)


@dataclass(frozen=True, kw_only=True)
class BuiltHandout:
    """A handout made. `empty` are the fields that print as lines to write on.

    `route`, `layout` and `audited` are those of compiled.renderer.RenderedPdf; `differs` is what an audit found.
    `reviews` and `valid_to` (ISO, or "") are the days after which it is out of date.
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


_limits: WorkerLimits | None = None  # set in a process of our own
_done = 0
_ALL = (
    200  # records between two looks at everything in memory, which takes as long as three records
)


def start(limits: WorkerLimits) -> None:
    """Make this process a worker: it ends with its parent, and takes no more than `limits`.

    What asks a process to stop is its parent's affair, which ends it.
    """
    global _limits
    _limits = limits
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    end_with_parent()
    gc.disable()  # what a page leaves behind is collected between records
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXCPU, _too_long)


def load() -> None:
    """Load what every record needs, so that processes forked from this one share it."""
    import handout.compiled.renderer
    import handout.publish.html.render  # noqa: F401

    load_library()


def check(task: HandoutTask) -> tuple[Problem, ...]:
    """Everything to be said about the record of `task`."""
    return run_within_limits(task, lambda: _put_together(task)[1])


def make(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    """The handout of `task`, or everything that is wrong."""
    return run_within_limits(task, lambda: _make(task))


def deliver_file(task: HandoutTask, suffix: str, content: bytes) -> bytes | StagedFile:
    """A file of the handout of `task` on its way: left in the folder it belongs to, or given back. Raises HandoutError."""
    return stage_file(Path(task.into, task.name + suffix), content) if task.into else content


T = TypeVar("T")


def run_within_limits(task: HandoutTask, do: Callable[[], T]) -> T | tuple[Problem, ...]:
    _begin()
    try:
        return do()
    except HandoutError as error:
        return _at_the_row(task, error.problems)
    except MemoryError:
        return (problem("batch-memory", task.position, id=task.id),)
    except TimeoutError:
        return (problem("batch-slow", task.position, id=task.id),)
    except Exception as error:  # ours, and no reason to stop the others
        return (
            problem(
                "batch-bug", task.position, id=task.id, error=f"{type(error).__name__}: {error}"
            ),
        )
    finally:
        _end()


def _make(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    from handout.publish.html.render import render

    prepared, problems = _put_together(task)
    if any(not one.warning for one in problems):
        return problems
    fitted, handout = prepared.fitted, prepared.handout
    pressed, differs = _press(task, prepared)
    return BuiltHandout(
        pdf=deliver_file(task, ".pdf", pressed.pdf),
        html=deliver_file(
            task, ".html", render(fitted, "file", prepared.logo, task.name).html.encode()
        ),
        title=fitted.sheet.title,
        pages=pressed.pages,
        density={side.side.name: side.density.name for side in fitted.sides},
        about={name: str(handout.value(name) or "") for name in _ABOUT},
        empty=tuple(_missed(handout)),
        problems=problems,
        route=pressed.route,
        layout=pressed.layout,
        differs=differs,
        audited=pressed.audited,
        reviews=_reviews(handout),
        valid_to=str(handout.value("valid_to") or ""),
    )


def _missed(handout: Handout) -> Iterator[str]:
    """The fields that say nothing and that an office would have filled in."""
    for name in value_names():
        if FIELDS[name.partition(".")[0]].missed and handout.value(name) is None:
            yield name


def _press(task: HandoutTask, prepared: PreparedHandout) -> tuple[RenderedPdf, str]:
    """The PDF, and what an audit found different in the compiled one: then it is the typesetter's."""
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


def _put_together(task: HandoutTask) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    prepared, problems = compose_task(task, task.own)
    return prepared, (*task.own.told(task.layers), *_at_the_row(task, problems))


def _at_the_row(task: HandoutTask, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """`problems` at the row of `task` where they stand in a file of ours, or are about the whole sheet.

    Those that depend on the day are left out: they are told anew by every run (report/dates.py).
    """
    return tuple(
        replace(one, path=task.position.path, line=task.position.line, column=0)
        if one.code == "side-too-long" or not one.path or Path(one.path).is_relative_to(CONTENT)
        else one
        for one in problems
        if one.code not in ("block-overdue", "sheet-expired")
    )


def _reviews(handout: Handout) -> tuple[BlockReview, ...]:
    """The days on which its locked blocks are to be looked at again."""
    return tuple(
        BlockReview(block.title, block.owner, block.review.isoformat(), *block.at)
        for block in handout.blocks
        if block.review and (block.locked or block.present_locked_items)
    )


def compose_task(task: HandoutTask, own: LocalEdits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
    """The handout of `task` with these words of its own, and what is to be said of it. Raises HandoutError."""
    common = task.common
    return prepare_layers(
        own.over(task.layers), edits=own.edits, edits_file=own.edits_at, base_edits=common.edits, today=common.today, logo=common.logo,
        staff=task.staff, student_names=task.student_names,
    )  # fmt: skip


def _begin() -> None:
    if _limits is None:
        return
    # Ends the process even where no Python runs; the parent sees it and tries the record once more.
    faulthandler.dump_traceback_later(_limits.wall, exit=True, file=_null())
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(
            resource.RLIMIT_CPU,
            (int(used.ru_utime + used.ru_stime) + _limits.cpu, resource.RLIM_INFINITY),
        )


def _end() -> None:
    global _done
    if _limits is None:
        return
    faulthandler.cancel_dump_traceback_later()
    _done += 1
    if _done % _ALL == 3:
        gc.collect()
        gc.freeze()  # what is remembered by now need not be looked through again
    else:
        gc.collect(0)


def _too_long(*_: object) -> None:
    raise TimeoutError


def _null() -> int:
    global _sink
    if _sink < 0:
        _sink = os.open(os.devnull, os.O_WRONLY)
    return _sink


_sink = -1
