"""Start the command line in the language that is chosen for it."""

from __future__ import annotations

import gc
import sys

from handout.cli.language.chosen_language import chosen_language

# New objects between two looks for garbage. Python's own 700 take a tenth of the time of a command:
# what it imports and reads stays to its end. One sheet makes less than this, also where it is
# typeset: each look would take a twentieth of that.
_GARBAGE_INTERVALS = 250_000, 10, 10


def main() -> int:
    """Run the command line with the process's arguments and return its exit code."""
    gc.set_threshold(*_GARBAGE_INTERVALS)
    with chosen_language(sys.argv[1:]) as arguments:
        # Only now: the words of commands are read when their modules are loaded.
        from handout.cli.main import main as run

        try:
            return run(arguments)
        finally:
            # At its end Python looks through all there is, which is then given back. The files of
            # the typesetter's fonts need that look: they are removed with what is garbage.
            if "weasyprint" not in sys.modules:
                gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
