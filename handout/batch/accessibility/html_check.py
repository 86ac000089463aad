"""What a machine can check of a page's accessibility (WCAG 2.1, levels A and AA)."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

_VOID_OR_QUIET = frozenset(("style", "script", "template"))
_CONTROLS = frozenset(("input", "select", "textarea"))
_NAMES = ("aria-label", "aria-labelledby", "title")

Attributes = dict[str, str]


def check_html(text: str) -> frozenset[str]:
    """Return the rules that a page breaks; see `rules` in content/en/accessibility.toml."""
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    return frozenset(reader.broken | reader.broken_at_end())


class _PageReader(HTMLParser):
    """Reads a page once; `broken` are the rules that it breaks so far."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.broken: set[str] = set()
        self._seen: Counter[str] = Counter()
        self._ids: Counter[str] = Counter()
        self._label_targets: set[str] = set()
        self._unnamed_controls: list[str] = []  # ids of controls that may have a label
        self._last_level = 0  # of a heading
        self._open: list[str] = []
        self._title = ""
        self._named: list[tuple[str, bool]] = []  # links and buttons: tag, and if it has a name

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes: Attributes = {name: value or "" for name, value in attrs}
        self._seen[tag] += 1
        self._seen["second sheet"] += "second" in attributes.get("class", "").split()
        self._open.append(tag)
        if id := attributes.get("id"):
            self._ids[id] += 1
        is_hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
        if tag == "html" and not attributes.get("lang", "").strip():
            self.broken.add("language")
        elif tag == "meta":
            self._check_zoom(attributes)
        elif tag in ("img", "svg"):
            self._check_picture(tag, attributes)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._check_heading(int(tag[1]))
        elif tag == "th":
            self._seen["named th"] += "scope" in attributes or "id" in attributes
        elif tag == "label":
            self._label_targets.add(attributes.get("for", ""))
        elif tag in _CONTROLS and attributes.get("type") != "hidden" and not is_hidden:
            self._check_control(attributes)
        if tag in ("a", "button"):
            has_name = is_hidden or any(attributes.get(name) for name in _NAMES)
            self._named.append((tag, has_name))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1] != tag:
            self._open.pop()
        if self._open:
            self._open.pop()
        if self._named and self._named[-1][0] == tag:
            _, has_name = self._named.pop()
            if not has_name:
                self.broken.add("names")

    def handle_data(self, data: str) -> None:
        words = data.strip()
        if not words or (self._open and self._open[-1] in _VOID_OR_QUIET):
            return
        if self._open and self._open[-1] == "title":
            self._title += words
        if self._named:
            self._named[-1] = (self._named[-1][0], True)

    def broken_at_end(self) -> set[str]:
        """Return the rules that only the whole page can break."""
        labelled = self._label_targets
        rules = {
            "title": not self._title,
            "main": self._seen["main"] != 1,
            "headings": self._seen["h1"] != 1 + self._seen["second sheet"],
            "ids": any(count > 1 for count in self._ids.values()),
            "tables": self._seen["th"] > self._seen["named th"]
            or self._seen["table"] > self._seen["th"],
            "names": any(id not in labelled or not id for id in self._unnamed_controls),
        }
        return {name for name, is_broken in rules.items() if is_broken}

    def _check_zoom(self, attributes: Attributes) -> None:
        content = attributes.get("content", "").replace(" ", "").casefold()
        if attributes.get("name") == "viewport" and (
            "user-scalable=no" in content or "maximum-scale=1" in content
        ):
            self.broken.add("zoom")

    def _check_picture(self, tag: str, attributes: Attributes) -> None:
        is_decoration = attributes.get("aria-hidden") == "true"
        if tag == "img" and "alt" not in attributes and not is_decoration:
            self.broken.add("pictures")
        has_name = any(attributes.get(name) for name in _NAMES)
        if tag == "svg" and not is_decoration and not has_name and "svg" not in self._open[:-1]:
            self.broken.add("pictures")
        if tag == "img" and attributes.get("alt") and self._named:
            self._named[-1] = (self._named[-1][0], True)

    def _check_heading(self, level: int) -> None:
        if level > self._last_level + 1:
            self.broken.add("headings")
        self._last_level = level

    def _check_control(self, attributes: Attributes) -> None:
        is_inside_label = "label" in self._open
        if not is_inside_label and not any(attributes.get(name) for name in _NAMES):
            self._unnamed_controls.append(attributes.get("id", ""))
