"""What was changed in the boxes of a page: words, headings, order, boxes taken out and added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from handout.edits.apply import OWN, EditedHandout, block_units, prose_units, restore_locked
from handout.edits.diff import Change, prose_changes
from handout.edits.three_way_merge import MergeResult, merge_units, merge_value, restore_undecided
from handout.edits.units import Unit, Units, assign_ids, parts_of, units_of_lines
from handout.layering.compose import Handout
from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.pull.fields.field_lines import answer_line
from handout.pull.page.page_words import added_words, in_note, unit_words, words_in
from handout.sources.content.library import SIDES
from handout.sources.edited.edits_file import BlockEdit, Edits
from handout.sources.edited.html_page import FoundBlock, Page
from handout.sources.edited.record import Record, RecordedBlock
from handout.sources.fields.single_line import shorten
from handout.sources.markdown.document import format_prose, slug
from handout.sources.markdown.normalize import normal_text


@dataclass
class BoxEdits:
    """The edits there are now. `problems` tell what was not taken, from the boxes in `refused`.

    `seen` are the words that were taken or told.
    """

    edits: Edits = Edits()
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)


def box_edits(
    record: Record,
    page: Page,
    plain: Handout,
    now: EditedHandout,
    edits: Edits,
    *,
    as_it_stands: bool = False,
) -> BoxEdits:
    """`edits` and what `page` says otherwise than `record`; with `as_it_stands`, otherwise than the
    content says now.

    `plain` is the handout as it is without any edits, `now` with `edits`.
    """
    return _Reader(record, page, plain, now, edits, as_it_stands).read()


class _Reader:
    def __init__(
        self,
        record: Record,
        page: Page,
        plain: Handout,
        now: EditedHandout,
        edits: Edits,
        as_it_stands: bool,
    ) -> None:
        self.record, self.page, self.now, self.as_it_stands = record, page, now, as_it_stands
        self.plain = {block.id: block for block in plain.blocks}
        self.blocks = {block.id: block for block in now.handout.blocks}
        self.edits = {edit.id: edit for edit in edits.blocks}
        self.before = edits
        self.position = Position(page.path)
        self.found = BoxEdits()

    def read(self) -> BoxEdits:
        names = self.names()
        for block, id in zip(self.page.blocks, names, strict=True):
            issued = self.record.blocks.get(block.id)
            if issued is None:
                self.own(block, id, self.before_it(id, names))
            else:
                self.known(block, issued)
        self.removed()
        order = self.order(names)
        edits = tuple(edit for edit in self.edits.values())
        self.found.edits = Edits(blocks=edits, order=order, people=self.before.people)
        return self.found

    def names(self) -> list[str]:
        """The ids of the boxes on the page; those of new ones are made of their headings."""
        found: list[str] = []
        for block in self.page.blocks:
            stem = f"{OWN}{slug(block.title or 'box')}"[:36].strip("-")
            name, n = block.id or stem, 1
            while name in found or (not block.id and name in self.record.blocks):
                n += 1
                name = f"{stem}-{n}"
            found.append(name)
        return found

    def before_it(self, id: str, names: Sequence[str]) -> str:
        at = names.index(id)
        same = at and self.page.blocks[at - 1].side == self.page.blocks[at].side
        return names[at - 1] if same else ""

    def known(self, found: FoundBlock, issued: RecordedBlock) -> None:
        """A box that was issued: its words, unless fields say them, and its heading."""
        title = self.title(found, issued)
        base = prose_units(issued.text)
        units = self.words(found, issued, base) if issued.holds in ("", "help") else base
        if issued.locked:
            self.locked(found.id, issued, base, units, title)
            return
        locked = (
            self.blocks[found.id].present_locked_items if found.id in self.blocks else frozenset()
        )
        kept = restore_locked(units, base, locked)
        if [u.wording for u in kept] != [u.wording for u in units]:
            words = in_note(_changed_words(kept, units))
            self.refuse(found.id, "locked-items-edit", words=words, **self.named(found.id, issued))
        self.take(found, issued, base, kept, title)

    def locked(self, id: str, issued: RecordedBlock, base: Units, units: Units, title: str) -> None:
        """Tell what was changed in a box that is locked; what was moved or ticked there has no new
        words.
        """
        changed = [] if title == issued.title else [title]
        if units != base:
            changed.append(_changed_words(base, units))
        if changed:
            words = in_note(" / ".join(filter(None, changed)))
            self.refuse(id, "locked-edit", words=words, **self.named(id, issued))

    def named(self, id: str, issued: RecordedBlock) -> dict[str, str]:
        return {"title": issued.title, "owner": self.owner(id)}

    def title(self, found: FoundBlock, issued: RecordedBlock) -> str:
        """Its heading; one that is gone is the one it had, and one that a field is part of cannot
        be changed here.
        """
        if found.title in ("", issued.title):
            if not found.title and self.page.marked:
                self.refuse(found.id, "heading-back", title=issued.title)
            return issued.title
        block = self.blocks.get(found.id)
        if issued.holds == "note" and (block is None or issued.title != block.title):
            names = {
                self.record.fields.get("teacher_name", ""),
                *self.page.fields.get("teacher_name", ()),
            }
            said = message_table("words", self.record.language)["note"]["from"]
            if found.title not in {said.format(teacher=name).strip() for name in names}:
                self.refuse(found.id, "heading-fixed", title=issued.title, new=in_note(found.title))
            return issued.title
        return found.title

    def words(self, found: FoundBlock, issued: RecordedBlock, base: Units) -> Units:
        lines = [
            line
            for line in found.lines
            if issued.holds != "help" or line.kind not in ("row", "head")
        ]
        if issued.holds == "help":  # a field, and the order is the template's
            answer = answer_line(issued, lines, self.page.fields.get("call_for_help", ()))
            lines = [line for line in lines if line is not answer]
        # An office program takes the newer wording that stood on the screen for words like all
        # others.
        shown = (
            set() if self.page.marked else {normal_text(text) for text in issued.waiting.values()}
        )
        units = assign_ids([unit for unit in units_of_lines(lines) if unit.text not in shown], base)
        if issued.holds == "help":
            at = {unit.id: unit for unit in units}
            other = [unit for unit in units if unit.id not in {b.id for b in base}]
            return (*(at[b.id] for b in base if b.id in at), *other)
        if not self.page.marked:  # an office program keeps the words of a list, not what kind it is
            at = {unit.id: unit for unit in base}
            units = tuple(_as_listed(unit, at.get(unit.id), base) for unit in units)
        return units

    def take(
        self, found: FoundBlock, issued: RecordedBlock, base: Units, units: Units, title: str
    ) -> None:
        """Put the changes from `base` to `units` on what the box says now."""
        now, plain, old = (
            self.blocks.get(found.id),
            self.plain.get(found.id),
            self.edits.get(found.id),
        )
        decided = self.decided(found, issued)
        if units == base and title == issued.title and not decided and not self.as_it_stands:
            return
        if now is None or (plain is None and not (old and old.new)):
            heading_words = title if title != issued.title else ""
            words = in_note(" / ".join(filter(None, (heading_words, _changed_words(base, units)))))
            self.refuse(found.id, "box-not-here", title=issued.title, words=words)
            return
        self.found.seen += added_words(unit_words(base), unit_words(units))
        self.found.seen += added_words(issued.title, title)
        text = block_units(now)
        if self.as_it_stands:
            merged, heading = MergeResult(units=units), title
        else:
            merged, heading = (
                merge_units(base, units, text),
                merge_value(issued.title, title, now.title),
            )
        if issued.holds:  # the words are fields'
            merged, heading = (
                replace(merged, units=text),
                now.title if issued.holds == "note" else heading,
            )
        self.found.changes += prose_changes(found.id, now.title, text, merged.units)
        self.found.changes += [Change("decided", found.id, now.title, new=id) for id in decided]
        if heading != now.title:
            self.found.changes.append(Change("heading", found.id, now.title, now.title, heading))
        self.tell(now.title, merged)
        if plain and heading == title != issued.title != plain.title != heading:
            values = {"title": heading, "old": issued.title, "new": plain.title}
            self.found.problems.append(
                problem("edit-heading", self.position, warning=True, **values)
            )
        if old and old.new:
            self.edits[found.id] = replace(old, title=heading, text=_text(merged.units))
            return
        assert plain is not None
        waiting = {
            id: unit for id, unit in self.issued_units(found.id).items() if id not in decided
        }
        on = restore_undecided(
            block_units(plain), {} if self.as_it_stands else waiting | dict(merged.issued_units)
        )
        changed = merged.units != on
        edit = BlockEdit(
            id=found.id,
            issued=_text(on) if changed else None,
            text=_text(merged.units) if changed else None,
            issued_title=plain.title if heading != plain.title else None,
            title=heading if heading != plain.title else None,
        )
        if changed or edit.title is not None:
            self.edits[found.id] = edit
        else:
            self.edits.pop(found.id, None)

    def issued_units(self, id: str) -> Mapping[str, Unit]:
        return self.now.merged[id].issued_units if id in self.now.merged else {}

    def decided(self, found: FoundBlock, issued: RecordedBlock) -> set[str]:
        """Return the items whose newer wording was taken or put away on the page."""
        if not self.page.marked or found.id not in self.blocks:
            return set()
        waiting = self.blocks[found.id].waiting
        return {
            id
            for id, text in issued.waiting.items()
            if id not in found.waiting and waiting.get(id) == text
        }

    def own(self, found: FoundBlock, id: str, after: str) -> None:
        units = assign_ids(units_of_lines(found.lines), ())
        if not units and not found.title:
            return
        title = found.title or message_table("words", self.record.language)["edits"]["untitled"]
        side = found.side or "back"
        self.found.seen += words_in(f"{found.title}\n{unit_words(units)}")
        edit = BlockEdit(id=id, new=True, title=title, text=_text(units), side=side, after=after)
        if self.edits.get(id) != edit:
            self.found.changes.append(Change("box-added", id, title))
            self.found.changes += prose_changes(id, title, (), units)
        self.edits[id] = edit

    def removed(self) -> None:
        there = {block.id for block in self.page.blocks}
        for id, issued in self.record.blocks.items():
            if id in there or (id not in self.blocks and id not in self.edits):
                continue
            if not self.page.marked:
                self.refuse(id, "box-not-found", title=issued.title)
            elif issued.locked:
                self.refuse(id, "locked-removed", title=issued.title, owner=self.owner(id))
            elif id in self.blocks:
                if self.blocks[id].present_locked_items:
                    self.refuse(id, "locked-items-stay", **self.named(id, issued))
                self.found.changes.append(Change("box-removed", id, issued.title))
                own = self.edits.pop(id, None)
                if not (own and own.new):
                    self.edits[id] = BlockEdit(id=id, removed=True)

    def order(self, names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The boxes of each side, if any was moved."""
        if not self.page.marked or any(not block.side for block in self.page.blocks):
            return self.before.order
        there = [(block.side, id) for block, id in zip(self.page.blocks, names, strict=True)]
        sides = self.record.sides
        issued = [
            (side, id) for side in SIDES if side in sides for id in sides[side] if id in names
        ]
        if [entry for entry in there if entry[1] in self.record.blocks] == issued:
            return self.before.order
        self.found.changes.append(Change("boxes-moved", "", ""))
        return {
            side: tuple(id for at, id in there if at == side)
            for side in dict.fromkeys(side for side, _ in there)
        }

    def owner(self, id: str) -> str:
        return self.blocks[id].owner if id in self.blocks else ""

    def tell(self, title: str, merged: MergeResult) -> None:
        for text in merged.reworded:
            self.found.problems.append(
                problem("edit-look", self.position, warning=True, title=title, words=text)
            )
        for text in merged.gone:
            self.found.problems.append(
                problem("edit-gone", self.position, warning=True, title=title, words=shorten(text))
            )

    def refuse(self, id: str, code: str, **values: object) -> None:
        self.found.problems.append(problem(code, self.position, warning=True, **values))
        self.found.refused.add(id)
        self.found.seen += words_in(f"{values.get('words', '')}\n{values.get('new', '')}")


def _text(units: Units) -> str:
    return format_prose(parts_of(units))


def _changed_words(base: Units, units: Units) -> str:
    """The lines that were changed, as they are by now; those taken out, as they were."""
    changes = prose_changes("", "", base, units)
    return " / ".join(dict.fromkeys(change.new or change.old for change in changes))


def _as_listed(unit: Unit, issued: Unit | None, base: Sequence[Unit]) -> Unit:
    """`unit` as the kind of list that it was in, or that the box has."""
    if unit.kind not in ("ul", "ol"):
        return unit
    like = issued or next((b for b in base if b.kind in ("ul", "ol")), unit)
    return replace(
        unit,
        kind=like.kind,
        ticks=like.ticks,
        ticked=unit.ticked or (like.ticked and not unit.ticks),
    )
