"""The digest of what goes into the sheets of a site: with an equal one they need not be made
again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from handout.cache.fingerprint import program_fingerprint
from handout.content_folders import content_folders, list_languages
from handout.sources.content.layer import Layer
from handout.sources.pictures.picture import PICTURE_USES


def inputs_digest(layers: Sequence[Layer], language: str) -> str:
    """Return the digest of all that goes into the sheets of a language: the program with the words
    in it, and the layers.
    """
    digest = hashlib.sha256(program_fingerprint(_other_languages(layers, language)).encode())
    for layer in layers:
        path = Path(layer.path)
        digest.update(f"{layer.level}\0".encode() + path.read_bytes())
        for use in PICTURE_USES:
            if named := layer.values.get(use.file_field):
                picture = path.parent / str(named.value)
                digest.update(picture.read_bytes() if picture.is_file() else b"")
    return digest.hexdigest()


def _other_languages(layers: Iterable[Layer], language: str) -> frozenset[str]:
    """Return the languages whose words are not on the sheets of `language`."""
    second = (layer.values.get("second_language") for layer in layers)
    needed = {language, *(str(placed.value) for placed in second if placed)}
    folders = {folder.name for each in needed for folder in content_folders(each)}
    return frozenset(list_languages()) - folders
