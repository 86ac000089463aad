"""Whether the words around a word speak of a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from handout.messages import message_table
from handout.privacy.text.tokens import (
    Word,
    common_words,
    folded_words,
    is_common,
    word_after,
    word_before,
)
from handout.privacy.text.word_lists import word_set

_ALONE = re.compile(r"(?:'s)? 1 ?[:-] ?1\b")
_BESIDE = re.compile(r"\bw/ ?$")
_MOST_ALIKE = 4  # names in a row of which the last tells that all are persons
_COPULAS = frozenset("is are was were".split())
_DESKS = frozenset("desk chair seat backpack coat mom's dad's lunchbox folder".split())
# Hope is lost, joy is new: things are so as well.
_STATES_OF_THINGS = frozenset(
    "lost new finished out best inseparable share stay run work play leave wait try stop".split()
)
_ARTICLES = frozenset("a an the un una el la too".split())
_PRONOUN_NEAR = 80  # characters


def is_person_context(
    text: str, own: Sequence[Word], n: int, *, weak: bool = False, sure: bool = False
) -> bool:
    """Tell whether the words around word `n` speak of a person.

    `weak`: what may be said of things counts too, always; `sure`: never. Else it counts within a
    sentence.
    """
    if _ALONE.match(text, own[n].end) or (
        n and _BESIDE.search(text, max(0, own[n].start - 3), own[n].start)
    ):
        return True
    before = word_before(text, own, n)
    if before is not None and _is_linked(text, own, n, before):
        return True
    if before is not None and before.fold in word_set("no_person"):
        return False
    return _is_person_after(text, own, n, weak=weak, sure=sure) or (
        before is not None and _is_person_before(text, own, n, before, weak=weak, sure=sure)
    )


def _is_person_after(
    text: str, own: Sequence[Word], n: int, *, weak: bool, sure: bool, among: int = _MOST_ALIKE
) -> bool:
    """Tell whether the words after word `n` say what a person does or has."""
    word = own[n]
    at = _after_name(text, own, n)
    if at is None:
        return False
    after = own[at]
    if after.fold in word_set("conjunctions") and among and at + 1 < len(own):
        other = word_after(text, own, at)
        if other is not None and other.capital and not is_common(other.fold):
            is_place = own[n].fold in word_set("place_names")
            if other.fold in word_set("given_names") and not (sure or is_place):
                return True  # Rose and Marisol share
            return _is_person_after(text, own, at + 1, weak=weak, sure=sure, among=among - 1)
    if after.capital and not after.text.isupper():
        return False
    if word.owns:
        return weak or after.fold in word_set("belongings")
    if after.fold.endswith("ing") and _is_seen(text, own, n):
        return True
    if after.fold in word_set("person_verbs"):
        # Of a word nobody knows that begins a sentence, only English verbs tell: in Spanish many
        # a word stands there that is in no list.
        known = not (sure and word.opens) or after.fold in _english_verbs()
    else:
        known = after.fold in word_set("weak_verbs") and _is_said_of_person(
            text, own, n, at, weak=weak, sure=sure
        )
    return known and not _is_virtue(text, own, n, at)


def is_person_in_small_letters(text: str, own: Sequence[Word], n: int) -> bool:
    """Tell whether word `n`, a word in small letters, is surely used as a name.

    sky needs his hat, hope is absent, help joy with her zipper, ayude a paz.
    """
    word, before = own[n], word_before(text, own, n)
    if before is not None and before.fold == "a" and _is_linked(text, own, n, before):
        return True
    if before is not None and before.fold in word_set("no_person"):
        return False
    near = folded_words(text[word.end : word.end + _PRONOUN_NEAR])
    has_pronoun = not word_set("pronouns").isdisjoint(near)
    if before is not None and before.fold in word_set("before_person"):
        return has_pronoun and before.fold != "con"  # con luz natural
    at = _after_name(text, own, n)
    if at is None:
        return False
    if word.owns:
        return own[at].fold in word_set("family") | _DESKS
    if own[at].fold in word_set("person_verbs"):
        return has_pronoun or (word.opens and is_spanish(own[n : at + 1]))
    following = word_after(text, own, at)
    said = following is not None and following.fold in word_set("states_of_persons")
    return said and own[at].fold in word_set("weak_verbs")


def _is_seen(text: str, own: Sequence[Word], n: int) -> bool:
    """Tell whether somebody sees or hears word `n` do something."""
    before = word_before(text, own, n)
    return before is not None and before.fold in ("see", "hear", "find", "notice", "catch")


def _is_said_of_person(
    text: str, own: Sequence[Word], n: int, at: int, *, weak: bool, sure: bool
) -> bool:
    """Tell whether the verb at `at`, which things have as well, has a person before it."""
    following = word_after(text, own, at)
    if following is not None and not sure:
        if following.fold in word_set("states_of_persons"):
            return True
        if following.fold in _ARTICLES and _has_belonging(own, at):
            return True
        if following.fold in _ARTICLES and own[at].fold in ("is", "was", "es", "era"):
            return False  # Jordan is a country
    if own[n].opens and own[at].fold in _COPULAS and is_common(own[n].fold):
        near = folded_words(text[own[at].end : own[at].end + _PRONOUN_NEAR])
        return not word_set("pronouns").isdisjoint(near)  # Court is closed, Art is at ten
    # In Spanish a word that is no name has an article.
    bare = not sure and own[at].fold in _spanish_verbs() and is_spanish(own[n : at + 3])
    return weak or bare or not (sure or own[n].opens)


def _has_belonging(own: Sequence[Word], at: int) -> bool:
    """Tell whether what stands after "has a" is a person's: a turn, a new seat."""
    ahead = own[at + 2 : at + 5]
    verb = own[at].fold in ("has", "had", "tiene")
    return verb and any(word.fold in word_set("belongings") for word in ahead)


def _after_name(text: str, own: Sequence[Word], n: int) -> int | None:
    """Return which word says what the person of word `n` does: not the family name, nor "never"."""
    at, after = n + 1, word_after(text, own, n)
    if after is None:
        return None
    if after.capital and not after.text.isupper() and not own[n].owns:
        following = word_after(text, own, at)  # a family name stands between
        if following is None or after.fold in word_set("places"):
            return None
        is_letter = len(after.text) == 1 and text[after.end : after.end + 2] == ". "
        at, after = at + 1, following
        if is_letter and at >= len(own):
            return None
    elif len(after.text) == 1 and text[after.end : after.end + 2] == ". " and n + 2 < len(own):
        at, after = n + 2, own[n + 2]  # the first letter of a family name
    for _ in range(3):
        following = word_after(text, own, at)
        if following is None or after.fold not in word_set("between_verbs"):
            break
        at, after = at + 1, following
    return at


def _is_person_before(
    text: str, own: Sequence[Word], n: int, before: Word, *, weak: bool, sure: bool
) -> bool:
    """Tell whether the word before word `n` has a person after it."""
    if before.fold in word_set("before_person"):
        return not own[n].opens
    if before.fold in ("is", "es", "are", "son", "esta"):
        return any(word.fold in word_set("helpers") for word in own[max(0, n - 4) : n - 1])
    if before.fold == "que":
        return not sure
    return weak and before.fold in ("to", "for", "from", "and", "y")


def _is_linked(text: str, own: Sequence[Word], n: int, before: Word) -> bool:
    """Tell whether a person stands here: next to X, junto a X, la silla de X, A X le gusta."""
    if before.fold not in word_set("links") or own[n].opens:
        return False
    further = own[n - 2].fold if n > 1 else ""
    if further in word_set("towards"):
        return True
    if before.fold == "de":
        return further in word_set("belongings")
    after = word_after(text, own, n)
    return before.fold == "a" and after is not None and after.fold in ("le", "les", "no")


def _is_virtue(text: str, own: Sequence[Word], n: int, at: int) -> bool:
    """Tell whether hope keeps us going, and no girl of that name: nobody says "she"."""
    if own[n].fold not in word_set("virtues") or own[at].fold not in word_set("virtue_verbs"):
        return False
    following = word_after(text, own, at)
    if following is not None and (
        following.fold in word_set("states_of_persons") - _STATES_OF_THINGS
        or _has_belonging(own, at)
    ):
        return False  # Faith is absent
    near = folded_words(text[own[at].end : own[at].end + _PRONOUN_NEAR])
    return word_set("pronouns").isdisjoint(near)


@cache
def _english_verbs() -> frozenset[str]:
    return frozenset(message_table("privacy")["person_verbs"].split())


@cache
def _spanish_verbs() -> frozenset[str]:
    return frozenset(message_table("privacy", "es")["weak_verbs"].split())


@cache
def _spanish_words() -> frozenset[str]:
    table = message_table("privacy", "es")
    lists = ("known_words", "person_verbs", "weak_verbs", "before_person", "between_verbs")
    words = set().union(*(table[name].split() for name in lists))
    return frozenset(words - common_words() - _english_verbs())


def is_spanish(own: Sequence[Word]) -> bool:
    """Tell whether one of the words is Spanish, and no English one."""
    return not _spanish_words().isdisjoint(word.fold for word in own)
