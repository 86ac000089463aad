"""The order in which a batch makes its handouts: school by school, a few schools at once."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from handout.batch.plan.plan import HandoutJob
from handout.batch.plan.work_order import mix_schools

FOLDERS = st.lists(st.sampled_from("abcdefgh"), max_size=60)


def jobs_of(folders: list[str]) -> list[HandoutJob]:
    made: list[Any] = [SimpleNamespace(folder=name, id=n) for n, name in enumerate(folders)]
    return cast("list[HandoutJob]", made)


@given(FOLDERS, st.integers(0, 5))
def test_each_is_made_once_and_few_schools_at_a_time(folders: list[str], at_once: int) -> None:
    ordered = mix_schools(jobs_of(folders), at_once)
    assert Counter(job.id for job in ordered) == Counter(range(len(folders)))
    names = [job.folder for job in ordered]
    begun = {name: names.index(name) for name in names}
    ended = {name: len(names) - 1 - names[::-1].index(name) for name in names}
    for place in range(len(names)):
        open_schools = [name for name in begun if begun[name] <= place <= ended[name]]
        assert len(open_schools) <= max(1, at_once)


@given(FOLDERS)
def test_a_school_keeps_the_order_of_its_rows(folders: list[str]) -> None:
    ordered = mix_schools(jobs_of(folders), 3)
    for name in set(folders):
        ids = [job.id for job in ordered if job.folder == name]
        assert ids == sorted(ids)


def test_workers_are_at_different_schools() -> None:
    ordered = mix_schools(jobs_of([*"abcd"] * 10), 2)
    pairs = [{ordered[n].folder, ordered[n + 1].folder} for n in range(0, 40, 2)]
    assert all(len(pair) == 2 for pair in pairs)
