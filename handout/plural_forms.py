"""The form that words take beside a number, by the plural rules of Unicode CLDR for whole numbers.

A language writes a form under the key of the words with its category: wait_value_few. Categories
that it does not write are said with the key itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

CATEGORIES = ("zero", "one", "two", "few", "many")
_WORD_BESIDE_COUNT = re.compile(r"\{count\}\s+[^\W\d_]")
_WORD_BESIDE_VALUE = re.compile(r"\{\w+\}\s+[^\W\d_]")
_Rule = Callable[[int], str]


def plural_category(language: str, count: int) -> str:
    """Return the CLDR category of a number in a language: zero, one, two, few, many or other."""
    rule = _RULES.get(language.partition("-")[0], _one_is_one)
    return rule(count)


@cache
def needed_categories(language: str) -> frozenset[str]:
    """Return the categories that counts from 1 to 200 have in a language, besides other."""
    found = {plural_category(language, count) for count in range(1, 201)}
    return frozenset(found - {"other"})


def has_word_beside_number(template: str) -> bool:
    """Return whether a word follows the number: "{count} lines", and not "Lines: {count}."."""
    if "{count}" in template:
        return _WORD_BESIDE_COUNT.search(template) is not None
    return _WORD_BESIDE_VALUE.search(template) is not None


def form_stem(key: str) -> str:
    """Return the key of the words whose form `key` is: wait_value of wait_value_few; else ""."""
    stem, _, category = key.rpartition("_")
    return stem if category in CATEGORIES else ""


def choose_form(messages: Mapping[str, Any], key: str, count: int, language: str) -> str:
    """Return the words under `key` in the form that they have beside a number."""
    form = messages.get(f"{key}_{plural_category(language, count)}", messages[key])
    return str(form)


def _one_is_one(count: int) -> str:
    return "one" if count == 1 else "other"


def _one_is_at_most_one(count: int) -> str:
    return "one" if count <= 1 else "other"


def _never(count: int) -> str:
    return "other"


def _arabic(count: int) -> str:
    if count <= 2:
        return CATEGORIES[count]
    if 3 <= count % 100 <= 10:
        return "few"
    return "many" if count % 100 >= 11 else "other"


def _hebrew(count: int) -> str:
    return {1: "one", 2: "two"}.get(count, "other")


def _russian(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return "one"
    return "few" if _is_few(count) else "many"


def _polish(count: int) -> str:
    if count == 1:
        return "one"
    return "few" if _is_few(count) else "many"


def _is_few(count: int) -> bool:
    return 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14


def _tagalog(count: int) -> str:
    return "one" if count in (1, 2, 3) or count % 10 not in (4, 6, 9) else "other"


def _czech(count: int) -> str:
    return "few" if 2 <= count <= 4 else _one_is_one(count)


def _serbian(count: int) -> str:
    category = _russian(count)
    return "other" if category == "many" else category


def _romanian(count: int) -> str:
    if count == 1:
        return "one"
    return "few" if count == 0 or 1 <= count % 100 <= 19 else "other"


def _lithuanian(count: int) -> str:
    if 11 <= count % 100 <= 19 or count % 10 == 0:
        return "other"
    return "one" if count % 10 == 1 else "few"


def _latvian(count: int) -> str:
    if 11 <= count % 100 <= 19 or count % 10 == 0:
        return "zero"
    return "one" if count % 10 == 1 else "other"


def _slovenian(count: int) -> str:
    return {1: "one", 2: "two", 3: "few", 4: "few"}.get(count % 100, "other")


def _icelandic(count: int) -> str:
    return "one" if count % 10 == 1 and count % 100 != 11 else "other"


def _welsh(count: int) -> str:
    return {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}.get(count, "other")


def _irish(count: int) -> str:
    if count in (1, 2):
        return CATEGORIES[count]
    return "few" if 3 <= count <= 6 else "many" if 7 <= count <= 10 else "other"


def _maltese(count: int) -> str:
    if count in (1, 2):
        return CATEGORIES[count]
    if count == 0 or 3 <= count % 100 <= 10:
        return "few"
    return "many" if 11 <= count % 100 <= 19 else "other"


# https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
_RULES: Mapping[str, _Rule] = {
    # CLDR has no rule for Haitian Creole (ht): its nouns stay as they are beside a number.
    **dict.fromkeys(
        "ht zh yue vi ko ja th lo km my id ms jv su yo ig wo hnj bo dz to".split(), _never
    ),
    **dict.fromkeys(
        "fr pt hy am as bn fa hi gu pa kn zu si ln mg ti ak".split(), _one_is_at_most_one
    ),
    **dict.fromkeys(("ru", "uk", "be"), _russian),
    **dict.fromkeys(("sr", "hr", "bs"), _serbian),
    **dict.fromkeys(("cs", "sk"), _czech),
    **dict.fromkeys(("tl", "fil", "ceb"), _tagalog),
    **dict.fromkeys(("is", "mk"), _icelandic),
    **dict.fromkeys(("ro", "mo"), _romanian),
    "lt": _lithuanian,
    "lv": _latvian,
    "sl": _slovenian,
    "cy": _welsh,
    "ga": _irish,
    "mt": _maltese,
    "pl": _polish,
    "ar": _arabic,
    "he": _hebrew,
}
