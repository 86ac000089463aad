"""No more is remembered than was asked for last."""

from __future__ import annotations

from handout.cache.memory import LRUCache


def test_what_was_asked_for_last_is_kept() -> None:
    lru: LRUCache[str, int] = LRUCache(2)
    made: list[str] = []

    def get(key: str) -> int:
        return lru.get_or_create(key, lambda: made.append(key) or len(made))  # type: ignore[func-returns-value]

    assert [get(key) for key in "aabab"] == [1, 1, 2, 1, 2]
    assert get("c") == 3 and len(lru) == 2
    assert get("b") == 2  # "a" was asked for longest ago
    assert get("a") == 4 and made == ["a", "b", "c", "a"]


def test_a_value_can_be_put_in_another_s_place() -> None:
    lru: LRUCache[str, int] = LRUCache(2)
    lru.get_or_create("a", lambda: 1)
    lru["a"] = 5
    assert lru.get_or_create("a", lambda: 2) == 5
