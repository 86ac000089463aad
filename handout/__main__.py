"""Start the command line in the language that is chosen for it."""

from __future__ import annotations

import gc
import sys

from handout.cli.language.chosen_language import chosen_language
from handout.garbage import SHEET_INTERVALS


def main() -> int:
    """Run the command line with the process's arguments and return its exit code."""
    gc.set_threshold(*SHEET_INTERVALS)
    with chosen_language(sys.argv[1:]) as arguments:
        # Only now: the words of commands are read when their modules are loaded.
        from handout.cli.main import main as run

        try:
            return run(arguments)
        finally:
            gc.freeze()  # at its end Python looks through all there is, which is then given back


if __name__ == "__main__":
    sys.exit(main())
