"""The blocks and the role and band layers in one folder of content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from pathlib import Path

from handout.content_folders import ENGLISH
from handout.problems import Position, Problem, problem, raise_errors
from handout.sources.content.block import Block, read_block
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import read_layer

SIDES = ("front", "back", "extra")


@dataclass(frozen=True, eq=False, kw_only=True)
class Library:
    """Everything under content/<language>/: blocks, and layers by role and by grade band.

    `contact_labels` are our labels of people in this language, by those in others casefolded.
    `has_drafts` is set where some of its words are a translation that nobody has reviewed;
    `english` has the words of blocks and layers that it lacks, and says in English;
    `faults` is what is wrong in a translation's files: English stands there.
    """

    language: str = ENGLISH
    blocks: tuple[Block, ...] = ()
    base: Layer
    roles: Mapping[str, Layer] = field(default_factory=dict)
    bands: Mapping[str, Layer] = field(default_factory=dict)
    contact_labels: Mapping[str, str] = field(default_factory=dict)
    has_drafts: bool = False
    english: frozenset[str] = frozenset()
    faults: tuple[Problem, ...] = ()

    def pick(self, role: str, band: str, values: Mapping[str, object]) -> tuple[Block, ...]:
        """Return the blocks for this role, grade band and the teacher's values, side by side and in
        their order.

        Of several files with one id the most specific is taken. "" is no band.
        """
        best: dict[str, Block] = {}
        for block in self.blocks:
            if not block.fits(role, band, values):
                continue
            other = best.get(block.id)
            if other is None or _count_conditions(block) > _count_conditions(other):
                best[block.id] = block
        return tuple(sorted(best.values(), key=_reading_order))


def _reading_order(block: Block) -> tuple[int, int, str]:
    return SIDES.index(block.side), block.order, block.id


def read_library(folder: Path, language: str) -> Library:
    """Return the library in `folder`. Raises HandoutError with what is wrong in all files."""
    problems: list[Problem] = []
    blocks: list[Block] = []
    for file in sorted((folder / "blocks").glob("*.md")):
        block, block_problems = read_block(file)
        problems += block_problems
        if block:
            blocks.append(block)
    if not blocks and not problems:
        problems.append(
            problem("library-empty", Position(str(folder / "blocks")), language=language)
        )
    base = _read_layer_file(folder / "base.yaml", Level.BASE, problems)
    roles = _read_layer_folder(folder / "roles", Level.ROLE, problems)
    bands = _read_layer_folder(folder / "bands", Level.BAND, problems)
    raise_errors([*problems, *_tie_problems(blocks)])
    return Library(language=language, blocks=tuple(blocks), base=base, roles=roles, bands=bands)


def _read_layer_folder(folder: Path, level: Level, problems: list[Problem]) -> dict[str, Layer]:
    """Return the layers in the files of a folder, by their names without the ending."""
    files = sorted(folder.glob("*.yaml"))
    return {file.stem: _read_layer_file(file, level, problems) for file in files}


def _read_layer_file(path: Path, level: Level, problems: list[Problem]) -> Layer:
    if not path.exists():
        return Layer(level=level, name=path.stem, path=str(path))
    layer, layer_problems = read_layer(path, level)
    problems += layer_problems
    return layer


def _count_conditions(block: Block) -> int:
    """Return how specific a block is: the number of conditions it makes.

    `not_roles` is none: it says who it is not for.
    """
    return bool(block.roles) + bool(block.bands) + len(block.when)


def _tie_problems(blocks: Sequence[Block]) -> Iterator[Problem]:
    """Yield a Problem for each id of which two files are equally right for somebody."""
    variants: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        variants[block.id].append(block)
    for variants_of_id in variants.values():
        for role, band, values in _list_cases(variants_of_id):
            fitting = [block for block in variants_of_id if block.fits(role, band, values)]
            most = max(map(_count_conditions, fitting), default=0)
            tied = [block for block in fitting if _count_conditions(block) == most]
            if len(tied) > 1:
                files = ", ".join(Path(block.position.path).name for block in tied)
                case = ", ".join(filter(None, [role, band, *values.values()]))
                yield problem(
                    "block-same" if case else "block-same-all",
                    tied[0].position,
                    files=files,
                    case=case,
                )
                break


def _list_cases(blocks: Sequence[Block]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield every role, band and value that `blocks` name, and "" for all others, in every
    combination.
    """
    roles = set(chain.from_iterable((*block.roles, *block.not_roles) for block in blocks))
    bands = set(chain.from_iterable(block.bands for block in blocks))
    conditions: dict[str, set[str]] = defaultdict(set)
    for block in blocks:
        for name, value in block.when.items():
            conditions[name].add(value)
    choices = [sorted({"", *options}) for options in (roles, bands, *conditions.values())]
    for role, band, *values in product(*choices):
        yield role, band, dict(zip(conditions, values, strict=True))
