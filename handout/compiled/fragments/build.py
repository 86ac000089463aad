"""A drawn page -> the fragment of one of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handout.compiled.fragments.content_stream import Graphic
from handout.compiled.fragments.fragment import (
    ElementText,
    FixedText,
    Fragment,
    FragmentDrawing,
    GrowingRow,
    SidewaysShift,
    SlotText,
)
from handout.compiled.fragments.page import TypesetPage
from handout.compiled.fragments.page_parts import (
    find_part_at,
    find_part_bookmarks,
    find_part_edges,
    find_part_tags,
)
from handout.compiled.fragments.text_run import TextRun
from handout.compiled.fragments.xobjects import (
    copy_pictures,
    drop_opaque_states,
    inline_simple_forms,
)
from handout.compiled.parts.positions import PartPosition
from handout.compiled.parts.slots import CODE, FOOT, LOGO, NAMEPLATE, TOKEN, SheetPart
from handout.compiled.pdf.types import PX, Bookmark, NotCompilableError, StructureTag
from handout.compiled.text.shaping import FontInstance, shape_run
from handout.layout.fitting.fitted_sheet import FittedSide
from handout.publish.pdf.writing.operators import drop_flat_curves


def build_fragment(
    drawing: TypesetPage,
    side: FittedSide,
    filled: Sequence[SheetPart],
    positions: Mapping[str, PartPosition],
    name: str,
) -> Fragment:
    """Return the part `name` of a page whose slots hold our own words (layout.with_tokens).

    Raises NotCompilableError.
    """
    tags = find_part_tags(drawing.tags, side)
    owners: dict[int, str] = {}
    for part_name, part_tags in tags.items():
        for tag in part_tags:
            owners |= dict.fromkeys(tag.marks(), part_name)
    edges = find_part_edges(side, positions)
    graphics: list[Graphic] = []
    for graphic in drawing.graphics:
        mark = graphic.mark
        owner = find_part_at(edges, graphic.box) if mark is None else owners[mark]
        if owner == name:
            graphics.append(graphic)
    index = [part.name for part in filled].index(name)
    first_slot = sum(len(part.slots) for part in filled[:index])
    builder = FragmentBuilder(
        drawing, filled[index], first_slot, positions[name], tags[name], graphics
    )
    return builder.build(find_part_bookmarks(drawing, side, edges, name))


_BELOW = 0.22  # of a line's height is below its words' feet


class FragmentBuilder:
    """Makes the fragment of one part: its words, its slots, and the drawings around them."""

    def __init__(
        self,
        drawing: TypesetPage,
        part: SheetPart,
        first: int,
        position: PartPosition,
        tags: list[StructureTag],
        graphics: list[Graphic],
    ) -> None:
        self.drawing, self.part, self.first, self.position = drawing, part, first, position
        self.tags, self.graphics = tags, graphics
        for graphic in graphics:
            inlined = inline_simple_forms(graphic.ops, drawing.picture)
            graphic.ops = drop_opaque_states(list(drop_flat_curves(inlined)))
        self.blanks: dict[int, SlotText] = {}
        self.pushes: list[tuple[SidewaysShift, float, float]] = []  # with the line's y and size

    def build(self, marks: list[Bookmark]) -> Fragment:
        """Return the fragment, whose bookmarks are `marks`. Raises NotCompilableError."""
        texts: list[ElementText] = []
        figures: list[FragmentDrawing] = []
        tagged_graphics = {
            graphic.mark: graphic for graphic in self.graphics if graphic.mark is not None
        }

        def renumber(tag: StructureTag) -> StructureTag:
            children: list[StructureTag | int] = []
            runs: list[TextRun] = []
            for child in [*tag.children, None]:
                if isinstance(child, int) and tag.kind != "Figure":
                    runs += self.drawing.texts.get(child, [])
                    continue
                if runs:
                    children.append(len(texts))
                    texts.append(self.build_text(runs))
                    runs = []
                if isinstance(child, StructureTag):
                    children.append(renumber(child))
                elif child is not None:
                    children.append(-1 - len(figures))
                    figures.append(self.build_figure(tag, tagged_graphics.get(child)))
            return StructureTag(tag.kind, tag.attributes, children)

        tags = [renumber(tag) for tag in self.tags]
        if len(self.blanks) != len(self.part.slots):
            raise NotCompilableError("slots")
        untagged = [graphic for graphic in self.graphics if graphic.mark is None]
        drawings = [self.build_drawing(graphic) for graphic in untagged]
        rows = [self.build_row(group) for group in range(len(self.part.groups))]
        titles = [replace(mark, title=self.renumber_tokens(mark.title)) for mark in marks]
        used = _operand_names((*figures, *drawings), b"Do")
        pictures = copy_pictures(
            {name: self.drawing.picture(f"/{name}".encode()) for name in sorted(used)}
        )
        graphics_states = {
            name: self.drawing.opacity(name)
            for name in sorted(_operand_names((*figures, *drawings), b"gs"))
        }
        producer = str(self.drawing.pdf.docinfo["/Producer"])
        return Fragment(
            self.part.name,
            self.position,
            texts,
            figures,
            drawings,
            rows,
            tags,
            titles,
            pictures,
            graphics_states,
            producer,
        )

    # ---- words

    def build_text(self, texts: Sequence[TextRun]) -> ElementText:
        """Return the words of one element: those that are fixed, and its slots."""
        words: list[FixedText | SlotText] = []
        lines: dict[int, list[TextRun]] = {}
        for text, following in zip(texts, [*texts[1:], None], strict=True):
            token = TOKEN.search(text.text)
            if token and (text.follows or following and following.follows):
                raise NotCompilableError("letters")  # among words of another length they move
            if not token:
                words.append(
                    FixedText(
                        text.font.name,
                        text.size,
                        text.x,
                        text.y,
                        text.color,
                        text.shows,
                        tuple(glyph for glyph, _ in text.glyphs),
                    )
                )
                continue
            slot = self.slot_number(token[0])
            if slot in lines:
                if text.x != lines[slot][0].x and not self.part.slots[slot].ends:
                    raise NotCompilableError("lines that do not start alike")
                lines[slot].append(text)
                continue
            lines[slot] = [text]
            words.append(self.build_slot_text(slot, text, token[0]))
        for slot, several in lines.items():
            if len(several) > 1:
                first = self.blanks[slot]
                ys = tuple(text.y for text in several)
                slot_text = SlotText(
                    slot, first.font, first.x, ys, first.width, first.color, "", ""
                )
                words[words.index(first)] = self.blanks[slot] = slot_text
        return tuple(words)

    def slot_number(self, token: str) -> int:
        """Return the number within the part of the slot that `token` stands in."""
        slot = int(token[2:5]) - self.first
        if not 0 <= slot < len(self.part.slots):
            raise NotCompilableError("slots")
        return slot

    def build_slot_text(self, slot: int, text: TextRun, token: str) -> SlotText:
        if slot in self.blanks:
            raise NotCompilableError("a slot twice")
        slot_style = self.part.slots[slot]
        shaped = self.drawing.glyphs(
            shape_run(
                FontInstance(text.font.name, text.size, slot_style.features), text.text
            ).shows,
            text.font.name,
            text.size,
        )
        if [glyph for glyph, _ in shaped] != [glyph for glyph, _ in text.glyphs]:
            raise NotCompilableError("shape")
        for (_, x), (_, typeset_x) in zip(shaped, text.glyphs, strict=True):
            if abs(x - typeset_x) > 0.01:
                raise NotCompilableError("shape")
        before, _, after = text.text.partition(token)
        slot_text = SlotText(
            slot,
            FontInstance(text.font.name, text.size, slot_style.features),
            text.x,
            (text.y,),
            text.width,
            text.color,
            before,
            after,
        )
        self.blanks[slot] = slot_text
        if slot_style.pushes:
            push = (
                SidewaysShift(slot, text.x + 0.01, back=True)
                if slot_style.ends
                else SidewaysShift(slot, text.x + text.width - 0.01)
            )
            self.pushes.append((push, text.y, text.size))
        return slot_text

    def renumber_tokens(self, title: str) -> str:
        """Return a bookmark's title, its tokens numbered within the part."""
        return TOKEN.sub(lambda match: f"Zq{self.slot_number(match[0]):03}x", title)

    # ---- drawings

    def build_figure(self, tag: StructureTag, graphic: Graphic | None) -> FragmentDrawing:
        alt = str(tag.attributes.get("Alt"))
        if CODE in alt or alt == LOGO:  # a classroom, or a school, has its own
            left, top, right, bottom = tag.attributes["BBox"]
            return FragmentDrawing((), (left, top, right, bottom), False, ())
        if graphic is None:
            raise NotCompilableError("picture")
        return FragmentDrawing(tuple(graphic.ops), graphic.box, False, ())

    def build_row(self, group: int) -> GrowingRow:
        slots = [index for index, slot in enumerate(self.part.slots) if slot.group == group]
        least = self.part.groups[group].least * PX
        if not slots:
            return GrowingRow(1e9, 0, 0)
        top = min(self.blanks[index].ys[0] for index in slots)
        leading = self.part.slots[slots[0]].leading * PX
        feet = top + least - leading
        y = feet + 0.5  # below the words' feet a drawing may begin to end: a round corner
        words = self.position.words
        left, right = (
            words + side * PX
            for side in (self.part.groups[group].left, self.part.groups[group].right)
        )
        return (
            GrowingRow(y, left, right, top, feet + _BELOW * leading)
            if least > leading + 1
            else GrowingRow(y, left, right)
        )

    def build_drawing(self, graphic: Graphic) -> FragmentDrawing:
        left, top, right, bottom = graphic.box
        position = self.position
        in_box = self.part.name not in (NAMEPLATE, FOOT)
        frame = in_box and bottom - top >= position.depth - 2 and abs(top - position.y) < 2
        frame = frame and not any(
            operator in (b"Do", b"cm") for _, operator in graphic.ops
        )  # a sign, in a box of one line
        # A rule or a frame from side to side of the box ends where the box does, not behind words.
        pushed = right - left < position.width - 1
        pushes = []
        for push, y, size in self.pushes if pushed else ():
            if (
                top <= y - 0.3 * size <= bottom
                and bottom - top < 2.4 * size
                and (push.moves(left) or push.moves(right))
            ):
                pushes.append(push)
        return FragmentDrawing(tuple(graphic.ops), graphic.box, frame, tuple(pushes))


def _operand_names(drawings: Iterable[FragmentDrawing], wanted_operator: bytes) -> set[str]:
    """Return the names that an operator of these drawings is given."""
    names: set[str] = set()
    for drawing in drawings:
        for operands, operator in drawing.ops:
            if operator == wanted_operator and isinstance(operands[0], bytes):
                names.add(operands[0][1:].decode())
    return names
