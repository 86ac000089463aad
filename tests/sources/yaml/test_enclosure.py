"""One file with everything in it: it is opened again, built, pulled into and used in a batch."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from handout.batch.plan.layers import LayerLoader
from handout.cli.main import main
from handout.pipeline import prepare
from handout.problems import HandoutError
from handout.publish.html.render import render
from handout.sources.edited.edits_file import parse_edits, read_edits
from handout.sources.roster.roster import read_roster
from handout.sources.yaml.enclosure import Enclosure, enclose, read_enclosure, strip_enclosure
from handout.sources.yaml.text_file import LARGEST, decode
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import read_answers
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import lay_out, save_yaml
from handout.web.sheet.open_file import open_file

_EDITS = "blocks:\n  - id: watch-for\n    title: Look out for\n"
_HEADING = "The logo, and more.\nLeave these lines."


def picture() -> bytes:
    content = io.BytesIO()
    # Of many colors, so that it stays large when it is packed.
    Image.effect_noise((500, 400), 80).convert("RGB").save(content, "PNG")
    return content.getvalue()


LOGO = picture()
SHEET = FormSheet(
    {
        "role": "classroom",
        "room": "12b",
        "teacher_note": "One.\n\n#> Two.",
        "logo": {"file": "owl.png", "alt": "An owl"},
    },
    pictures={"logo": LOGO},
    name="room-12",
    edits=_EDITS,
)


@pytest.fixture(scope="module")
def saved() -> str:
    return save_yaml(LayerFiles(), SHEET).text


@given(st.text(), st.binary(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_enclosed_comes_back(edits: str, content: bytes, end: str, ends: bool) -> None:
    edits = edits.encode("utf-8", "replace").decode()
    text = f"room: 12{end}# a note{end * ends}"
    enclosure = Enclosure(edits, {"logo": content} if content else {})
    whole = enclose(text, enclosure, _HEADING)
    assert read_enclosure(whole, "") == enclosure
    assert enclose(whole, enclosure, _HEADING) == whole
    assert strip_enclosure(whole).rstrip("\r\n") == text.rstrip("\r\n")
    assert read_answers(parse_yaml(whole, "")) == {"room": "12"}


@pytest.mark.slow
def test_a_file_from_the_page_opens_there_as_it_was(saved: str) -> None:
    assert len(saved) > LARGEST  # a picture may be larger than all words may be
    for content in (saved, saved.replace("\n", "\r\n"), "\ufeff" + saved):
        opened = open_file(LayerFiles(), "room-12.yaml", content.encode())
        assert opened["answers"] == SHEET.answers
        assert opened["edits"] == _EDITS and not opened["problems"]
        assert base64.b64decode(opened["logo"]["content"]).startswith(b"\x89PNG")
        assert opened["logo"]["name"] == "owl.png" and "#> eJ" not in opened["text"]


@pytest.mark.slow
def test_the_command_line_builds_it_with_both(
    saved: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "room-12.yaml"
    path.write_text(saved, encoding="utf-8")
    prepared = prepare(path)
    titles = [block.title for block in prepared.handout.blocks]
    assert "Look out for" in titles and prepared.logo
    assert not [entry for entry in prepared.warnings if "logo" in entry.code]
    # A file beside it comes first.
    (tmp_path / "room-12.edits.yaml").write_text(_EDITS.replace("out for", "here"), "utf-8")
    assert read_edits(path).blocks[0].title == "Look here"
    assert main(["check", str(path)]) == 0


def pulled(path: Path, old: str, new: str) -> None:
    """Pull the page of the file with other words in a heading."""
    prepared = prepare(path)
    text = render(prepared.fitted, "file", prepared.logo, path.stem).html
    assert f"<span>{old}<" in text
    page = path.with_suffix(".html")
    page.write_text(text.replace(f"<span>{old}<", f"<span>{new}<"), encoding="utf-8")
    assert main(["pull", "--yes", str(page)]) == 0


@pytest.mark.slow
def test_pull_writes_into_it_and_leaves_the_logo(saved: str, tmp_path: Path) -> None:
    path = tmp_path / "room-12.yaml"
    path.write_text(saved, encoding="utf-8")
    pulled(path, "Look out for", "Watch out for")
    assert not (tmp_path / "room-12.edits.yaml").exists()
    assert read_edits(path).blocks[0].title == "Watch out for"
    assert read_enclosure(path.read_text("utf-8"), "").pictures == {"logo": LOGO}
    # Back to our words: nothing is left of the edits.
    pulled(path, "Watch out for", "Watch for")
    assert not read_edits(path)
    assert read_enclosure(path.read_text("utf-8"), "").pictures == {"logo": LOGO}


def test_a_batch_takes_both_from_an_override(saved: str, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(saved, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(
        "handout_id,school_id,school_name,class_title,room,role,para_given,para_family,"
        "teacher_given,teacher_family,override_file\n"
        "a,oak,Oak Hill School,Grade 3,7,classroom,Jo,Ellis,Ana,Rivera,mine.yaml\n",
        encoding="utf-8",
    )
    records, _ = read_roster(tmp_path / "roster.csv")
    loader = LayerLoader(None, None)
    layers = loader.load_layers(records[0])
    assert layers.edits[0][0].blocks[0].title == "Look out for" and not layers.problems
    assert dict(loader.load_pictures(records[0]))["logo"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("#> eJ", "#> eK", 1),
        lambda text: "\n".join(text.split("\n")[:-3]) + "\n",
        lambda text: "\n".join(line for n, line in enumerate(text.split("\n")) if n != 30),
        lambda text: text[:-10] + "!" + text[-9:],
    ],
)
def test_changed_lines_are_reported_and_the_rest_opens(damage: object, saved: str) -> None:
    text = damage(saved)  # type: ignore[operator]
    with pytest.raises(HandoutError) as refused:
        read_enclosure(text, "room.yaml")
    assert refused.value.problems[0].code == "enclosure-damaged"
    opened = open_file(LayerFiles(), "room-12.yaml", text.encode())
    assert opened["answers"] == SHEET.answers and not opened["edits"] and not opened["logo"]
    assert "#>" in opened["problems"][0]["do"]


def test_it_is_no_way_around_the_limits() -> None:
    large = "".join(f"#> {'A' * 100}\n" for _ in range(50_000))
    with pytest.raises(HandoutError):
        decode(f"room: 1\n{large}".encode(), "")
    with pytest.raises(HandoutError):
        decode(("room: " + "1" * LARGEST + "\n#> eJ\n").encode(), "")
    bomb = enclose("", Enclosure("a" * 20_000_000), _HEADING)
    with pytest.raises(HandoutError):
        read_enclosure(bomb, "")


def test_nothing_is_enclosed_where_there_is_nothing() -> None:
    text = save_yaml(LayerFiles(), replace(SHEET, edits="", pictures={})).text
    assert "\n#> " not in text.replace("\n  #> Two.", "")
    assert not lay_out(LayerFiles(), replace(SHEET, edits=""), "")["changes"]
    assert parse_edits(_EDITS, "").blocks
