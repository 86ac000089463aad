"""In which language some words are, of those that the privacy check knows."""

from __future__ import annotations

from functools import cache, lru_cache

from handout.messages import message_table
from handout.privacy.text.normal_form import normalize
from handout.privacy.text.sentences import sentence_bounds
from handout.privacy.text.tokens import common_words, folded_words
from handout.privacy.text.word_lists import privacy_languages

# Small words and verbs: of names and of words for illnesses many are the same in both.
_LISTS = (
    *("known_words", "person_verbs", "weak_verbs", "before_person", "between_verbs"),
    *("links", "no_person", "conjunctions", "family", "titles"),
)
_SIGNS = {"es": "ñ¿¡áéíóú"}


def language_at(text: str, place: int) -> str:
    """Return the language of the sentence at `place`, or that of all if it does not tell."""
    sentence = next((text[start:end] for start, end in sentence_bounds(text) if place < end), text)
    return language_of(sentence, language_of(text))


@lru_cache(maxsize=2048)  # most cells say what many others say
def language_of(text: str, otherwise: str = "en") -> str:
    """Return the language that most words of `text` are of; `otherwise` if two have as many."""
    words = list(folded_words(normalize(text)))
    signed = _without_names(text).lower()
    counts = {
        language: sum(word in _words_of(language) for word in words)
        + sum(map(signed.count, _SIGNS.get(language, "")))
        for language in privacy_languages()
    }
    most = max(counts.values())
    leading = [language for language, count in counts.items() if count == most]
    return leading[0] if len(leading) == 1 else otherwise


def _without_names(text: str) -> str:
    """Return `text` without words with a capital inside a sentence: Núñez is English, too."""
    kept = []
    for start, end in sentence_bounds(text):
        first, *others = text[start:end].split() or [""]
        kept += [first, *(word for word in others if not word[:1].isupper())]
    return " ".join(kept)


@cache
def _words_of(language: str) -> frozenset[str]:
    table = message_table("privacy", language)
    words = frozenset(word for name in _LISTS for word in table.get(name, "").split())
    return words | common_words() if language == "en" else words
