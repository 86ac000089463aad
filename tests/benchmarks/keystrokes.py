"""How long a keystroke waits for its preview: from the browser's key to the new words painted, and
for the server alone.

    python tests/benchmarks/keystrokes.py [count]

Bounded: 60 keystrokes if nothing else is said. Needs Chromium; with none, only the server is
measured. It also tells the load of the machine before and after, and what a preview takes of a
processor, in the server and all of its workers.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from served import Served, serving

from handout.messages import CONTENT
from handout.setup.system import find_program
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import read_answers

SAMPLE = CONTENT / "en" / "sample.yaml"


def shown(name: str, times: list[float]) -> None:
    times = sorted(times)
    print(
        f"{name:<12} median {statistics.median(times):6.1f} ms   90 % {times[int(len(times) * 0.9)]:6.1f} ms   worst {times[-1]:6.1f} ms"
    )


def processor_time(pid: int) -> float:
    """Milliseconds that a process and those it started have had of a processor."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK") + sum(
        processor_time(int(child)) for child in children
    )


def server_times(served: Served, count: int) -> list[float]:
    """Milliseconds of each preview while a note grows by a letter; the connection is kept, as a
    browser does.
    """
    answers = read_answers(parse_yaml(SAMPLE.read_text(encoding="utf-8"), "sample.yaml"))
    connection, style, times = http.client.HTTPConnection("127.0.0.1", served.port), "", []
    for n in range(count + 3):
        answers["para_name"] = "Jordan Ellis"[: n % 12 + 1]
        body = json.dumps({"answers": answers, "style": style}).encode()
        start = time.perf_counter()
        connection.request("POST", "/preview", body, served.headers)
        answer = json.loads(connection.getresponse().read())
        times.append((time.perf_counter() - start) * 1000)
        style = answer["style"]["key"]
        time.sleep(0.02)
    return times[3:]


def browser_times(served: Served, chromium: str, count: int) -> list[float]:
    """Milliseconds from a key in the form until its letter on the sheet is painted."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(served.address)
        page.locator("#file").set_input_files(SAMPLE)
        page.frame_locator("#paper").locator(".tag").get_by_text("Jordan Ellis").wait_for()
        page.wait_for_timeout(2500)
        times = page.evaluate(
            """async count => {
              const input = document.getElementById("f-para_name");
              const paper = document.getElementById("paper");
              const times = [];
              for (let n = 0; n < count; n++) {
                const name = "Jo" + "abcdefghijklmnopqrstuvwxyz"[n % 26] + (n % 10);
                input.value = name;
                const start = performance.now();
                input.dispatchEvent(new Event("input", { bubbles: true }));
                while (paper.contentDocument.querySelector("[data-field=para_name]")?.textContent !== name) await new Promise(requestAnimationFrame);
                await new Promise(next => requestAnimationFrame(() => setTimeout(next))); // it is painted
                times.push(performance.now() - start);
                await new Promise(next => setTimeout(next, 120));
              }
              return times;
            }""",
            count,
        )
        browser.close()
    return list(times)


def main() -> int:
    count = min(int(sys.argv[1]) if len(sys.argv) > 1 else 60, 500)
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as served:
        print(f"load         {os.getloadavg()[0]:.1f}")
        time.sleep(6)  # the workers are warm by then
        server_times(served, 10)
        before = processor_time(served.process.pid)
        shown("server", server_times(served, count))
        print(
            f"{'processor':<12} {(processor_time(served.process.pid) - before) / (count + 3):6.1f} ms each"
        )
        if chromium := find_program("chromium"):
            shown("on screen", browser_times(served, chromium, count))
        print(f"load         {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
