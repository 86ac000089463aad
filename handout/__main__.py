"""Start the command line in the language that is chosen for it."""

from __future__ import annotations

import sys

from handout.cli.language.chosen_language import chosen_language


def main() -> int:
    """Run the command line with the process's arguments and return its exit code."""
    with chosen_language(sys.argv[1:]) as arguments:
        # Only now: the words of commands are read when their modules are loaded.
        from handout.cli.main import main as run

        return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
