"""What axe finds wrong on a page that is open in Chromium: it computes for half a second."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
# The rule about colours takes three quarters of the time. A page of which another test looks at the
# same colours does without it.
CONTRAST = ("color-contrast",)


@cache
def _read_axe() -> str:
    folder = Path(axe_playwright_python.__file__).parent
    return next(folder.rglob("axe.min.js")).read_text(encoding="utf-8")


def load_axe(where: Page | Frame) -> None:
    """Put axe into a page, where it is not yet."""
    if not where.evaluate("'axe' in self"):
        where.evaluate(_read_axe())


def axe_violations(
    where: Page | Frame, tags: tuple[str, ...] = AXE_TAGS, without: tuple[str, ...] = ()
) -> list[str]:
    """Return what breaks a rule of one of `tags`, but for the rules `without`: in `where` alone,
    not in its frames.
    """
    load_axe(where)
    # What is right is counted and not described: a sixth of the time.
    found = where.evaluate(
        """([tags, rules]) => axe.run(document, {
          runOnly: tags, rules, iframes: false, resultTypes: ["violations"],
        })""",
        [tags, {rule: {"enabled": False} for rule in without}],
    )
    assert len(found["passes"]) > 15, "axe looked at next to nothing"
    return [
        f"{rule['id']}: {node['target']} {node['html'][:150]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
