"""The boxes that look free can be taken off, and those that cannot look locked and say why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from handout.messages import message_table
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import lay_out


@pytest.mark.slow
@pytest.mark.parametrize("role", message_table("roles"))
def test_a_box_looks_locked_if_and_only_if_it_stays(role: str) -> None:
    boxes = lay_out(LayerFiles(), FormSheet({"role": role}), "")["boxes"]
    assert any(box["locked"] == "items" for box in boxes)
    for box in boxes:
        if box["side"] == "extra":
            continue
        answer = lay_out(LayerFiles(), FormSheet({"role": role, "hide_blocks": [box["id"]]}), "")
        refused = [
            one["field"] for one in answer["problems"] if one["code"].startswith("block-lock")
        ]
        assert bool(refused) == bool(box["locked"]), box
        assert refused in ([], ["hide_blocks.1"]) and bool(box["owner"]) == bool(box["locked"])


def test_a_locked_box_cannot_be_ticked_off_and_a_file_that_does_is_mended(
    open_tab: Callable[[], Page],
) -> None:
    page = open_tab()
    page.locator("#file").set_input_files(
        {
            "name": "a.yaml",
            "mimeType": "text/yaml",
            "buffer": b"hide_blocks: [watch-for, team]\nblocks: {remove: [calm]}\n",
        }
    )
    expect(page.locator("#problems li.wrong")).to_have_count(2)
    expect(page.locator("#fit")).not_to_contain_text("Fits")
    for _ in range(2):
        before = page.locator("#problems li.wrong").count()
        page.locator("#problems").get_by_role("button", name="Bring it back").first.click()
        expect(page.locator("#problems li.wrong")).to_have_count(before - 1)
    expect(page.locator("#fit")).to_contain_text("Fits")
    page.locator("summary", has_text="Boxes on the sheet").click()
    expect(page.locator("#boxes [data-box=watch-for] input")).not_to_be_checked()
    for id in ("calm", "team", "safety"):
        tick = page.locator(f"#boxes [data-box={id}] input")
        expect(tick).to_be_disabled()
        expect(tick).to_be_checked()
        expect(page.locator(f"#boxes [data-box={id}] .lock")).to_contain_text("ocked by ")
