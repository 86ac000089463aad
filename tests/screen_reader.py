"""What a screen reader would say of a page: Chromium's accessibility tree as lines to read, and
what live regions say while something is done.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Error, Page, Request

# Roles of what is pressed, typed into or chosen.
CONTROLS = frozenset(
    "button link textbox combobox checkbox radio slider spinbutton disclosure searchbox".split()
)
# Roles of what is named when it is entered.
_ENTERED = frozenset(
    "banner main navigation contentinfo complementary dialog form group region toolbar frame".split()
)
_SPOKEN = frozenset("heading text row cell progressbar image".split())
# Their parts are their names.
_NAMED_BY_PARTS = frozenset("button link heading disclosure cell LabelText Legend".split())
# What was said stays a while in a log.
_WITHOUT_PARTS = frozenset("textbox combobox text image progressbar frame log".split())
_ROLES = {
    "DisclosureTriangle": "disclosure",
    "DisclosureTriangleGrouped": "disclosure",
    "Iframe": "frame",
    "StaticText": "text",
    "rowheader": "cell",
    "columnheader": "cell",
    "gridcell": "cell",
    "ProgressIndicator": "progressbar",
    "img": "image",
}
_STATES = {
    "disabled": "disabled",
    "required": "required",
    "readonly": "read only",
    "modal": "modal",
    "focused": "focused",
}
_VALUES = {
    ("expanded", "true"): "open",
    ("expanded", "false"): "closed",
    ("pressed", "true"): "pressed",
    ("pressed", "false"): "not pressed",
    ("checked", "true"): "ticked",
    ("checked", "false"): "not ticked",
    ("invalid", "true"): "wrong",
}
Node = dict[str, Any]

# Live regions. A screen reader says what is added to a log, and all of a status once for all that
# changed in it at one time, even if the same words stood there before. It says nothing of what is
# taken away.
_LISTEN = """
(() => {
  const { setTimeout, clearTimeout, fetch } = self;
  const { now } = Date;
  const timers = new Map();
  let skipped = 0;
  let asked = 0;
  self.lastChange = performance.now();
  self.quietFor = () => (asked ? 0 : performance.now() - self.lastChange);
  self.fetch = (...request) => {
    const answer = fetch(...request);
    const isAnswered = () => {
      asked -= 1;
      self.lastChange = performance.now();
    };
    asked += 1;
    answer.then(isAnswered, isAnswered);
    return answer;
  };
  Date.now = () => now() + skipped;
  self.setTimeout = (act, delay = 0, ...rest) => {
    const run = () => {
      timers.delete(id);
      act(...rest);
    };
    const id = setTimeout(run, delay);
    if (delay <= SOON) timers.set(id, { run, due: performance.now() + delay });
    return id;
  };
  self.clearTimeout = id => {
    timers.delete(id);
    clearTimeout(id);
  };
  self.runTimers = () => {
    const waiting = [...timers].sort((one, other) => one[1].due - other[1].due);
    skipped += SOON;
    for (const [id, { run }] of waiting) {
      if (!timers.has(id)) continue;
      clearTimeout(id);
      run();
    }
    self.lastChange = performance.now();
    return waiting.length > 0;
  };
  const LOG = "[role=log]";
  const LIVE = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]";
  const seen = new Map();
  self.said = [];
  const textOf = region => (region.checkVisibility() ? region.innerText.trim() : "");
  const adds = record =>
    record.type === "characterData" || [...record.addedNodes].some(node => node.textContent.trim());
  const say = text => self.said.push(text.replace(/\\s+/g, " ").trim());
  const look = records => {
    self.lastChange = performance.now();
    const told = new Set();
    for (const record of records) {
      const at = record.target.nodeType === 1 ? record.target : record.target.parentElement;
      if (at?.closest(LOG)) {
        for (const node of record.addedNodes) say(node.textContent);
        continue;
      }
      const region = at?.closest(LIVE);
      if (region && record.type !== "attributes" && adds(record)) told.add(region);
    }
    for (const region of document.querySelectorAll(LIVE)) {
      const text = textOf(region);
      const isShown = text && !seen.get(region) && seen.has(region);
      if (text && (told.has(region) || isShown)) say(text);
      seen.set(region, text);
    }
  };
  const start = () => {
    for (const region of document.querySelectorAll(LIVE)) seen.set(region, textOf(region));
    const options = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document, options);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
"""
# Milliseconds that a page lets pass before it says how something stands, keeps a draft, or begins a
# new step to undo. Nobody waits for them: its timers are run as soon as nothing else goes on.
_SOON = 2000
_QUIET = 300  # milliseconds in which nothing changes: then all that comes of an answer has come
_FOCUSED = """
(() => {
  let at = document.activeElement;
  while (at?.contentDocument) at = at.contentDocument.activeElement;
  return at?.localName === "body" ? null : at;
})()
"""
_TAKE_SAID = "(self.said ?? []).splice(0)"
_BEGIN = "self.lastChange = performance.now()"
_QUIET_FOR = "self.quietFor?.() ?? 1e9"
_RUN_TIMERS = "self.runTimers?.() ?? false"


@dataclass(frozen=True)
class Heard:
    """One thing that is said: what it is, its name and state, and where it stands.

    `within` are those around it that are named when they are entered, from the outermost; `node`
    is its number in the browser.
    """

    role: str
    name: str
    states: tuple[str, ...] = ()
    description: str = ""
    within: tuple[Heard, ...] = field(default=(), repr=False, compare=False)
    node: int = field(default=0, repr=False, compare=False)

    @property
    def is_control(self) -> bool:
        return self.role in CONTROLS

    def __str__(self) -> str:
        if self.role == "text":
            return self.name
        kind = ", ".join((self.role, *self.states))
        named = f"{kind}: {self.name}" if self.name else kind
        return f"{named} ({self.description})" if self.description else named


class Reader:
    """A screen reader at one page."""

    def __init__(self, page: Page) -> None:
        """Listen to `page`, from the next time it is loaded on."""
        self.page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Accessibility.enable")
        self._pending: set[Request] = set()
        page.add_init_script(_LISTEN.replace("SOON", str(_SOON)))
        page.on("request", lambda request: self._pending.add(request))
        page.on("requestfinished", self._forget)
        page.on("requestfailed", self._forget)

    def _forget(self, request: Request) -> None:
        self._pending.discard(request)

    def read(self, *, frames: bool = False) -> list[Heard]:
        """Return all that is read from the top of the page to its end.

        A frame is named; what stands in it comes with `frames`.
        """
        return list(self._read_frame(None, (), frames))

    def focused(self) -> str:
        """Return what has the focus, "" if nothing has."""
        found = self._session.send("Runtime.evaluate", {"expression": _FOCUSED})["result"]
        if "objectId" not in found:
            return ""
        asked = {"objectId": found["objectId"], "fetchRelatives": False}
        node = self._session.send("Accessibility.getPartialAXTree", asked)["nodes"][0]
        return "" if node["ignored"] else str(_heard(node, ()))

    def do(self, *acts: Callable[[], object]) -> tuple[list[str], str]:
        """Do one thing after the other and wait until all has come of it.

        Returns what was said meanwhile, each by itself, and what has the focus then.
        """
        self.said()
        for act in acts:
            act()
        self.wait()
        return self.said(), self.focused()

    def said(self) -> list[str]:
        """Return what live regions have said since this was asked last."""
        return [text for said in self._evaluate(_TAKE_SAID) for text in said]

    def wait(self) -> None:
        """Wait until nothing is asked of the server, nothing changes any more, and no timer is left
        that may change something soon.
        """
        # What an action asks of the server is known a moment later.
        self._evaluate(_BEGIN)
        while True:
            quiet = min(self._evaluate(_QUIET_FOR))
            if self._pending or quiet < _QUIET:
                self.page.wait_for_timeout(max(50, _QUIET - quiet))
            elif not any(self._evaluate(_RUN_TIMERS)):
                return

    def _evaluate(self, script: str) -> list[Any]:
        """Return what `script` gives in each frame, without those that go meanwhile."""
        found = []
        for frame in self.page.frames:
            with contextlib.suppress(Error):
                found.append(frame.evaluate(script))
        return found

    def _read_frame(
        self, frame: str | None, within: tuple[Heard, ...], frames: bool
    ) -> Iterator[Heard]:
        asked = {"frameId": frame} if frame else {}
        found = self._session.send("Accessibility.getFullAXTree", asked)["nodes"]
        nodes = {node["nodeId"]: node for node in found}

        def walk(node: Node, within: tuple[Heard, ...], *, is_silent: bool) -> Iterator[Heard]:
            heard = None if node["ignored"] else _heard(node, within)
            if heard and not (is_silent and heard.role == "text") and _is_worth(heard):
                yield heard
                if heard.role in _ENTERED:
                    within = (*within, heard)
                if heard.role == "frame" and frames:
                    inner = self._frame_of(heard.node)
                    yield from self._read_frame(inner, within, frames)
            if heard and heard.role in _WITHOUT_PARTS:
                return
            kind = node["role"]["value"]
            is_silent |= _ROLES.get(kind, kind) in _NAMED_BY_PARTS
            for child in node.get("childIds", ()):
                if child in nodes:
                    yield from walk(nodes[child], within, is_silent=is_silent)

        yield from walk(found[0], within, is_silent=False)

    def _frame_of(self, node: int) -> str:
        described = self._session.send("DOM.describeNode", {"backendNodeId": node})
        return str(described["node"]["frameId"])


def _heard(node: Node, within: tuple[Heard, ...]) -> Heard:
    kind = node["role"]["value"]
    properties = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    states = [said for name, said in _STATES.items() if properties.get(name) is True]
    for name in ("expanded", "pressed", "checked", "invalid", "level"):
        value = str(properties.get(name, ""))
        said = _VALUES.get((name, value.lower()))
        if said:
            states.append(said)
        elif name == "level" and value:
            states.append(value)
    value = node.get("value", {}).get("value")
    if value not in (None, ""):
        states.append(f"“{_plain(str(value))}”")
    return Heard(
        _ROLES.get(kind, kind),
        _plain(node.get("name", {}).get("value", "")),
        tuple(states),
        _plain(node.get("description", {}).get("value", "")),
        within,
        node.get("backendDOMNodeId", 0),
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _is_worth(heard: Heard) -> bool:
    """Return whether there is something to say of it."""
    if heard.role in CONTROLS | _ENTERED | {"heading"}:
        return True
    if "focused" in heard.states and heard.role != "RootWebArea":
        return True
    return heard.role in _SPOKEN and bool(heard.name)


# What is wrong with a way through a page, whatever it says.

_ORDER = """
() => {
  const faults = [];
  const shown = "a[href], button, input, select, textarea, summary, [contenteditable=true]";
  for (const one of document.querySelectorAll("[tabindex], [aria-owns], [aria-flowto]")) {
    if (one.tabIndex > 0 || one.ariaOwnsElements?.length || one.hasAttribute("aria-flowto"))
      faults.push(`order of its own: ${one.outerHTML.slice(0, 80)}`);
  }
  const isFromRight = getComputedStyle(document.documentElement).direction === "rtl";
  const isOut = one => !one.checkVisibility() || one.closest(".skip, [inert], iframe");
  const controls = [...document.querySelectorAll(shown)].filter(one => !isOut(one));
  const isApart = one => /fixed|sticky|absolute/.test(getComputedStyle(one).position);
  const floats = one => {
    for (let at = one; at; at = at.parentElement) if (isApart(at)) return true;
    return false;
  };
  const placed = controls.filter(one => !floats(one));
  placed.slice(1).forEach((one, n) => {
    const [before, after] = [placed[n].getBoundingClientRect(), one.getBoundingClientRect()];
    if (!before.width || !after.width) return;
    const isBeside = isFromRight ? after.right <= before.left + 1 : after.left + 1 >= before.right;
    const isAbove = after.bottom <= before.top + 1 && !isBeside;
    const isSameLine = after.top < before.bottom - 2 && before.top < after.bottom - 2;
    const isBack = isFromRight ? after.left >= before.right - 1 : after.right <= before.left + 1;
    if (isAbove || (isSameLine && isBack))
      faults.push(`seen before what is read before it: ${one.outerHTML.slice(0, 120)}`);
  });
  return faults;
}
"""


def order_faults(page: Page) -> list[str]:
    """Return what of a page is read in another order than it is seen, or with an order of its own.

    What floats above the page (bars, menus) has no place among the others.
    """
    found: list[str] = page.evaluate(_ORDER)
    return found


def name_faults(heard: list[Heard], is_ours: Callable[[str], bool]) -> list[str]:
    """Return what of the controls has no name, a name that is no words of ours, the same name as
    another of its kind under the same heading, says its name twice, or is wrong without saying why.
    """
    faults = []
    beside: dict[tuple[object, ...], int] = {}
    title = ""
    for one in heard:
        if one.role == "heading":
            title = one.name
        if not one.is_control:
            continue
        if not re.search(r"\w", one.name):
            faults.append(f"no name: {one}")
        elif not is_ours(one.name):
            faults.append(f"not words of ours: {one}")
        if one.description and one.description.startswith(one.name):
            faults.append(f"says its name twice: {one}")
        if "wrong" in one.states and not one.description:
            faults.append(f"wrong, and not why: {one}")
        around = tuple((other.role, other.name, other.node) for other in one.within)
        key = (title, around, one.role, one.name, one.description)
        if one.role == "textbox" and any(state.startswith("“") for state in one.states):
            continue  # told apart by its words; a field of the sheet may stand in two places
        beside[key] = beside.get(key, 0) + 1
        if beside[key] == 2:
            faults.append(f"twice in one place: {one}")
    return faults


class Story:
    """What a reader hears on the way through a page, as lines, and what was wrong with it."""

    def __init__(self, reader: Reader, is_ours: Callable[[str], bool]) -> None:
        self.reader = reader
        self.lines: list[str] = []
        self.faults: list[str] = []
        self._is_ours = is_ours

    def read(self, title: str, *, within: str = "", frames: bool = False) -> None:
        """Hear the page from top to end, or only what is named `within` and what is in it."""
        heard = self.reader.read(frames=frames)
        self.faults += [f"{title}: {fault}" for fault in self._faults_of(heard)]
        if within:
            heard = [one for one in heard if within in (w.name for w in (*one.within, one))]
        depth = min((len(one.within) for one in heard), default=0)
        self.lines += ["", f"== {title}"]
        self.lines += ["  " * (len(one.within) - depth) + str(one) for one in heard]

    def do(self, what: str, *acts: Callable[[], object], keeps_focus: bool = True) -> None:
        """Do something; hear what is said of it and what has the focus then."""
        said, focused = self.reader.do(*acts)
        self.lines += ["", f"> {what}", *(f"  says: {text}" for text in said)]
        self.lines += [f"  at: {focused}"] if focused else []
        if keeps_focus and not focused:
            self.faults.append(f"{what}: the focus is lost")
        self.faults += [f"{what}: said twice: {text}" for text in set(said) if said.count(text) > 1]

    def _faults_of(self, heard: list[Heard]) -> list[str]:
        return name_faults(heard, self._is_ours) + order_faults(self.reader.page)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip() + "\n"


def check_script(path: Path, story: Story, config: pytest.Config) -> None:
    """Compare what was heard with the script at `path`, or with --update-golden write it there."""
    assert not story.faults, "\n".join(story.faults)
    if config.getoption("--update-golden"):
        path.write_text(story.text, encoding="utf-8")
    expected = path.read_text(encoding="utf-8").splitlines()
    heard = story.text.splitlines()
    difference = list(unified_diff(expected, heard, "expected", "heard", lineterm=""))
    assert not difference, "\n".join(difference)
