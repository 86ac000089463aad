"""The way back: an edited page, or a print that is to be opened again -> the customization and its edits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handout.edits.apply import EditedHandout, block_units, person_key, prose_units
from handout.edits.diff import Change
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layering.overlay import Origin, SourcedValue
from handout.pipeline import PreparedHandout, prepare_layers, read_layers
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.pull.blocks import BoxEdits, box_edits
from handout.pull.box_matching import frame_test, match_boxes, without_copies
from handout.pull.build_state import keep, kept_of
from handout.pull.field_check import MOST_CONTACTS
from handout.pull.fields import FieldEdits, field_edits, refuse_contacts, rows_of
from handout.pull.page_words import Passage, passages
from handout.pull.snapshot import issued, shown_fields
from handout.pull.spoilt_pages import refuse_spoilt_letters, refuse_translated
from handout.pull.untaken import is_untaken, left_over
from handout.sources.content.layer import Layer, Level, parse_layer
from handout.sources.content.logo import Emblem, Picture, clean_logo, logo_name
from handout.sources.customization.edit import Row, with_values
from handout.sources.edited.edits_file import (
    Edits,
    edits_path,
    format_edits,
    parse_edits,
    read_edits,
)
from handout.sources.edited.html_page import Document, Page, open_document, read_page
from handout.sources.edited.html_policy import is_blocked
from handout.sources.edited.record import Record, read_record
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.fields import FIELDS, columns_of
from handout.sources.file_kinds import DOCX, HTML, kind_at, refuse_kind
from handout.sources.markdown.document import parse_prose
from handout.sources.yaml import tree as yaml_tree


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A page as it is in a file, and as it was issued. `passages` are all of its words, wherever they stand."""

    path: Path
    page: Page
    record: Record
    logo: Emblem | None = None
    problems: tuple[Problem, ...] = ()
    passages: tuple[Passage, ...] = ()

    @property
    def digest(self) -> str:
        """The same for two pages that say the same."""
        blocks = [
            (
                block.id,
                block.side,
                block.title,
                sorted(block.waiting),
                [(n.kind, n.cells, n.ticked) for n in block.lines],
            )
            for block in self.page.blocks
        ]
        words = [(one.block, one.text) for one in self.passages]
        text = json.dumps([blocks, sorted(self.page.fields.items()), words], ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Pull:
    """What reading a page back comes to: texts of the two files (None: as they are) and what changes, in the order told.

    `prepared` is what they make, `found` what is wrong with that; `before` is the text as it is, None for a file that is
    not there. Then `logo` is hers, to be written as well.
    """

    issue: Issue
    customization: Path
    text: str
    edits: Edits
    before: str | None
    edits_before: Edits
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    prepared: PreparedHandout
    found: tuple[Problem, ...]
    logo: Picture | None = None

    @property
    def untaken(self) -> tuple[Problem, ...]:
        """Those of `problems` that tell of something on the page that was not taken."""
        return tuple(filter(is_untaken, self.problems))

    @property
    def files(self) -> Mapping[Path, str | bytes | None]:
        """What is to be written; None is to be removed."""
        found: dict[Path, str | bytes | None] = {}
        if self.text != self.before:
            found[self.customization] = self.text
        if self.edits != self.edits_before:
            found[edits_path(self.customization)] = format_edits(self.edits) if self.edits else None
        if self.logo:
            found[_logo_path(self.customization)] = self.logo.content
        return found


@dataclass(frozen=True, kw_only=True)
class Own:
    """The two files that a page is read back into, as they are and as they start, and the handout that texts of them make.

    `whole`: what the customization names it says whole, also that a field is empty, whatever the layers under it say.
    """

    customization: Path
    text: str
    before: str | None
    edits: Edits
    edits_before: Edits
    put: Callable[[str, Edits], tuple[PreparedHandout, tuple[Problem, ...]]]
    whole: bool = False


def open_issue(path: Path, *folders: Path, translated: bool = False) -> Issue:
    """The page in an HTML or Word file and its record, from the file or, failing that, from what was kept in `folders`.

    Raises HandoutError if it is none of ours, cannot be compared with what was issued, or another program changed its
    words: a translation is read only if it is asked for (`translated`).
    """
    found: tuple[Problem, ...] = ()
    kind = kind_at(path)
    refuse_kind(kind, (HTML, DOCX), Position(str(path)))
    if kind == DOCX:
        from handout.sources.edited.docx_page import open_docx

        document, found = open_docx(path)
    else:
        document = open_document(path)
    issue = issue_of(document, path, path.parent, *folders, translated=translated)
    return replace(issue, problems=(*found, *issue.problems))


def issue_of(
    document: Document,
    path: Path,
    *folders: Path,
    translated: bool = False,
    make_anew: Callable[[], Record] | None = None,
) -> Issue:
    """The page that `document` is, as open_issue gives it; `path` is what its file is called.

    `make_anew` gives the record of what was issued, where it can be made again.
    """
    record, problems = _record(document, path, folders, make_anew)
    titles = {id: block.title for id, block in record.blocks.items()}
    page, copies = match_boxes(read_page(document, titles, frame_test(record)), record)
    if not any(block.id for block in page.blocks):
        raise HandoutError([problem("page-foreign", Position(str(path)))])
    position, found = Position(str(path)), passages(document.root, record)
    refuse_spoilt_letters(found, record, position)
    if not translated:
        refuse_translated(document.root, found, record, position)
    if is_blocked(document.root):
        problems = (*problems, problem("page-script-changed", position, warning=True))
    return Issue(
        path=path,
        page=page,
        record=record,
        logo=document.logo,
        problems=(*problems, *copies, *_left_out(page)),
        passages=(
            *(without_copies(found, record) if copies else found),
            *(Passage("", text) for text in document.asides),
        ),
    )


def _record(
    document: Document,
    path: Path,
    folders: Sequence[Path],
    make_anew: Callable[[], Record] | None,
) -> tuple[Record, tuple[Problem, ...]]:
    position = Position(str(path))
    if document.cut:
        raise HandoutError([problem("page-cut", position)])
    why = problem("record-missing", position, warning=True)
    if document.record is not None:
        record = read_record(document.record, position)
        if isinstance(record, Record):
            return record, ()
        why = record
    if not why.warning:
        raise HandoutError([why])
    for folder in folders:
        kept = kept_of(folder / path.stem)
        if kept.record:
            record = read_record(kept.record, position)
            if isinstance(record, Record):
                return record, (why,)
    if make_anew:
        return make_anew(), (problem("record-made-anew", position, warning=True),)
    raise HandoutError(
        [problem("page-foreign" if document.record is None else "record-lost", position)]
    )


def _left_out(page: Page) -> Iterator[Problem]:
    position = Position(page.path)
    if page.foreign and page.marked:
        what = ", ".join(
            f"{name} ({count})" if count > 1 else name
            for name, count in sorted(page.foreign.items())
        )
        yield problem("page-left-out", position, warning=True, what=what)


def read_back(
    issue: Issue,
    customization: Path,
    district: Path | None = None,
    school: Path | None = None,
    *,
    as_it_stands: bool = False,
) -> Pull:
    """What `issue` comes to for the file `customization`, which is made if it is not there.

    With `as_it_stands` everything on the page is hers, whatever the content says by now. Raises HandoutError if a file
    has something wrong, or if the result would not say what the page says.
    """
    (above, found), there, record = (
        read_layers(None, district, school),
        customization.exists(),
        issue.record,
    )
    raise_errors(found)
    text = yaml_tree.read_text(customization) if there else record.customization
    edits_before = read_edits(edits_path(customization)) if there else Edits()
    edits = (
        edits_before if there or not record.edits else parse_edits(record.edits, issue.page.path)
    )

    logo, told = (None, ()) if there else _own_logo(issue, above)
    if logo and issue.logo:
        path = _logo_path(customization)
        if path.exists() and path.read_bytes() != logo.content:
            raise HandoutError([problem("is-there-already", Position(str(path)))])
        text = with_values(text, {"logo.file": path.name, "logo.alt": issue.logo.shows})

    def put(text: str, edits: Edits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
        layer, found = parse_layer(
            yaml_tree.parse_yaml(text, str(customization)), Level.CUSTOMIZATION
        )
        raise_errors(found)
        # What is wrong with the words is for build to say: hers are kept all the same.
        return prepare_layers(
            [*above, layer], edits=edits, edits_file=str(edits_path(customization)), logo=logo
        )

    before = text if there else None
    own = Own(
        customization=customization,
        text=text,
        before=before,
        edits=edits,
        edits_before=edits_before,
        put=put,
    )
    pull = read_into(own, issue, as_it_stands=as_it_stands)
    return replace(pull, logo=logo, problems=(*pull.problems, *told))


def _own_logo(issue: Issue, above: Sequence[Layer]) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The logo on the page, unless it is one that the layers above bring with them; a picture that is none is told."""
    shows = [str(layer.values["logo.alt"].value) for layer in above if "logo.alt" in layer.values]
    if issue.logo is None or issue.logo.shows in shows[-1:]:
        return None, ()
    logo, found = clean_logo(issue.logo.content, issue.path.name, Position(str(issue.path)))
    return logo, tuple(replace(one, warning=True) for one in found)


def _logo_path(customization: Path) -> Path:
    return customization.with_name(logo_name(customization.stem))


def read_into(own: Own, issue: Issue, *, as_it_stands: bool = False) -> Pull:
    """What `issue` comes to for these files. Raises HandoutError as read_back does."""
    record, page, path = issue.record, issue.page, str(own.customization)
    now, _ = own.put(own.text, own.edits)
    fields = field_edits(record, page, now.handout, shown_fields(now.fitted.sheet))
    boxes = box_edits(record, page, now.unedited, now.edited, own.edits, as_it_stands=as_it_stands)
    values = dict(fields.values)
    if fields.contacts is not None:
        rows = fields.contacts if own.whole else _own_contacts(own.text, fields.contacts, now, path)
        values["contacts"] = rows[:MOST_CONTACTS]
        refuse_contacts(fields, record, page.path, rows[MOST_CONTACTS:])
    changed = own.text
    if own.whole:  # a name that is not there cannot be emptied
        changed = with_values(changed, {name: "x" for name, value in values.items() if not value})
    changed = with_values(changed, values)
    try:
        prepared, found = own.put(changed, boxes.edits)
    except HandoutError as error:  # it is her words on the page that are wrong, not the file
        raise HandoutError(
            [replace(one, path=page.path, line=0, column=0) for one in error.problems]
        ) from error
    if fields.contacts is not None:
        boxes.edits = replace(boxes.edits, people=_people(prepared.unedited, fields.contacts))
        prepared, found = own.put(changed, boxes.edits)
    pull = Pull(
        issue=issue, found=found, customization=own.customization, text=changed, edits=boxes.edits, before=own.before,
        edits_before=own.edits_before, changes=(*fields.changes, *boxes.changes), prepared=prepared,
        problems=_told(issue, fields, boxes),
    )  # fmt: skip
    _prove(issue, now, pull, fields.refused | boxes.refused)
    return pull


def _told(issue: Issue, fields: FieldEdits, boxes: BoxEdits) -> tuple[Problem, ...]:
    """All that is to be said of a page that was read: last whatever stands on it and was neither taken nor told."""
    left = left_over(issue.passages, issue.record, issue.page, fields.seen + boxes.seen)
    return tuple(dict.fromkeys((*issue.problems, *fields.problems, *boxes.problems, *left)))


def _own_contacts(text: str, wanted: Sequence[Row], now: PreparedHandout, path: str) -> list[Row]:
    """The rows of contacts in the customization, so that with those of the layers below they are the wanted ones."""
    layer, _ = parse_layer(yaml_tree.parse_yaml(text, path), Level.CUSTOMIZATION)
    placed = layer.values.get("contacts")
    own = (
        [row for row in placed.value if isinstance(row, dict)]
        if placed and isinstance(placed.value, tuple)
        else []
    )
    rows = now.handout.value("contacts")
    current = (
        {person_key(row): row for row in rows if isinstance(row, dict)}
        if isinstance(rows, tuple)
        else {}
    )
    gone = current.keys() - {person_key(row) for row in wanted}
    found: dict[str, Row] = {person_key(row): row for row in own if person_key(row) not in gone}
    for row in wanted:
        if current.get(person_key(row)) != row:
            found[person_key(row)] = row
    return list(found.values())


def _people(
    plain: Handout, wanted: Sequence[Row]
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    rows = plain.value("contacts")
    there = (
        tuple(person_key(row) for row in rows if isinstance(row, dict))
        if isinstance(rows, tuple)
        else ()
    )
    now = tuple(person_key(row) for row in wanted)
    return None if there == now else (there, now)


def _prove(issue: Issue, now: PreparedHandout, pull: Pull, refused: set[str]) -> None:
    """That the page, read against what would be issued now, holds nothing more to take. Raises HandoutError if it does."""
    before, after = (
        issued(prepared.fitted, issue.record.name) for prepared in (now, pull.prepared)
    )
    page, record, prepared = issue.page, issue.record, pull.prepared
    if (before.blocks, before.fields) == (record.blocks, record.fields):
        own = iter([id for ids in after.sides.values() for id in ids if id not in record.blocks])
        named = [replace(block, id=block.id or next(own, "")) for block in page.blocks]
        page = replace(page, blocks=tuple(named))
        left = box_edits(after, page, prepared.unedited, prepared.edited, pull.edits).changes
    else:  # by now the content says something else, or other edits were read back: what was merged must come out
        left = list(_not_as_merged(pull))
    fields = field_edits(record, page, prepared.handout, shown_fields(prepared.fitted.sheet))
    left += fields.changes
    # How the boxes stand on a side is its layout's choice, unless she moved one.
    moved = any(change.kind == "boxes-moved" for change in pull.changes)
    ignored = {"decided"} if moved else {"decided", "boxes-moved"}
    left = [change for change in left if change.where not in refused and change.kind not in ignored]
    if left:
        where = ", ".join(dict.fromkeys(change.title or change.where for change in left))
        raise HandoutError(
            [problem("pull-differs", Position(issue.page.path), where=where), *pull.problems]
        )


def _not_as_merged(pull: Pull) -> Iterator[Change]:
    blocks = {block.id: block for block in pull.prepared.handout.blocks}
    for edit in pull.edits.blocks:
        block = blocks.get(edit.id)
        if block and not block.locked and edit.text is not None:
            said = [
                unit.wording
                for unit in block_units(block)
                if unit.id not in block.present_locked_items
            ]
            wanted = [
                unit.wording
                for unit in prose_units(edit.text)
                if unit.id not in block.present_locked_items
            ]
            if said != wanted:
                yield Change("reworded", edit.id, block.title)


def since_issued(issue: Issue) -> tuple[Change, ...]:
    """What was changed in the page since it was made, and can be taken."""
    return compare(issue).changes


@dataclass(frozen=True)
class Comparison:
    """What was changed in a page since it was made and can be taken, and all that is to be said of it."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    @property
    def untaken(self) -> tuple[Problem, ...]:
        """Those of `problems` that tell of something on the page that cannot be taken."""
        return tuple(filter(is_untaken, self.problems))

    @property
    def is_edited(self) -> bool:
        """Whether the page says anything that it did not say when it was made."""
        return bool(self.changes or self.untaken)


def compare(issue: Issue) -> Comparison:
    """The page as it is with the page as it was made; no other file is looked at."""
    record = issue.record
    handout = _as_issued(record)
    fields = field_edits(record, issue.page, handout, record.fields)
    boxes = box_edits(record, issue.page, handout, EditedHandout(handout), Edits())
    return Comparison((*fields.changes, *boxes.changes), _told(issue, fields, boxes))


def _as_issued(record: Record) -> Handout:
    """The handout that a record tells of, as far as it does."""
    nowhere = Position("")
    origin = Origin(Level.CUSTOMIZATION, record.name, nowhere)
    layer, _ = parse_layer(yaml_tree.parse_yaml(record.customization, ""), Level.CUSTOMIZATION)
    values = {name: SourcedValue(placed, origin) for name, placed in layer.values.items()}
    for name in filter(columns_of, FIELDS):
        if rows := rows_of(name, record.fields):
            values[name] = SourcedValue(
                PlacedValue(tuple(dict(row) for row in rows), nowhere), origin
            )
    signed = record.fields.get("teacher_name")
    blocks = []
    for side, ids in record.sides.items():
        for id in ids:
            block = record.blocks[id]
            title = "" if block.holds == "note" and signed else block.title
            parts = parse_prose(block.text, nowhere)[0] if block.holds != "note" else ()
            blocks.append(
                ComposedBlock(
                    id=id, title=title, side=side, locked=block.locked, holds=block.holds, parts=parts,
                    waiting=block.waiting, origin=origin, owner=block.owner,
                    locked_items=frozenset(block.locked_items),
                )
            )  # fmt: skip
    return Handout(language=record.language, values=values, blocks=tuple(blocks))


def remember(issue: Issue) -> None:
    """That this page has been read back."""
    target, kept = issue.path.with_suffix(""), kept_of(issue.path.with_suffix(""))
    word = issue.path.suffix.lower() == ".docx"
    now = replace(kept, word=issue.digest) if word else replace(kept, read=issue.digest)
    keep(target, now)


def is_remembered(issue: Issue) -> bool:
    """Whether this page, as it is, has been read back."""
    kept = kept_of(issue.path.with_suffix(""))
    word = issue.path.suffix.lower() == ".docx"
    return issue.digest == (kept.word if word else kept.read)
