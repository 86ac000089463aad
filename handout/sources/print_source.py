"""A PDF that was made here -> the files that go with it."""

from __future__ import annotations

from pathlib import Path

from handout.problem import HandoutError, Place, problem

_LARGEST = 64 * 1024 * 1024
_MOST_TEXT = 256 * 1024


def read_print(path: Path) -> dict[str, str]:
    """The texts attached to the PDF, by their file names. Raises HandoutError if it has none, or cannot be read."""
    import pikepdf

    place = Place(str(path))
    try:
        if path.stat().st_size > _LARGEST:
            raise HandoutError([problem("print-foreign", place)])
        with pikepdf.open(path) as pdf:
            files = {name: spec.get_file() for name, spec in pdf.attachments.items() if name.endswith(".yaml")}
            found = {Path(name).name: file.read_bytes().decode() for name, file in files.items() if file.size <= _MOST_TEXT}
    except FileNotFoundError as error:
        raise HandoutError([problem("file-missing", place)]) from error
    except (pikepdf.PdfError, OSError, ValueError) as error:
        raise HandoutError([problem("print-foreign", place)]) from error
    if not any(not name.endswith(".edits.yaml") for name in found):
        raise HandoutError([problem("print-foreign", place)])
    return found
