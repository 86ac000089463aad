"""The parts compiled so far in this process: from memory, from disk, or compiled when they are
needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handout.cache.memory import LRUCache
from handout.compiled.assemble.fill import PreparedFragment
from handout.compiled.fragments import cache as fragment_cache
from handout.compiled.fragments.fragment import Fragment
from handout.compiled.parts.slots import SheetPart
from handout.compiled.pdf.types import NotCompilableError
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.sources.pictures.picture import Picture


@dataclass
class CompiledParts:
    """The fragments of parts by their keys, and which of them no audited sheet has had yet.

    Unless it `compiles`, only parts are used that are on disk, and nothing is written there. Of
    sheets that are `alike` a part that cannot be compiled goes to no disk either.
    """

    compiles: bool
    alike: bool

    # Up to 1 MB each; of a part that cannot be compiled, the reason. A sheet has 20, and those of
    # a batch come school by school.
    fragments: LRUCache[str, PreparedFragment | str] = field(default_factory=lambda: LRUCache(100))
    # The keys of parts that were compiled and not audited: for a sheet that was then typeset for
    # another reason, if not for that at hand. The next sheet that has them is audited.
    unaudited: set[str] = field(default_factory=set)

    def find_fragment(
        self, fitted: FittedSheet, side: FittedSide, part: SheetPart, logo: Picture | None
    ) -> PreparedFragment:
        """Return the fragment of `part`. Raises NotCompilableError if there is none."""

        def read() -> PreparedFragment | str:
            fragment = fragment_cache.read(part.key) if part.shared else None
            return _prepare(part, fragment or self._compile(fitted, side, part, logo))

        known = self.fragments.get_or_create(part.key, read)
        if isinstance(known, str):
            raise NotCompilableError(known)
        return known

    def compile_together(
        self,
        fitted: FittedSheet,
        side: FittedSide,
        parts: Sequence[SheetPart],
        logo: Picture | None,
    ) -> None:
        """Compile the parts of a side that are new, if there are several, in one document.

        If one of them is beyond us, none is: alone, each shows whether it is that one.
        """
        new = []
        for part in parts:
            if part.key in self.fragments:
                continue
            if fragment := fragment_cache.read(part.key) if part.shared else None:
                self.fragments[part.key] = _prepare(part, fragment)
            else:
                new.append(part)
        if not self.compiles or len(new) < 2:
            return
        from handout.compiled.fragments.compile import compile_parts

        try:
            compiled = compile_parts(fitted, side, new, logo)
        except NotCompilableError:
            return
        for part, fragment in zip(new, compiled, strict=True):
            self.fragments[part.key] = _prepare(part, fragment)
            self.unaudited.add(part.key)

    def _compile(
        self, fitted: FittedSheet, side: FittedSide, part: SheetPart, logo: Picture | None
    ) -> Fragment | NotCompilableError:
        """Compile a part that is not on disk. Return its fragment, or why there is none."""
        if not self.compiles:
            raise NotCompilableError("new")
        from handout.compiled.fragments.compile import compile_part

        result: Fragment | NotCompilableError
        try:
            result = compile_part(fitted, side, part, logo)
        except NotCompilableError as reason:
            result = reason
        if isinstance(result, Fragment):
            self.unaudited.add(part.key)
        elif part.shared and not self.alike:
            fragment_cache.write(part.key, result)
        return result

    def keep(self, parts: Sequence[SheetPart]) -> None:
        """Write parts to disk that were on a sheet as the typesetter's, and no classroom's own."""
        for part in parts:
            known = self.fragments.get_or_create(part.key, lambda: "new")
            if part.shared and isinstance(known, PreparedFragment):
                fragment_cache.write(part.key, known.fragment)

    def ban(self, parts: Sequence[SheetPart]) -> None:
        """Use none of `parts` any more: a sheet that had them differed from the typesetter's."""
        for part in parts:
            self.fragments[part.key] = "audit"
            if part.shared:
                fragment_cache.write(part.key, NotCompilableError("audit"))


def _prepare(part: SheetPart, fragment: Fragment | NotCompilableError) -> PreparedFragment | str:
    """Return what is known of a part in memory: its fragment, or why there is none."""
    if isinstance(fragment, NotCompilableError):
        return str(fragment)
    return PreparedFragment(fragment, prefix=f"P{part.key[:10]}")
