"""The words of the page: each is used somewhere."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from paths import ROOT

from handout.messages import TEMPLATES, message_table, problem_codes
from handout.sources.fields.fields import FIELDS
from handout.web.form.inputs import InputList, sections
from handout.web.http.page_language import page_languages

# Tables whose words are looked up by the name of a field, a code or an option.
_BY_NAME = {"groups", "one", "one_named", "columns", "options", "says", "do"}
# Tables of inputs that one macro of the form draws: it looks their words up as said[id].
_BY_ID = {"logo", "picture"}
# Words that are looked up by a name put together: what comes before and after it.
_PARTS = {
    "save": ("pdf", "html", "docx", "yaml"),
    "office": (
        *("check", "make", "print", "pack", "accessibility"),
        *("district", "school", "schools", "students", "printed"),
    ),
    "boxes": ("front", "back", "extra", "locked"),
    "state": ("smaller", "reload"),
    "opening": ("at", "line"),
    "history": ("undone", "redone"),
    "changes": ("box-shown", "box-changed", "rows-moved"),
    "form": ("yes", "no", "up", "down"),
}


@pytest.mark.slow
def test_each_text_of_the_page_is_used() -> None:
    folders = (TEMPLATES / "web", ROOT / "handout" / "web")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    source = "\n".join(path.read_text("utf-8") for path in files if path.suffix != ".pyc")
    unused = []
    for table, texts in message_table("web").items():
        for key in texts if table not in _BY_NAME else ():
            named = rf'(words|said)\.{table}\.{key}\b|"{table}"\]\["{key}"\]'
            unpacked = rf"\{{[^{{}}]*\b{key}\b[^{{}}]*\}} = words\.{table}\b"
            # One, or few, of what is counted is said in words of its own, by Unicode TR 35.
            base = re.sub(r"_(zero|one|two|few|many)$", "", key)
            named += rf'|sayCounted\(\s*words\.{table},[^;]*"{base}"'
            if table in _BY_ID:
                named += rf"|said\[id\]\.{key}\b"
            is_named = re.search(f"{named}|{unpacked}", source)
            is_built = any(part in key.split("_") for part in _PARTS.get(table, ()))
            if not is_named and not is_built:
                unused.append(f"{table}.{key}")
    assert not unused


def test_each_text_that_is_looked_up_by_a_name_has_that_name() -> None:
    table, form = message_table("web"), sections()
    lists = {part.name for section in form for part in section.parts if isinstance(part, InputList)}
    assert set(table["one"]) == set(table["one_named"]) == lists
    assert set(table["groups"]) == {section.id for section in form}
    assert {name.split(".")[0] for name in table["columns"]} <= set(FIELDS)
    assert set(table["options"]) <= set(FIELDS)
    assert {*table["says"], *table["do"]} <= set(problem_codes())


@pytest.mark.parametrize("language", page_languages())
def test_words_of_a_pasted_table_are_written_as_they_are_compared(language: str) -> None:
    """A heading is compared in small letters, with a space for every other sign."""
    pasted = message_table("web", language)["pasted"]
    heads = [pasted["heads"][reader] for reader in ("schedule", "contacts")]
    words = pasted["days"] + [word for columns in heads for of in columns.values() for word in of]
    plain = [re.sub(r"[\W_]+", " ", normalize("NFC", word.lower())).strip() for word in words]
    assert words == plain
