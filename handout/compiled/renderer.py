"""A fitted sheet as a PDF: assembled from compiled parts where all of it is certain, else typeset
as a whole.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from traceback import format_tb

from handout.cache.memory import LRUCache
from handout.compiled import COMPILED
from handout.compiled.assemble.fill import FilledFragment, PreparedFragment
from handout.compiled.assemble.page_operators import PdfPage
from handout.compiled.assemble.pdf import SheetTemplate
from handout.compiled.compiled_parts import CompiledParts
from handout.compiled.fragments import cache as fragment_cache
from handout.compiled.parts.parts import find_part_as_drawn, split_into_parts
from handout.compiled.parts.positions import PartPosition, boxes_beside, part_positions
from handout.compiled.parts.slots import SheetPart
from handout.compiled.pdf.metadata import DocumentInfo
from handout.compiled.pdf.types import NotCompilableError
from handout.compiled.text.extra_font import sheet_extra_font
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.messages import message_table
from handout.publish.html.record import collect_sources
from handout.publish.pdf.errors import NoTypesetterError
from handout.sources.fields.languages import language_direction
from handout.sources.pictures.picture import Picture

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class RenderedPdf:
    """A PDF and how many pages it has.

    `route` is "compiled", or "typeset: " and why. `layout` is equal for sheets of the same compiled
    parts. Unless it is `audited`, an audit was due and the pages could not be rendered for it.
    """

    pdf: bytes
    pages: int
    route: str
    layout: str = ""
    audited: bool = True


PartKind = tuple[object, ...]


@dataclass
class Compiler:
    """The parts compiled so far in this process, and the sheets that were put together from them.

    Unless it `compiles`, only parts are used that are on disk, and nothing is written there: a part
    takes a second, its audit with it, which pays where many sheets have it. A part that draws a
    classroom's own words is known in this process only: what is put on disk outlives the sheet, and
    nobody chose a place for it.

    The sheets to come may be `alike`, as blank ones are: with equal fronts, and backs of which each
    has a box with words of its own. Then each line of a box is a slot, where it can be, so that one
    part serves them all; and of the boxes of one kind the first is audited, and the others, which
    would cost an audit each and serve few sheets, go to no disk.
    """

    compiles: bool = True
    alike: bool = False

    parts: CompiledParts = field(init=False)
    # About 70 KB each.
    templates: LRUCache[object, SheetTemplate] = field(default_factory=lambda: LRUCache(100))
    # Of the sheet at hand: the parts that no sheet was made with before, and those that were
    # never so high on a sheet.
    new_parts: list[SheetPart] = field(default_factory=list)
    taller_parts: list[SheetPart] = field(default_factory=list)
    # The keys of parts that were audited higher than they were compiled.
    audited_taller: set[str] = field(default_factory=set)
    # Of sheets that are alike: the kinds of parts that were audited.
    audited_kinds: set[PartKind] = field(default_factory=set)
    _logged: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.parts = CompiledParts(self.compiles, self.alike)

    def render(
        self,
        fitted: FittedSheet,
        logo: Picture | None = None,
        name: str = "",
        banned: frozenset[str] = frozenset(),
    ) -> RenderedPdf:
        """Return the PDF of `fitted`; with the `name` of its customization's file it can be opened
        again.

        Layouts in `banned` are typeset. The first sheet with a part that was not compiled before is
        compared with the typesetter's, and the first on which a part is higher; if it differs, the
        part is never used. Raises RuntimeError as typesetting does, or NoTypesetterError.
        """
        self.new_parts.clear()
        self.taller_parts.clear()
        try:
            rendered = self.assemble(fitted, logo, name, banned)
        except NotCompilableError as reason:
            return typeset_whole(fitted, logo, name, str(reason), self.alike)
        except (MemoryError, TimeoutError, NoTypesetterError):
            raise
        except Exception as error:  # a mistake of this package, which the typesetter does not need
            self._log_mistake(error)
            return typeset_whole(fitted, logo, name, f"error {type(error).__name__}", self.alike)
        if kinds := self._unaudited_kinds(fitted):
            typeset = typeset_whole(fitted, logo, name, "audit", self.alike)
            return self._audit(rendered, typeset, kinds)
        return rendered

    def _unaudited_kinds(self, fitted: FittedSheet) -> set[PartKind]:
        """Return the kinds of the parts for which the sheet at hand is to be audited.

        What is alike is of one kind where it is drawn in the same way, with words of its own; but
        the first sheet of a language is audited in each look, whatever is on it.
        """
        handout, metrics = fitted.sheet.handout, fitted.metrics
        look = metrics.theme, metrics.paper, *map(handout.value, ("ink", "accent"))
        kinds: set[PartKind] = {(part.name, *look) for part in self.new_parts}
        kinds |= {(part.name, "taller", *look) for part in self.taller_parts}
        if self.alike and kinds:
            kinds.add((handout.language, *look))
            kinds -= self.audited_kinds
        return kinds

    def _audit(
        self, rendered: RenderedPdf, typeset: RenderedPdf, kinds: set[PartKind]
    ) -> RenderedPdf:
        """Return `rendered` if it is what the typesetter made, else `typeset`, and record which."""
        from handout.compiled.audit import NotRenderedError, find_difference

        try:
            difference = find_difference(typeset.pdf, rendered.pdf)
        except NotRenderedError:
            if self.alike:
                return typeset
            self._forget_new_parts()  # once is enough: it would fail for each sheet
            return replace(rendered, audited=False)
        if difference:
            self.parts.ban((*self.new_parts, *self.taller_parts))
            self._forget_new_parts()
            return typeset
        self.audited_kinds |= kinds
        self.parts.keep(self.new_parts)
        self._forget_new_parts()
        for part in self.taller_parts:
            self.audited_taller.add(part.key)
            if part.shared:
                fragment_cache.write_stretched(part.key)
        return rendered

    def _forget_new_parts(self) -> None:
        self.parts.unaudited -= {part.key for part in self.new_parts}

    def _log_mistake(self, error: Exception) -> None:
        """Log a mistake of this package with its traceback, once for all sheets that it concerns.

        Its message is left out, as it may hold a person's words.
        """
        traceback = "".join(format_tb(error.__traceback__))
        mistake = f"{type(error).__name__}\n{traceback}"
        if mistake not in self._logged:
            self._logged.add(mistake)
            _LOGGER.error("handout.compiled: %s", mistake)

    def assemble(
        self,
        fitted: FittedSheet,
        logo: Picture | None,
        name: str,
        banned: frozenset[str] = frozenset(),
    ) -> RenderedPdf:
        """Return the PDF as render does, but raise NotCompilableError where it must be typeset."""
        handout = fitted.sheet.handout
        if handout.value("large_print") is True:
            raise NotCompilableError("large-print")
        if fitted.metrics.scale != 1:
            raise NotCompilableError("larger-text")
        if any(side.side.picture for side in fitted.sides):  # each classroom has its own
            raise NotCompilableError("picture")
        if language_direction(handout.language) == "rtl":
            raise NotCompilableError("right-to-left")
        extra_font = sheet_extra_font(fitted)
        pages: list[PdfPage] = []
        filled_pages: list[list[FilledFragment]] = []
        glyphs: dict[str, set[int]] = {}
        keys: list[str] = []
        for side in fitted.sides:
            parts = split_into_parts(fitted, side, logo, in_lines=self.alike)
            positions = part_positions(fitted, side)
            fragments: list[PreparedFragment] = []
            filled: list[FilledFragment] = []
            self.parts.compile_together(fitted, side, parts, logo)
            for part in parts:
                try:
                    filled_part = self._fill_part(fitted, side, part, logo, positions, glyphs)
                except NotCompilableError:
                    if not part.in_lines:
                        raise
                    part = find_part_as_drawn(fitted, side, part.name, logo)
                    filled_part = self._fill_part(fitted, side, part, logo, positions, glyphs)
                fragments.append(filled_part[0])
                filled.append(filled_part[1])
                keys.append(part.key[:8])
            width, height = fitted.metrics.width, fitted.metrics.height
            pages.append(PdfPage(width, height, tuple(fragments), boxes_beside(side)))
            filled_pages.append(filled)
        layout = "-".join(keys)
        if layout in banned:
            raise NotCompilableError("audit")
        template = self._find_template(layout, pages, glyphs, handout.language)
        info = DocumentInfo(
            fitted.sheet.title,
            handout.language,
            message_table("words", handout.language)["page"]["description"],
            pages[0].parts[0].fragment.producer,
        )
        attached = collect_sources(fitted, name, logo) if name else {}
        pdf = template.write(filled_pages, glyphs, info, attached, extra_font)
        return RenderedPdf(pdf, len(pages), COMPILED, layout)

    def _fill_part(
        self,
        fitted: FittedSheet,
        side: FittedSide,
        part: SheetPart,
        logo: Picture | None,
        positions: Mapping[str, PartPosition],
        glyphs: dict[str, set[int]],
    ) -> tuple[PreparedFragment, FilledFragment]:
        """Return the fragment of `part` as it is, and with its words; note if it is to be audited.

        Raises NotCompilableError.
        """
        fragment = self.parts.find_fragment(fitted, side, part, logo)
        filled = fragment.fill_in(part, positions[part.name], glyphs)
        self._check_height(part, filled)
        if part.key in self.parts.unaudited:
            self.new_parts.append(part)
        return fragment, filled

    def _check_height(self, part: SheetPart, filled: FilledFragment) -> None:
        """Have the sheet audited if a part is higher than it was compiled for the first time."""
        if not filled.is_stretched or part.key in self.audited_taller:
            return
        if part.shared and fragment_cache.is_stretched(part.key):
            self.audited_taller.add(part.key)
        elif self.compiles:
            self.taller_parts.append(part)
        else:
            raise NotCompilableError("new")

    def _find_template(
        self, layout: str, pages: list[PdfPage], faces: Iterable[str], language: str
    ) -> SheetTemplate:
        """Return what all sheets of a layout share, whose slots are set in `faces`."""
        key = layout, tuple(sorted(faces)), tuple(page.beside for page in pages), language
        return self.templates.get_or_create(key, lambda: SheetTemplate(pages, faces, language))


@cache
def get_compiler(compiles: bool = True, *, alike: bool = False) -> Compiler:
    """Return the compiler of this process that `compiles`, or the one that does not; that for
    sheets that are `alike`, or the one for others.
    """
    return Compiler(compiles, alike)


def typeset_whole(
    fitted: FittedSheet,
    logo: Picture | None,
    name: str,
    reason: str,
    shares_front: bool = False,
) -> RenderedPdf:
    """Return the PDF of `fitted` by the typesetter, because of `reason`."""
    from handout.publish.pdf.typeset import typeset_sheet

    typeset = typeset_sheet(fitted, logo, name, shares_front=shares_front)
    return RenderedPdf(*typeset, f"typeset: {reason}")
