"""Find the curly quotes of word processors, which YAML does not take for quotes."""

from __future__ import annotations

# An opening quote, and what may close it: German and Swedish close as English opens, or alike.
CURLY_QUOTES = {
    "“": "”",
    "„": "“”",
    "”": "”",
    "‘": "’",
    "‚": "‘’",
    "’": "’",
    "«": "»",
    "»": "«",
    "‹": "›",
    "″": "″",
}


def is_in_curly_quotes(text: str) -> bool:
    """Return whether words are wholly within one pair of quotes that are not YAML's.

    The second may be straight: where quotes are turned curly while typing, often only one is.
    """
    inner = text[1:-1]
    ends = CURLY_QUOTES.get(text[:1], "")
    ends += "'" if text[:1] in "‘‚’" else '"'
    return (
        text[:1] in CURLY_QUOTES
        and len(text) > 1
        and text[-1] in ends
        and not (set(inner) & {text[0], *ends} - {"’"})
    )


def find_half_quote(name: str) -> str:
    """Return the curly quote at one end of a name, "" if there is none.

    In `- “Smile: always”` and `{where: “Hall, left”}` words of one quote are taken for a name.
    """
    if is_in_curly_quotes(name):
        return ""
    ends = [sign for sign in (name[:1], name[-1:]) if sign in CURLY_QUOTES]
    return ends[0] if ends else ""
