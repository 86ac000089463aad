"""The command `handout`, started from a module of this project's own name.

Another project's package is called handout too. Installed into the same Python, each writes over
files of the other; this module is ours alone, so that it can say so instead of failing somewhere.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

# Here and not in content/, which may be what the other package wrote over.
_SPOILT = """\
Another project, whose package is called “handout” too, is installed in this Python.
It wrote over files of this one.
  do: pip uninstall handout
      pip install --force-reinstall --no-deps first-day-essentials
  or keep both, each in an environment of its own: pipx install first-day-essentials"""
_ENVIRONMENT = 4  # handout.problems.ExitCode


def main() -> int:
    """Run the command line and return its exit code."""
    if not _is_ours():
        sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]
        print(_SPOILT, file=sys.stderr)
        return _ENVIRONMENT
    from handout.__main__ import main as run

    return run()


def _is_ours() -> bool:
    if getattr(sys, "frozen", False):  # one program, in which there is nobody else
        return True
    spec = importlib.util.find_spec("handout")  # this runs nothing of it
    if spec is None or spec.origin is None:  # only a folder is left of it
        return False
    first_line = Path(spec.origin).read_text(encoding="utf-8").partition("\n")[0]
    return (
        "First-Day Essentials" in first_line and importlib.util.find_spec("handout.cli") is not None
    )


if __name__ == "__main__":
    sys.exit(main())
