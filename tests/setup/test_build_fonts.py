"""The faces made by handout/setup/build_fonts.py: names, coverage, features, size."""

from __future__ import annotations

import io
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

from handout import fonts as typefaces
from handout.fonts import (
    FACES,
    FONTS,
    Cut,
    Face,
    cut_characters,
    face_path,
    font_notices,
)
from handout.problems import ExitCode, HandoutError
from handout.setup import build_fonts

EUROPEAN = "".join(map(chr, range(0xC0, 0x17F)))
VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
PUNCTUATION = "‘’“”–—…•·§°″′×÷½€£©®™→←↑↓"
SIGNS = {"Handout Sans": "✓✔✗✘□☐☑", "Handout Plate": "□", "Handout Serif": "✓☐☑"}
OTHER_SCRIPTS = {"Handout Sans": "Жук Ωμέγα", "Handout Plate": "Жук", "Handout Serif": "Жук Ωμέγα"}

NOT_IN_FAMILY = {"Handout Serif": set("ĬĭĲĳŦŧ")}  # Source Serif 4 never had them


CUTS: tuple[Cut, ...] = get_args(Cut)


def _font(face: Face, kind: Literal["ttf"] | Cut) -> TTFont:
    return TTFont(face_path(face, kind))


def _shaped(
    face: Face, text: str, kind: Literal["ttf"] | Cut = "ttf", **features: bool
) -> list[tuple[int, int]]:
    """Return the glyphs of `text` and how far each goes on."""
    whole, content = _font(face, kind), io.BytesIO()
    whole.flavor = None
    whole.save(content)
    font = uharfbuzz.Font(uharfbuzz.Face(content.getvalue()))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, features)
    return [
        (glyph.codepoint, place.x_advance)
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions)  # noqa: B905
    ]


def test_faces_and_cuts_agree() -> None:
    assert [(f.file, f.family, f.weight, f.style == "italic") for f in FACES] == [
        (c.file, c.family, c.weight, c.italic) for c in build_fonts.FACE_SPECS
    ]


@pytest.mark.parametrize("face", FACES, ids=lambda f: f.file)
def test_names_are_ours_and_the_licence_stays(face: Face) -> None:
    font = _font(face, "ttf")
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[16] == face.family
    assert not [
        text
        for number, text in names.items()
        if number != 0 and ("Source" in text or "Bitter" in text)
    ]
    assert "Copyright" in names[0] or "©" in names[0]
    assert "SIL Open Font License" in names[13]
    # A page says the same once for a family, not in each face.
    notice = font_notices()[face.family]
    assert names[0] in notice and "SIL Open Font License 1.1" in notice
    for cut in CUTS:
        assert set(map(str, _font(face, cut)["name"].names)) <= {names[1], names[2], names[6]}
    assert font["OS/2"].usWeightClass == face.weight
    assert (
        bool(font["OS/2"].fsSelection & 1)
        == bool(font["head"].macStyle & 2)
        == (face.style == "italic")
    )
    assert "fvar" not in font


def test_no_two_faces_share_a_postscript_name() -> None:
    assert len({_font(face, "ttf")["name"].getDebugName(6) for face in FACES}) == len(FACES)


@pytest.mark.parametrize("face", FACES, ids=lambda f: f.file)
def test_ttf_covers_the_languages_of_a_school(face: Face) -> None:
    covered = _font(face, "ttf").getBestCmap()
    wanted = EUROPEAN + VIETNAMESE + PUNCTUATION + SIGNS[face.family] + OTHER_SCRIPTS[face.family]
    assert {c for c in wanted if ord(c) not in covered} - {" "} == NOT_IN_FAMILY.get(
        face.family, set()
    )


@pytest.mark.parametrize("face", FACES, ids=lambda f: f.file)
def test_each_cut_has_what_it_says_and_is_narrower_than_the_next(face: Face) -> None:
    whole = {chr(code) for code in _font(face, "ttf").getBestCmap()}
    for cut in CUTS:
        assert {chr(code) for code in _font(face, cut).getBestCmap()} == whole & cut_characters(cut)
    sets = [cut_characters(cut) for cut in CUTS]
    assert all(narrow < wide for narrow, wide in pairwise(sets))
    assert set(VIETNAMESE + PUNCTUATION) <= cut_characters("wide")
    assert set("ñáÑÉ¿¡“’—½") <= cut_characters("basic") and "ç" not in cut_characters("basic")


def test_the_faces_a_page_needs_are_small() -> None:
    five = [FACES[number] for number in (0, 1, 2, 5, 6)]
    sizes = {cut: sum(face_path(face, cut).stat().st_size for face in five) for cut in CUTS}
    assert sizes["heading"] < sizes["basic"] < 46_000 < sizes["latin"] < sizes["wide"] < 110_000


@pytest.mark.slow
@pytest.mark.parametrize("face", FACES, ids=lambda f: f.file)
def test_kerning_marks_and_even_figures_are_kept(face: Face) -> None:
    pair = sum(advance for _, advance in _shaped(face, "To"))
    apart = sum(_shaped(face, letter)[0][1] for letter in "To")
    assert pair < apart
    widths = [_shaped(face, figure, tnum=True)[0][1] for figure in "0123456789"]
    assert max(widths) - min(widths) <= 1  # columns of times line up
    assert _shaped(face, "e\u0302\u0301") != _shaped(face, "e")
    assert {r.FeatureTag for r in _font(face, "ttf")["GPOS"].table.FeatureList.FeatureRecord} >= {
        "kern",
        "mark",
    }


@pytest.mark.parametrize("cut", ["heading", "basic"])
@pytest.mark.parametrize("face", FACES, ids=lambda f: f.file)
def test_any_two_letters_stand_as_far_apart_on_a_page_as_on_paper(face: Face, cut: Cut) -> None:
    letters = sorted(cut_characters(cut) & set(map(chr, _font(face, cut).getBestCmap())))
    pairs = " ".join(f"{first}{second}" for first in letters for second in letters)
    on_paper = [advance for _, advance in _shaped(face, pairs)]
    assert [advance for _, advance in _shaped(face, pairs, cut)] == on_paper


@pytest.mark.slow
def test_building_twice_gives_the_same_bytes() -> None:
    spec = build_fonts.FACE_SPECS[5]
    command = [
        sys.executable,
        "-c",
        "import sys, hashlib; from handout.setup.build_fonts import FACE_SPECS, build_face; "
        "sys.stdout.write(hashlib.sha256(b''.join(build_face(FACE_SPECS[5]).values())).hexdigest())",
    ]
    twice = {
        subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)
    }
    assert len(twice) == 1 and all(len(digest) == 64 for digest in twice)
    for ending, content in build_fonts.build_face(spec).items():
        assert content == (FONTS / f"{spec.file}.{ending}").read_bytes()


def test_fonts_travel_with_their_licence() -> None:
    text = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert text.count("PERMISSION & CONDITIONS") == len(build_fonts.LICENSES)


def test_fonts_that_are_up_to_date_are_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(build_fonts, "FACE_SPECS", build_fonts.FACE_SPECS[:1])

    def build_face(spec: build_fonts.FaceSpec) -> dict[str, bytes]:
        calls.append(spec.file)
        return {"ttf": b"t", "wide.woff2": b"w"}

    monkeypatch.setattr(build_fonts, "build_face", build_face)
    for _ in range(2):
        build_fonts.build_fonts_into(tmp_path / "fonts")
    assert calls == ["handout-sans-400"]
    (tmp_path / "fonts" / ".made-from").write_text("another version")
    build_fonts.build_fonts_into(tmp_path / "fonts")
    assert len(calls) == 2


def test_a_checkout_without_fonts_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typefaces, "FONTS", tmp_path)
    with pytest.raises(HandoutError) as caught:
        face_path(FACES[0], "ttf")
    assert caught.value.exit_code == ExitCode.ENVIRONMENT
    assert [(p.code, p.path) for p in caught.value.problems] == [("fonts-not-made", str(tmp_path))]
    assert "make handout" in caught.value.problems[0].hint
