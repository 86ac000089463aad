"""The order in which a batch makes its handouts, whatever the order of the roster's rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest

from handout.batch.plan.plan import HandoutJob


def mix_schools(jobs: Sequence[HandoutJob], at_once: int) -> list[HandoutJob]:
    """Return `jobs` school by school, `at_once` of them taking turns.

    What a school's handouts share is then used while it is at hand: a worker keeps that of a few
    schools. Workers that are `at_once` at work are mostly at different schools, so that what is
    new of one is seldom made by two of them.
    """
    by_school: dict[str, list[HandoutJob]] = {}
    for job in jobs:
        by_school.setdefault(job.folder, []).append(job)
    lanes: list[list[HandoutJob]] = [[] for _ in range(max(1, at_once))]
    for school in sorted(by_school.values(), key=len, reverse=True):
        min(lanes, key=len).extend(school)
    return [job for job in chain.from_iterable(zip_longest(*lanes)) if job]
