"""Words typed into an empty sheet stand over no others, however long they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsers import Chromium
from editing import only_chromium, opened, source

# Types long words into each field in turn, and returns which words they then stand over.
_FIND_OVERLAPS = r"""
const boxes = node => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter(box => box.width > 1 && box.height > 1);
};
const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walker.nextNode()); ) {
  const isInterface = node.parentElement.closest("[data-ui], svg, style, script");
  if (node.data.trim() && !isInterface) texts.push(node);
}
const overlaps = new Set();
for (const field of document.querySelectorAll("[data-field][contenteditable]")) {
  const before = field.innerHTML;
  field.textContent = "Press the red button by the door, or use the radio on channel two";
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  const typed = boxes(field);
  for (const text of texts.filter(text => text.isConnected && !field.contains(text))) {
    for (const other of boxes(text)) {
      for (const box of typed) {
        const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        const isOver = width > 3 && height > 0.4 * Math.min(box.height, other.height);
        if (isOver) overlaps.add(`${field.dataset.field} over ${text.data.trim().slice(0, 30)}`);
      }
    }
  }
  field.innerHTML = before;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
return [...overlaps];
"""


@only_chromium
@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("page", ["empty", "bus"])
def test_what_is_typed_stands_over_no_other_words(
    browser: Chromium, tmp_path: Path, page: str, width: int
) -> None:
    """How to call for help is the line that matters most, and was typed over the next one."""
    browser.resize(width, 900)
    try:
        opened(browser, tmp_path / "room 12.html", source(page))
        assert browser.run(_FIND_OVERLAPS) == []
    finally:
        browser.resize(1280, 900)
