"""Fifty teachers at once: each types, rests, and downloads a PDF now and then.

Tells errors, waits and latencies.

When she rests, her page asks for the PDF ahead, as the real one does; that yields to what somebody
waits for.

    python tests/benchmarks/teachers.py [teachers] [seconds]

Bounded: 50 teachers for 20 seconds if nothing else is said. It asks 127.0.0.1 only, a server of its
own.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.keystrokes import processor_time
from served import Served, serving

from handout.messages import CONTENT
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import read_answers

NAME = "handouts.example.org"
SAMPLE = CONTENT / "en" / "sample.yaml"
_KEYS = 2.0  # seconds between two previews of one teacher: bursts of typing, and looking up
_DOWNLOADS = 0.04  # of her requests are a PDF
_RESTS = 0.3  # of her previews are followed by so long a rest that the PDF is made ahead


class Teacher(threading.Thread):
    """One teacher in her own room, behind the proxy with an address of her own."""

    def __init__(self, number: int, served: Served, until: float, token: str) -> None:
        super().__init__(daemon=True)
        self.number, self.served, self.until = number, served, until
        self.chance = random.Random(number)
        self.latencies: dict[str, list[float]] = {"preview": [], "pdf": []}
        self.statuses: Counter[int] = Counter()
        self.ahead: Counter[int] = Counter()
        self.headers = {
            "Host": NAME,
            "Origin": f"https://{NAME}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json",
            "X-Handout-Token": token,
            "X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}",
        }

    def run(self) -> None:
        answers = read_answers(parse_yaml(SAMPLE.read_text(encoding="utf-8"), "sample.yaml"))
        connection, style, typed = (
            http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=30),
            "",
            0,
        )
        time.sleep(self.chance.uniform(0, _KEYS))
        while time.monotonic() < self.until:
            typed += 1
            answers |= {
                "room": f"{self.number}-{typed}",
                "para_name": f"Teacher {self.number}",
                "teacher_note": f"Welcome! {'x' * (typed % 40)}",
            }
            kind = "pdf" if self.chance.random() < _DOWNLOADS else "preview"
            path, body = (
                ("/file/pdf", {"answers": answers})
                if kind == "pdf"
                else ("/preview", {"answers": answers, "style": style})
            )
            start = time.perf_counter()
            status, content = self.ask(connection, path, body)
            while status in (429, 503) and time.monotonic() < self.until:  # as the page does
                time.sleep(1 + self.chance.random())
                status, content = self.ask(connection, path, body)
            if status == 200:
                self.latencies[kind].append((time.perf_counter() - start) * 1000)
            if status == 200 and kind == "preview":
                answer = json.loads(content)
                assert f"{self.number}-{typed}" in answer["main"], "somebody else's sheet"
                style = answer["style"]["key"]
            if kind == "preview" and self.chance.random() < _RESTS:
                time.sleep(1.5)
                status, _ = self.ask(connection, "/file/pdf", {"answers": answers}, ahead=True)
                self.ahead[status] += 1
            time.sleep(self.chance.uniform(0.5, 1.5) * _KEYS)
        connection.close()

    def ask(
        self,
        connection: http.client.HTTPConnection,
        path: str,
        body: object,
        *,
        ahead: bool = False,
    ) -> tuple[int, bytes]:
        headers = self.headers | ({"X-Handout-Ahead": "1"} if ahead else {})
        try:
            connection.request("POST", path, json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            content = answer.read()
        except OSError:
            connection.close()
            self.statuses[0] += 1
            return 0, b""
        if not ahead:
            self.statuses[answer.status] += 1
        return answer.status, content


def shown(name: str, times: list[float]) -> None:
    if times := sorted(times):
        print(
            f"{name:<10} {len(times):5}   median {statistics.median(times):7.1f} ms   95 % {times[int(len(times) * 0.95)]:7.1f} ms   worst {times[-1]:7.1f} ms"
        )


def main() -> int:
    teachers = min(int(sys.argv[1]) if len(sys.argv) > 1 else 50, 200)
    seconds = min(float(sys.argv[2]) if len(sys.argv) > 2 else 20.0, 120.0)
    with tempfile.TemporaryDirectory() as home, serving(Path(home), "--allow-host", NAME) as served:
        connection = http.client.HTTPConnection("127.0.0.1", served.port)
        connection.request("GET", "/", headers={"Host": NAME})
        token = (
            connection.getresponse()
            .read()
            .decode()
            .partition('handout-token" content="')[2]
            .partition('"')[0]
        )
        time.sleep(8)  # the workers are warm by then
        before, spent = os.getloadavg()[0], -processor_time(served.process.pid)
        until = time.monotonic() + seconds
        all_of_them = [Teacher(n, served, until, token) for n in range(teachers)]
        for teacher in all_of_them:
            teacher.start()
        for teacher in all_of_them:
            teacher.join(seconds + 60)
        spent += processor_time(served.process.pid)
    statuses = sum((teacher.statuses for teacher in all_of_them), Counter[int]())
    for kind in ("preview", "pdf"):
        shown(kind, [time for teacher in all_of_them for time in teacher.latencies[kind]])
    wrong = sum(count for status, count in statuses.items() if status not in (200, 429, 503))
    busy = statuses[429] + statuses[503]
    print(
        f"{sum(statuses.values())} requests: {wrong} errors, {busy} told to come again, by status {dict(statuses)}"
    )
    ahead = sum((teacher.ahead for teacher in all_of_them), Counter[int]())
    print(f"PDFs made ahead: {ahead[200]}, left for later: {ahead[204] + ahead[429]}")
    print(
        f"processors kept busy by the server: {spent / seconds / 1000:.2f}; load before {before:.1f}, after {os.getloadavg()[0]:.1f}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
