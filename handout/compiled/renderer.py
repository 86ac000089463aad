"""A fitted sheet as a PDF: put together from compiled parts where all of it is certain, else typeset as a whole."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from functools import cache
from traceback import format_tb

from handout.cache.memory import LRUCache
from handout.compiled import COMPILED
from handout.compiled.assemble.fill import Master, Setting
from handout.compiled.assemble.pdf import Leaf, Sheet
from handout.compiled.fragments import cache as store
from handout.compiled.fragments.fragment import Fragment
from handout.compiled.parts.parts import parts_of
from handout.compiled.parts.positions import standings
from handout.compiled.parts.slots import Filled
from handout.compiled.pdf.metadata import About
from handout.compiled.pdf.types import NotCompilableError
from handout.compiled.text.fonts import usual
from handout.layout.fit import FittedSheet, FittedSide
from handout.messages import message_table
from handout.publish.html.record import collect_sources
from handout.sources.content.logo import Picture

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class RenderedPdf:
    """A PDF and its pages. `route` is "compiled", or "typeset: " and why. `layout` tells sheets of the same compiled parts.

    Unless it is `audited`, it was to be held against the typesetter's, and the pages could not be drawn.
    """

    pdf: bytes
    pages: int
    route: str
    layout: str = ""
    audited: bool = True


@dataclass
class Compiler:
    """The parts compiled so far in this process, and the sheets that were put together from them.

    Unless it `compiles`, only parts are used that are on disk, and nothing is written there: a part takes a second, its
    audit with it, which pays where many sheets have it. A part that draws words of a classroom's own is known in this
    process only: what is put away on disk outlives the sheet, and nobody chose a place for it.
    """

    compiles: bool = True

    masters: LRUCache[str, Master | str] = field(
        default_factory=lambda: LRUCache(200)
    )  # up to 1 MB each
    sheets: LRUCache[object, Sheet] = field(default_factory=lambda: LRUCache(400))  # about 100 KB
    fresh: list[Filled] = field(default_factory=list)  # parts that no sheet was made with before
    higher: list[Filled] = field(default_factory=list)  # parts that were never so high on a sheet
    stretched: set[str] = field(
        default_factory=set
    )  # parts that may be higher than they were compiled
    _logged: set[str] = field(default_factory=set)

    def render(
        self,
        fitted: FittedSheet,
        logo: Picture | None = None,
        name: str = "",
        banned: frozenset[str] = frozenset(),
    ) -> RenderedPdf:
        """The PDF of `fitted`; with the `name` of its customization's file it can be opened again.

        Layouts in `banned` are typeset. The first sheet with a part that was not compiled before is held against the
        typesetter's, and the first on which a part is higher; if it differs, the part is never used. Raises RuntimeError
        as typesetting does.
        """
        self.fresh.clear()
        self.higher.clear()
        try:
            pressed = self.compiled(fitted, logo, name, banned)
        except NotCompilableError as reason:
            return typeset_whole(fitted, logo, name, str(reason))
        except (MemoryError, TimeoutError):
            raise
        except Exception as error:  # ours, and the typesetter needs none of it
            self._log_mistake(error)
            return typeset_whole(fitted, logo, name, f"error {type(error).__name__}")
        if self.fresh or self.higher:
            from handout.compiled.audit import NotRenderedError, find_difference

            typeset = typeset_whole(fitted, logo, name, "audit")
            try:
                differs = find_difference(typeset.pdf, pressed.pdf)
            except NotRenderedError:
                return replace(pressed, audited=False)
            if differs:
                for filled in (*self.fresh, *self.higher):
                    self.masters[filled.key] = "audit"
                    if filled.shared:
                        store.write(filled.key, NotCompilableError("audit"))
                return typeset
            for filled in self.higher:
                self.stretched.add(filled.key)
                if filled.shared:
                    store.write_stretched(filled.key)
        return pressed

    def _log_mistake(self, error: Exception) -> None:
        """Log a mistake of this package with its traceback, once for all sheets that it concerns.

        Its message is left out, as it may hold a person's words.
        """
        traceback = "".join(format_tb(error.__traceback__))
        mistake = f"{type(error).__name__}\n{traceback}"
        if mistake not in self._logged:
            self._logged.add(mistake)
            _LOGGER.error("handout.compiled: %s", mistake)

    def compiled(
        self,
        fitted: FittedSheet,
        logo: Picture | None,
        name: str,
        banned: frozenset[str] = frozenset(),
    ) -> RenderedPdf:
        """As render does, but NotCompilableError is raised where the typesetter must be asked."""
        if fitted.sheet.handout.value("large_print") is True:
            raise NotCompilableError("large-print")
        leaves: list[Leaf] = []
        settings: list[list[Setting]] = []
        glyphs: dict[str, set[int]] = {}
        keys: list[str] = []
        for side in fitted.sides:
            at = standings(fitted, side)
            masters, row = [], []
            for filled in parts_of(fitted, side, logo):
                master = self._master(fitted, side, filled, logo)
                row.append(master.setting(filled, at[filled.name], glyphs))
                self._stretch(filled, row[-1])
                masters.append(master)
                keys.append(filled.key[:8])
            front = side.side.name == "front"
            beside = (
                tuple(tuple(p.panel.block.id for p in one) for one in side.rows if len(one) > 1)
                if front
                else ()
            )
            leaves.append(Leaf(fitted.metrics.width, fitted.metrics.height, tuple(masters), beside))
            settings.append(row)
        layout = "-".join(keys)
        if layout in banned:
            raise NotCompilableError("audit")
        language = fitted.sheet.handout.language
        sheet = self._sheet(layout, leaves, glyphs, language)
        producer = leaves[0].parts[0].fragment.producer
        about = About(
            fitted.sheet.title,
            language,
            message_table("words", language)["page"]["description"],
            producer,
        )
        attached = collect_sources(fitted, name, logo) if name else {}
        return RenderedPdf(sheet.written(settings, about, attached), len(leaves), COMPILED, layout)

    def _stretch(self, filled: Filled, setting: Setting) -> None:
        """Have it looked at, if a part is higher than it was compiled, for the first time."""
        if setting.is_stretched and filled.key not in self.stretched:
            if filled.shared and store.is_stretched(filled.key):
                self.stretched.add(filled.key)
            elif self.compiles:
                self.higher.append(filled)
            else:
                raise NotCompilableError("new")

    def _master(
        self, fitted: FittedSheet, side: FittedSide, filled: Filled, logo: Picture | None
    ) -> Master:
        def read() -> Master | str:
            found = store.read(filled.key) if filled.shared else None
            found = found or self._compiled(fitted, side, filled, logo)
            number = f"P{filled.key[:10]}"
            return str(found) if isinstance(found, NotCompilableError) else Master(found, number)

        known = self.masters.get_or_create(filled.key, read)
        if isinstance(known, str):
            raise NotCompilableError(known)
        return known

    def _compiled(
        self, fitted: FittedSheet, side: FittedSide, filled: Filled, logo: Picture | None
    ) -> Fragment | NotCompilableError:
        """A part that is not on disk."""
        if not self.compiles:
            raise NotCompilableError("new")
        from handout.compiled.fragments.compile import compile_part

        try:
            found: Fragment | NotCompilableError = compile_part(fitted, side, filled.name, logo)
        except NotCompilableError as reason:
            found = reason
        if filled.shared:
            store.write(filled.key, found)
        self.fresh.append(filled)
        return found

    def _sheet(
        self, layout: str, leaves: list[Leaf], glyphs: dict[str, set[int]], language: str
    ) -> Sheet:
        more = {face: frozenset(found - usual(face)) for face, found in sorted(glyphs.items())}
        key = layout, tuple(more.items()), tuple(leaf.beside for leaf in leaves), language
        return self.sheets.get_or_create(key, lambda: Sheet(leaves, more, language))


@cache
def get_compiler(compiles: bool = True) -> Compiler:
    """The one of this process that `compiles`, or the one that does not."""
    return Compiler(compiles)


def typeset_whole(fitted: FittedSheet, logo: Picture | None, name: str, reason: str) -> RenderedPdf:
    """The PDF of `fitted` by the typesetter, because of `reason`."""
    from handout.publish.pdf.typeset import typeset_sheet

    return RenderedPdf(*typeset_sheet(fitted, logo, name), f"typeset: {reason}")
