"""Tell from the words around a word whether it names a person."""

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
    strip_accents,
    word_after,
    word_before,
)
from handout.privacy.text.word_lists import phrase_list, word_set

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
    text: str, words: Sequence[Word], index: int, *, weak: bool = False, sure: bool = False
) -> bool:
    """Tell whether the words around word `index` speak of a person.

    `weak`: what may be said of things counts too, always; `sure`: never. Else it counts within a
    sentence.
    """
    if _ALONE.match(text, words[index].end) or (
        index and _BESIDE.search(text, max(0, words[index].start - 3), words[index].start)
    ):
        return True
    before = word_before(text, words, index)
    if before is not None and _is_linked(text, words, index, before):
        return True
    if before is not None and before.fold in word_set("no_person"):
        return False
    return _is_person_after(text, words, index, weak=weak, sure=sure) or (
        before is not None and _is_person_before(text, words, index, before, weak=weak, sure=sure)
    )


def _is_person_after(
    text: str,
    words: Sequence[Word],
    index: int,
    *,
    weak: bool,
    sure: bool,
    among: int = _MOST_ALIKE,
) -> bool:
    """Tell whether the words after word `index` say what a person does or has."""
    word = words[index]
    next_index = _after_name(text, words, index)
    if next_index is None:
        return False
    after = words[next_index]
    if after.fold in word_set("conjunctions") and among and next_index + 1 < len(words):
        other = word_after(text, words, next_index)
        if other is not None and other.capital and not is_common(other.fold):
            is_place = words[index].fold in word_set("place_names")
            if other.fold in word_set("given_names") and not (sure or is_place):
                return True  # Rose and Marisol share
            return _is_person_after(
                text, words, next_index + 1, weak=weak, sure=sure, among=among - 1
            )
    if after.capital and not after.text.isupper():
        return False
    if word.owns:
        return weak or after.fold in word_set("belongings")
    if after.fold.endswith("ing") and _is_seen(text, words, index):
        return True
    if after.fold in word_set("person_verbs"):
        # Of a word nobody knows that begins a sentence, only English verbs tell: in Spanish many
        # a word stands there that is in no list.
        known = not (sure and word.opens) or after.fold in _english_verbs()
    else:
        known = after.fold in word_set("weak_verbs") and _is_said_of_person(
            text, words, index, next_index, weak=weak, sure=sure
        )
    return known and not _is_virtue(text, words, index, next_index)


def is_person_in_small_letters(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether word `index`, a word in small letters, is surely used as a name.

    sky needs his hat, hope is absent, help joy with her zipper, ayude a paz.
    """
    word, before = words[index], word_before(text, words, index)
    if before is not None and before.fold == "a" and _is_linked(text, words, index, before):
        return True
    if before is not None and before.fold in word_set("no_person"):
        return False
    near = folded_words(text[word.end : word.end + _PRONOUN_NEAR])
    has_pronoun = not word_set("pronouns").isdisjoint(near)
    if before is not None and before.fold in word_set("before_person"):
        return has_pronoun and before.fold != "con"  # con luz natural
    next_index = _after_name(text, words, index)
    if next_index is None:
        return False
    if word.owns:
        return words[next_index].fold in word_set("family") | _DESKS
    if words[next_index].fold in word_set("person_verbs"):
        return has_pronoun or (word.opens and is_spanish(words[index : next_index + 1]))
    following = word_after(text, words, next_index)
    said = following is not None and following.fold in word_set("states_of_persons")
    return said and words[next_index].fold in word_set("weak_verbs")


def _is_seen(text: str, words: Sequence[Word], index: int) -> bool:
    """Tell whether somebody sees or hears word `index` do something."""
    before = word_before(text, words, index)
    return before is not None and before.fold in ("see", "hear", "find", "notice", "catch")


def _is_said_of_person(
    text: str, words: Sequence[Word], index: int, next_index: int, *, weak: bool, sure: bool
) -> bool:
    """Tell whether the verb at `next_index`, which things have as well, has a person before it."""
    following = word_after(text, words, next_index)
    if following is not None and not sure:
        if following.fold in word_set("states_of_persons"):
            return True
        if following.fold in _ARTICLES and _has_belonging(words, next_index):
            return True
        if following.fold in _ARTICLES and words[next_index].fold in ("is", "was", "es", "era"):
            return False  # Jordan is a country
    if words[index].opens and words[next_index].fold in _COPULAS and is_common(words[index].fold):
        near = folded_words(text[words[next_index].end : words[next_index].end + _PRONOUN_NEAR])
        return not word_set("pronouns").isdisjoint(near)  # Court is closed, Art is at ten
    # In Spanish a word that is no name has an article.
    bare = (
        not sure
        and words[next_index].fold in _spanish_verbs()
        and is_spanish(words[index : next_index + 3])
    )
    return weak or bare or not (sure or words[index].opens)


def _has_belonging(words: Sequence[Word], next_index: int) -> bool:
    """Tell whether what stands after "has a" is a person's: a turn, a new seat."""
    ahead = words[next_index + 2 : next_index + 5]
    verb = words[next_index].fold in ("has", "had", "tiene")
    return verb and any(word.fold in word_set("belongings") for word in ahead)


def _after_name(text: str, words: Sequence[Word], index: int) -> int | None:
    """Return which word says what the person of word `index` does: no family name, nor "never"."""
    next_index, after = index + 1, word_after(text, words, index)
    if after is None:
        return None
    if after.capital and not after.text.isupper() and not words[index].owns:
        following = word_after(text, words, next_index)  # a family name stands between
        if following is None or after.fold in word_set("places"):
            return None
        is_letter = len(after.text) == 1 and text[after.end : after.end + 2] == ". "
        next_index, after = next_index + 1, following
        if is_letter and next_index >= len(words):
            return None
    elif (
        len(after.text) == 1 and text[after.end : after.end + 2] == ". " and index + 2 < len(words)
    ):
        next_index, after = index + 2, words[index + 2]  # the first letter of a family name
    for _ in range(3):
        following = word_after(text, words, next_index)
        if following is None or after.fold not in word_set("between_verbs"):
            break
        next_index, after = next_index + 1, following
    return next_index


def _is_person_before(
    text: str, words: Sequence[Word], index: int, before: Word, *, weak: bool, sure: bool
) -> bool:
    """Tell whether the word before word `index` has a person after it."""
    if before.fold in word_set("before_person"):
        return not words[index].opens
    if before.fold in ("is", "es", "are", "son", "esta"):
        return any(
            word.fold in word_set("helpers") for word in words[max(0, index - 4) : index - 1]
        )
    if before.fold == "que":
        return not sure
    return weak and before.fold in ("to", "for", "from", "and", "y")


def _is_linked(text: str, words: Sequence[Word], index: int, before: Word) -> bool:
    """Tell whether a person stands here: next to X, junto a X, la silla de X, A X le gusta."""
    if words[index].opens:
        return False
    before_it = text[max(0, words[index].start - 25) : words[index].start]
    if _person_links().search(strip_accents(before_it)):
        return True
    if before.fold not in word_set("links"):
        return False
    further = words[index - 2].fold if index > 1 else ""
    if further in word_set("towards"):
        return True
    if before.fold == "de":
        return further in word_set("belongings")
    after = word_after(text, words, index)
    return before.fold == "a" and after is not None and after.fold in ("le", "les", "no")


def _is_virtue(text: str, words: Sequence[Word], index: int, next_index: int) -> bool:
    """Tell whether hope keeps us going, and no girl of that name: nobody says "she"."""
    if words[index].fold not in word_set("virtues") or words[next_index].fold not in word_set(
        "virtue_verbs"
    ):
        return False
    following = word_after(text, words, next_index)
    if following is not None and (
        following.fold in word_set("states_of_persons") - _STATES_OF_THINGS
        or _has_belonging(words, next_index)
    ):
        return False  # Faith is absent
    near = folded_words(text[words[next_index].end : words[next_index].end + _PRONOUN_NEAR])
    return word_set("pronouns").isdisjoint(near)


@cache
def _person_links() -> re.Pattern[str]:
    """Return the pattern of phrases right before a person: keep an eye on X."""
    phrases = "|".join(map(re.escape, phrase_list("person_links")))
    return re.compile(rf"\b(?:{phrases}) $", re.IGNORECASE)


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


def is_spanish(words: Sequence[Word]) -> bool:
    """Tell whether one of the words is Spanish, and no English one."""
    return not _spanish_words().isdisjoint(word.fold for word in words)
