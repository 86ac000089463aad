"""Write docs/customization.md from the field model and its words.

Run `python docs/write_customization.py`; `tests/sources/fields/test_fields.py` fails where the
page is stale.
"""

from __future__ import annotations

from pathlib import Path

from handout.sources.customization.reference import reference

PAGE = Path(__file__).resolve().parent / "customization.md"

if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
