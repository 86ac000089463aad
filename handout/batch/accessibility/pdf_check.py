"""What a machine can check of a PDF's accessibility: PDF/UA-1 (ISO 14289-1)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from handout.problems import ExitCode, HandoutError, Position, problem


def check_pdf(path: Path) -> tuple[str, ...]:
    """Return what PDF/UA-1 asks for and the PDF at `path` does not have, each once."""
    import page as validator

    report = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    messages = (failure.message for failure in report.failures)
    return tuple(dict.fromkeys(messages))


def require_validator() -> None:
    """Raise HandoutError if the validator is not installed."""
    if find_spec("page") is None:
        missing = problem("accessibility-validator", Position(""))
        raise HandoutError([missing], ExitCode.ENVIRONMENT)
