"""A language is found by what people and rosters call it."""

from __future__ import annotations

import pytest

from handout.sources.fields.languages import find_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("es", "es"),
        ("ES", "es"),
        ("es-MX", "es"),
        ("es_US", "es"),
        ("Spanish", "es"),
        ("Español", "es"),
        ("espanol", "es"),
        (" castellano ", "es"),
        ("spa", "es"),
        ("Tiếng Việt", "vi"),
        ("tieng viet", "vi"),
        ("vi-VN", "vi"),
        ("vie", "vi"),
        ("pt-BR", "pt"),
        ("portugues", "pt"),
        ("Portuguese (Brazil)", "pt"),
        ("portuguese-brazil", "pt"),
        ("Creole", "ht"),
        ("Haitian-Creole", "ht"),
        ("HAITIAN CREOLE", "ht"),
        ("Kreyol Ayisyen", "ht"),
        ("Arabic", "ar"),
        ("عربي", "ar"),
        ("العربية", "ar"),
        ("Chinese", "zh-Hans"),
        ("chinese simplified", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh_Hans_US", "zh-Hans"),
        ("简体中文", "zh-Hans"),
        ("English", "en"),
        ("en-US", "en"),
    ],
)
def test_a_language_is_found(text: str, tag: str) -> None:
    assert find_language(text) == tag


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "zh-TW", "zh-Hant", "Chinese (traditional)", "Cantonese", "French", "Klingon"]
    + ["Spanish sign language", "Cape Verdean Creole", "e", "spanisch"],
)
def test_another_language_is_not_taken_for_one(text: str) -> None:
    assert find_language(text) is None
