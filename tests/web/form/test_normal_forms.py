"""Times in the form, as the language of the sheet writes them."""

from __future__ import annotations

import pytest

from handout.web.form.normal_forms import normal_forms


@pytest.mark.parametrize(
    ("typed", "en", "pt"),
    [("14:45", "2:45", "14:45"), ("1445", "2:45", "14:45"), ("745", "7:45", "7:45")],
)
def test_a_language_of_24_hours_keeps_them(typed: str, en: str, pt: str) -> None:
    for language, shown in (("en", en), ("es", en), ("pt", pt), ("vi", pt), ("zh-Hans", pt)):
        answers = {"leave": typed, "schedule": [{"start": typed}]}
        forms = list(normal_forms(answers, language))
        assert {form.shown for form in forms} == ({shown} - {typed})
