"""The language of the page: chosen there, or the best of those that a browser asks for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from threads import run_apart

from handout.content_folders import CONTENT_VARIABLE
from handout.web.app import WorkerPools, create_application
from handout.web.http.access import AccessPolicy
from handout.web.http.page_language import choose_language, page_languages
from handout.web.sheet.form_sheet import LayerFiles


@pytest.mark.parametrize(
    ("accepted", "cookie", "language"),
    [
        ("", "", "en"),
        ("es", "", "es"),
        ("ES-mx", "", "es"),
        ("es-419,es;q=0.9,en;q=0.8", "", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "", "en"),
        ("en;q=0.3, es;q=0.7", "", "es"),
        ("es;q=0.5,en;q=0.5", "", "es"),  # in their order where they are wanted alike
        ("fr-CA,fr;q=0.9,es;q=0.2", "", "es"),
        ("fr,de;q=0.9", "", "en"),
        ("es;q=0,en", "", "en"),
        ("es;q=0", "", "en"),
        ("*", "", "en"),
        ("*;q=0.1,es;q=0.5", "", "es"),
        ("es-x-private", "", "es"),
        ("est,eszett", "", "en"),  # Estonian is no Spanish
        ("español", "", "en"),  # a name, and no tag
        ("es;q=nan", "", "en"),
        ("es;q=²", "", "en"),
        ("es;level=1", "", "en"),
        (";q=1,,, ,", "", "en"),
        ("-", "", "en"),
        ("../es", "", "en"),
        ("x," * 5000 + "es", "", "en"),
        ("es", "en", "en"),
        ("en", "es", "es"),
        ("es", "xx", "es"),
        ("", "es-MX", "es"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "", "pt"),
        ("por-BR", "", "pt"),
        ("vi-VN,vi;q=0.9", "", "vi"),
        ("ht-HT,fr;q=0.9,en;q=0.5", "", "ht"),
        ("zh-TW,en;q=0.5", "", "en"),  # in other letters than ours
        ("", "../../etc", "en"),
    ],
)
def test_the_best_language_there_is_a_page_in(accepted: str, cookie: str, language: str) -> None:
    headers = {"accept-language": accepted}
    if cookie:
        headers["cookie"] = f"other=1; handout-language={cookie}"
    assert choose_language(Headers(headers)) == language


def test_a_language_of_sheets_alone_is_none_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONTENT_VARIABLE, str(tmp_path))
    (tmp_path / "eo").mkdir()
    words = tmp_path / "eo" / "words.toml"
    words.write_text(
        "[language]\nname = 'Esperanto'\nother_names = ['art-ZZ', 'epo']\n", encoding="utf-8"
    )
    assert "eo" not in page_languages() and {"en", "es"} < set(page_languages())
    (tmp_path / "eo" / "web.toml").write_text("[page]\nskip = 'Al la formo'\n", encoding="utf-8")
    assert page_languages()["eo"] == "Esperanto"
    for tag in ("eo", "eo-ZZ", "epo", "art-ZZ", "ART-zz-x-me;q=0.9"):
        assert choose_language(Headers({"accept-language": tag})) == "eo"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


_POLICY = AccessPolicy(frozenset({"handouts.example.org"}), "token", private=False)


def get(path: str, **headers: str) -> Answer:
    """Return what the application answers without its workers, hosted under a name."""
    pools = WorkerPools.of_size(1)
    application = create_application(_POLICY, LayerFiles(), pools, None)
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    all_headers = {"host": "handouts.example.org", **headers}
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in all_headers.items()
        ],
    }

    async def run() -> None:
        await application(scope, receive, send)

    run_apart(run())
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], answered, body.decode())


def test_each_answer_is_in_the_language_of_who_asks() -> None:
    pages: dict[str, str] = {}
    for language, wanted in (("es", "es-US,en;q=0.5"), ("en", "en"), ("es", "es")):
        answer = get("/", accept_language=wanted)
        assert answer.headers["content-language"] == language
        assert answer.headers["vary"] == "Accept-Language, Cookie"
        assert answer.headers["cache-control"] == "no-store"
        assert f'<html lang="{language}" dir="ltr">' in answer.text
        assert pages.setdefault(language, answer.text) == answer.text
    assert "¿Para quién es la hoja?" in pages["es"] and "Who is the sheet for?" in pages["en"]
    assert "Tercer grado" in pages["es"]  # the form's examples too
    for path in ("/paper", "/reword", "/office"):
        page = get(path, accept_language="es", sec_fetch_dest="document", sec_fetch_mode="navigate")
        assert '<html lang="es" dir="ltr">' in page.text


def test_the_language_chosen_on_the_page_stays_in_the_browser() -> None:
    for tag, words in (("en", "Who is the sheet for?"), ("es", "¿Para quién es la hoja?")):
        answer = get(f"/language/{tag}", accept_language="es")
        assert (answer.status, answer.headers["location"]) == (303, "../")
        cookie, *attributes = answer.headers["set-cookie"].split("; ")
        assert "SameSite=lax" in attributes and "Max-Age=31536000" in attributes
        other = "es" if tag == "en" else "en"
        assert words in get("/", cookie=cookie, accept_language=other).text
    for tag in ("xx", "ES", "names", "..", "es-MX"):
        assert get(f"/language/{tag}").status == 404


@pytest.mark.parametrize("path", ["/", "/paper", "/reword", "/language/xx", "/nowhere"])
def test_what_may_hold_a_secret_is_never_packed(path: str) -> None:
    """Its length would tell of the token, or of words of people, once it is packed."""
    answer = get(path, accept_encoding="gzip, deflate, br")
    assert "content-encoding" not in answer.headers and "etag" not in answer.headers
    assert "token" in answer.text or path != "/"
