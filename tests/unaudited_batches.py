"""handout as people start it, but that the batches of the office's page typeset no PDF a second
time, to compare it with the one that was put together of finished parts.

That takes half of the time of a batch, large or small, and is none of what the page's tests look
at. tests/web/office/test_batch_process.py has a whole one, and tests/batch looks at audits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from handout.__main__ import main

if TYPE_CHECKING:
    from handout.web.office.batch_process import BatchRequest


def run_unaudited(pipe: Connection, request: BatchRequest) -> None:
    """Make a batch, and report to the server. This runs in the batch's process."""
    from handout.batch import build_handouts
    from handout.web.office.batch_process import run_batch

    build_handouts.choose_audited = _choose_none
    run_batch(pipe, request)


def _choose_none(ids: Iterable[str]) -> frozenset[str]:
    return frozenset()


if __name__ == "__main__":
    # By the name of this module, where the process of a batch finds it.
    from unaudited_batches import run_unaudited as run_batch

    from handout.web.office import batch_process

    batch_process.run_batch = run_batch
    sys.exit(main())
