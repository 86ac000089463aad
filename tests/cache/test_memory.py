"""No more is remembered than was asked for last."""

from __future__ import annotations

from handout.cache.memory import Recent


def test_what_was_asked_for_last_is_kept() -> None:
    recent: Recent[str, int] = Recent(2)
    made: list[str] = []

    def of(key: str) -> int:
        return recent.of(key, lambda: made.append(key) or len(made))  # type: ignore[func-returns-value]

    assert [of(key) for key in "aabab"] == [1, 1, 2, 1, 2]
    assert of("c") == 3 and len(recent) == 2
    assert of("b") == 2  # "a" was asked for longest ago
    assert of("a") == 4 and made == ["a", "b", "c", "a"]


def test_a_value_can_be_put_in_another_s_place() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.of("a", lambda: 1)
    recent["a"] = 5
    assert recent.of("a", lambda: 2) == 5
