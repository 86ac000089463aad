"""Pages that another program changed as a whole: translated, saved in another encoding, formatted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import RECORD, Room, codes_of, sample_room

from handout.cli.main import main
from handout.problems import ExitCode, HandoutError
from handout.publish.docx.document import build_word_file
from handout.pull.page.issued_page import open_issued_page

BULLET = "<li>Walk the exits</li>"


@pytest.fixture
def room(tmp_path: Path, blank_prints: None) -> Room:
    return sample_room(tmp_path)


def refused(room: Room, change: Callable[[str], str]) -> list[str]:
    """The codes of the Problems with which the changed page is refused; [] if it is read."""
    html = room.made()
    assert change(html) != html
    room.page.write_text(change(html), encoding="utf-8")
    try:
        room.plan()
    except HandoutError as error:
        return [each.code for each in error.problems]
    return []


def in_body(change: Callable[[str], str]) -> Callable[[str], str]:
    """`change` made in the words of the body alone."""

    def changed(html: str) -> str:
        head, body = html.split("\n<body", 1)
        words, rest = body.split(RECORD, 1)
        words = re.sub(r"(?<=>)[^<>]*[a-z][^<>]*(?=<)", lambda match: change(match[0]), words)
        return f"{head}\n<body{words}{RECORD}{rest}"

    return changed


def into_spanish(text: str) -> str:
    return re.sub(r"[A-Za-z]{3,}", lambda word: f"{word[0][:2]}es{word[0][2:]}", text)


spanish = in_body(into_spanish)
fonts = in_body(
    lambda text: f'<font style="vertical-align: inherit;"><font dir="auto">{text}</font></font>'
)


def half_spanish(html: str) -> str:
    front, back = html.split('<div class="side back', 1)
    words, rest = back.split(RECORD, 1)
    return (
        front
        + '<div class="side back'
        + spanish(f"\n<body>{words}{RECORD}").split(RECORD)[0].removeprefix("\n<body>")
        + RECORD
        + rest
    )


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda html: spanish(html).replace("<html ", '<html class="translated-ltr" '),
            id="chrome",
        ),
        pytest.param(
            lambda html: fonts(html).replace("<html ", '<html class="x translated-rtl" '),
            id="chrome-and-nothing-else-changed",
        ),
        pytest.param(lambda html: fonts(spanish(html)), id="chrome-without-its-class"),
        pytest.param(spanish, id="all-words"),
        pytest.param(
            lambda html: spanish(html).replace('lang="en"', 'lang="es"'), id="another-language"
        ),
        pytest.param(
            lambda html: half_spanish(html).replace('lang="en"', 'lang="es-MX"'), id="one-side"
        ),
        pytest.param(lambda html: half_spanish(fonts(html)), id="one-side-and-fonts"),
        pytest.param(lambda html: html.replace("<h1>", '<h1 _msttexthash="9">'), id="edge"),
    ],
)
def test_a_translated_page_is_not_taken(room: Room, change: Callable[[str], str]) -> None:
    assert refused(room, change) == ["page-translated"]


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(fonts, id="fonts-alone"),
        pytest.param(
            in_body(lambda text: f'<font face="Arial"><font size="2">{text}</font></font>'),
            id="office-fonts",
        ),
        pytest.param(lambda html: html.replace('lang="en"', 'lang="en-GB"'), id="british"),
        pytest.param(lambda html: html.replace('lang="en"', 'lang="es"'), id="language-alone"),
        pytest.param(
            lambda html: (
                re.sub(
                    r"(?<=<li>)[^<]+", lambda found: into_spanish(found[0]), html.split(RECORD)[0]
                )
                + RECORD
                + html.split(RECORD)[1]
            ),
            id="she-wrote-her-bullets-in-another-language",
        ),
        pytest.param(
            lambda html: re.sub(r"<h2>[^<]+</h2>", "<h2>Other</h2>", html), id="other-headings"
        ),
    ],
)
def test_what_people_do_is_no_translation(room: Room, change: Callable[[str], str]) -> None:
    assert refused(room, change) == []


def test_a_translated_word_file_is_not_taken(room: Room) -> None:
    from handout.pipeline import prepare
    from handout.publish.html.record import build_record

    prepared, path = prepare(room.customization), room.customization.with_suffix(".docx")
    built = build_word_file(
        prepared.fitted, prepared.logo, build_record(prepared.fitted, "room-12")
    )
    path.write_bytes(_with_words(built, into_spanish))
    with pytest.raises(HandoutError) as caught:
        open_issued_page(path)
    assert [each.code for each in caught.value.problems] == ["page-translated"]


def _with_words(docx: bytes, change: Callable[[str], str]) -> bytes:
    import io
    import zipfile

    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                text = content.decode()
                text = re.sub(r"(<w:t[^>]*>)([^<]*)", lambda m: m[1] + change(m[2]), text)
                content = text.encode()
            new.writestr(name, content)
    return written.getvalue()


@pytest.mark.slow
def test_build_leaves_a_translated_page_and_pull_takes_it_if_asked(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(room.customization)]) == ExitCode.OK
    page = spanish(room.made()).replace("<html ", '<html class="translated-ltr" ')
    room.page.write_text(page, encoding="utf-8")
    before = room.customization.read_bytes()
    assert main(["build", str(room.customization)]) == ExitCode.PROBLEMS
    assert main(["pull", "--yes", str(room.page)]) == ExitCode.PROBLEMS
    assert f"handout pull --translated {room.page}" in capsys.readouterr().err
    assert (room.page.read_text("utf-8"), room.customization.read_bytes()) == (page, before)
    assert main(["pull", "--yes", "--translated", str(room.page)]) == ExitCode.CONFLICTS
    assert room.customization.read_bytes() != before


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda html: html.encode("utf-8").decode("cp1252", "replace"), id="read-as-cp1252"
        ),
        pytest.param(lambda html: html.encode("utf-8").decode("latin-1"), id="read-as-latin-1"),
        pytest.param(lambda html: html.encode("utf-8").decode("mac-roman"), id="read-as-mac"),
        pytest.param(in_body(lambda text: text.replace("’", "â€™")), id="apostrophes"),
        pytest.param(lambda html: html.replace(BULLET, "<li>Ask JosÃ©</li>"), id="one-word"),
        pytest.param(in_body(lambda text: text.replace("’", "\ufffd")), id="no-letter"),
        pytest.param(
            in_body(lambda text: text.encode("ascii", "replace").decode()), id="saved-as-ascii"
        ),
    ],
)
def test_a_page_with_spoilt_letters_is_not_taken(room: Room, change: Callable[[str], str]) -> None:
    assert refused(room, change) == ["page-spoilt"]


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "words",
    [
        "JOSÉ’S DESK…",
        "Ångström — “É”",
        "Où est Zoë?",
        "Đặng, Ñandú, ÇA",
        "naïve · café",
        "½ + ¼ °",
        "Ã",
        "What?",
    ],
)
def test_letters_that_are_right_are_taken(room: Room, words: str) -> None:
    assert refused(room, lambda html: html.replace(BULLET, f"<li>{words}</li>")) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        pytest.param(lambda html: re.sub(r"(?m)^(?=const )", "\t", html), True, id="tabs"),
        pytest.param(lambda html: html.replace("= true;", "=true;"), True, id="script"),
        pytest.param(lambda html: html.replace("↑", "?"), True, id="ascii-script"),
        pytest.param(lambda html: html.replace("#14524A", "#000000"), False, id="a-color"),
        pytest.param(lambda html: html.replace("\n", "\r\n"), False, id="line-ends"),
        pytest.param(
            lambda html: html.replace("'unsafe-inline'", "'sha256-x'"), True, id="older-page"
        ),
        pytest.param(
            lambda html: re.sub(r"<meta http-equiv[^>]*>", "", html).replace("↑", "^"),
            False,
            id="without-the-policy",
        ),
    ],
)
def test_a_script_that_no_longer_works_is_told(
    room: Room, change: Callable[[str], str], is_told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(room.customization)]) == ExitCode.OK
    whole = room.page.read_bytes()
    room.page.write_bytes(change(whole.decode()).encode())
    assert (codes_of(room.plan()) == ["page-script-changed"]) is is_told
    capsys.readouterr()
    for command in (["diff", str(room.page)], ["build", str(room.customization)]):
        assert main(command) == ExitCode.OK
        assert ("does not let it work" in capsys.readouterr().err) is is_told
    assert room.page.read_bytes() == whole
    assert not list(room.page.parent.glob("*.edited*"))
