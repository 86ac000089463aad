"""What a page draws: its lines of text and its drawings, read from its operators.

Lengths in CSS px from the top left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pikepdf

from handout.compiled.fragments.text_run import Font, TextRun, read_text_run
from handout.compiled.pdf.types import PLAIN, NotCompilableError
from handout.publish.pdf.writing.operators import POINTS, Op, own_matrices


@dataclass(slots=True)
class Graphic:
    """A drawing: its operators, and the box that holds all of it (px).

    `mark` tells a picture with a tag of its own.
    """

    ops: list[Op]
    box: tuple[float, float, float, float]
    mark: int | None = None


class PageContent:
    """The content of a page of a tagged PDF that the typesetter wrote.

    Raises NotCompilableError.
    """

    def __init__(self, page: Any) -> None:
        self.fonts = {
            name[1:]: Font(font) for name, font in page.resources.get("/Font", {}).items()
        }
        self.texts: dict[int, list[TextRun]] = {}
        self.graphics: list[Graphic] = []
        ops = parse_operators(page)
        if ops[0][1] != b"cm" or [op[1] for op in ops[1:3]] != [b"q", b"cm"]:
            raise NotCompilableError("matrix")
        self._walk(ops[3:-1], _State())

    def _walk(self, ops: Sequence[Op], state: _State) -> None:
        index = 0
        while index < len(ops):
            operands, operator = ops[index]
            if operator == b"q":
                end = _find_end(ops, index, b"q", b"Q")
                inside = ops[index + 1 : end]
                if any(op in (b"BDC", b"BT") for _, op in inside) or not _paints(inside):
                    self._walk(inside, state.copy())
                else:
                    self._draw(list(ops[index : end + 1]), state)
                index = end + 1
            elif operator in (b"BMC", b"BDC"):
                end = _find_end(ops, index, (b"BMC", b"BDC"), b"EMC")
                inside = ops[index + 1 : end]
                if operator == b"BMC":
                    self._draw(list(inside), state)
                else:
                    self._mark(operands, inside, state)
                index = end + 1
            elif operator in _STATE:
                state.take(operands, operator)
                index += 1
            elif operator in _PATH and not any(op in (b"BDC", b"BT") for _, op in ops[index:]):
                self._draw([((), b"q"), *ops[index:], ((), b"Q")], state)
                return
            elif operator in _PATH and not state.clip:
                end = index
                while end < len(ops) and ops[end][1] in _PATH:
                    end += 1
                state.clip = tuple(ops[index:end])
                index = end
            else:
                raise NotCompilableError(f"operator {operator.decode()}")

    def _draw(self, ops: list[Op], state: _State, mark: int | None = None) -> None:
        ops = [op for op in ops if op[1] not in (b"BMC", b"EMC")]
        if not all(operator in PLAIN or operator in (b"Do", b"gs") for _, operator in ops):
            raise NotCompilableError("picture")
        box = _box(ops) or _box(state.clip)
        if box:
            before = state.ops()
            self.graphics.append(
                Graphic([((), b"q"), *before, *ops, ((), b"Q")] if before else ops, box, mark)
            )

    def _mark(
        self, operands: tuple[float | bytes, ...], inside: Sequence[Op], state: _State
    ) -> None:
        match = re.search(rb"/MCID (\d+)", operands[1] if isinstance(operands[1], bytes) else b"")
        if not match:
            raise NotCompilableError("mark")
        mark = int(match[1])
        if operands[0] == b"/Figure":
            return self._draw(list(inside), state, mark)
        untagged: list[Op] = []
        index = 0
        while index < len(inside):
            if inside[index][1] in _STATE:
                state.take(*inside[index])
            elif inside[index][1] == b"BT":
                end = _find_end(inside, index, b"BT", b"ET")
                self.texts.setdefault(mark, []).extend(
                    self._text(mark, inside[index + 1 : end], state)
                )
                index = end
            else:
                untagged.append(inside[index])
            index += 1
        if untagged:
            self._draw(untagged, state)

    def _text(self, mark: int, ops: Sequence[Op], state: _State) -> Iterator[TextRun]:
        if state.clip:
            raise NotCompilableError("clip")
        origin = font = None
        size, follows = 0.0, False
        for operands, operator in ops:
            if operator == b"Tm":
                if operands[:4] != (1, 0, 0, -1):
                    raise NotCompilableError("text matrix")
                origin, follows = (float(operands[4]), float(operands[5])), False
            elif operator == b"Tf":
                assert isinstance(operands[0], bytes)
                font, size = self.fonts[operands[0][1:].decode()], float(operands[1])
            elif operator in _STATE:
                state.take(operands, operator)
            elif operator == b"TJ" and font and origin:
                run = read_text_run(mark, font, size, origin, state.color, operands[0])
                run.follows = follows
                yield run
                # What follows has letters that this face has not, or the last run had not.
                origin, follows = (run.x + run.width, run.y), True
            else:
                raise NotCompilableError(f"operator {operator.decode()}")


_STATE = frozenset((b"gs", b"rg", b"RG", b"w", b"J", b"j", b"d", b"M"))
_PATH = frozenset((b"re", b"m", b"l", b"c", b"h", b"W", b"W*", b"n"))  # of a clip


@dataclass(slots=True)
class _State:
    """The part of the graphics state that lines of text and drawings take over from what stood
    before them.
    """

    gs: Op | None = None
    fill: Op | None = None
    stroke: Op | None = None
    clip: tuple[Op, ...] = ()

    @property
    def color(self) -> tuple[float, ...]:
        if self.fill is None:
            return 0.0, 0.0, 0.0
        return tuple(map(float, self.fill[0]))

    def take(self, operands: tuple[float | bytes, ...], operator: bytes) -> None:
        if operator == b"gs":
            if operands != (b"/a1.0",):
                raise NotCompilableError("transparency")
            self.gs = operands, operator
        elif operator == b"rg":
            self.fill = operands, operator
        elif operator == b"RG":
            self.stroke = operands, operator
        else:
            raise NotCompilableError("stroke")

    def ops(self) -> list[Op]:
        return [*(op for op in (self.gs, self.fill, self.stroke) if op), *self.clip]

    def copy(self) -> _State:
        return _State(self.gs, self.fill, self.stroke, self.clip)


def parse_operators(content: Any) -> list[Op]:
    """Return the operators of a page or a form."""
    return [
        (tuple(_operand(operand) for operand in step.operands), str(step.operator).encode())
        for step in pikepdf.parse_content_stream(content)
    ]


def _operand(operand: Any) -> float | bytes:
    if isinstance(operand, bool):
        raise NotCompilableError("operand")
    if isinstance(operand, (int, Decimal)):
        return float(operand)
    return (
        bytes(operand.unparse())
        if hasattr(operand, "unparse")
        else pikepdf.unparse_content_stream([([operand], pikepdf.Operator("x"))])[:-2]
    )


def _find_end(
    ops: Sequence[Op], start: int, opening: bytes | tuple[bytes, ...], closing: bytes
) -> int:
    depth = 0
    for index in range(start, len(ops)):
        operator = ops[index][1]
        if operator == opening or operator in opening and isinstance(opening, tuple):
            depth += 1
        elif operator == closing:
            depth -= 1
            if not depth:
                return index
    raise NotCompilableError("unbalanced")


def _paints(ops: Sequence[Op]) -> bool:
    """Return whether anything is drawn or clipped here, and not just in groups of its own."""
    depth = 0
    for _, operator in ops:
        depth += operator in (b"q", b"BMC", b"BDC")
        if not depth and operator not in _STATE:
            return True
        depth -= operator in (b"Q", b"EMC")
    return False


def _box(ops: Sequence[Op]) -> tuple[float, float, float, float] | None:
    """Return the box of all coordinates; None where nothing is drawn.

    Within another matrix they are not on this page.
    """
    xs: list[float] = []
    ys: list[float] = []
    for (operands, operator), is_local in zip(ops, own_matrices(ops), strict=True):
        if is_local:
            continue
        if operator == b"re":
            x, y, width, height = (float(operand) for operand in operands)
            xs += x, x + width
            ys += y, y + height
        elif operator in POINTS:
            numbers = [float(operand) for operand in operands]
            xs += numbers[::2]
            ys += numbers[1::2]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else None
