"""handout as people start it, but that the batches of the office's page typeset no PDF a second
time, to compare it with the one that was put together of finished parts.

That takes half of the time of a batch, large or small, and is none of what the page's tests look
at. tests/web/office/test_batch_process.py has a whole one, and tests/batch looks at audits.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from handout.__main__ import main

if TYPE_CHECKING:
    from handout.batch.plan.task import HandoutTask
    from handout.compiled.renderer import RenderedPdf
    from handout.pipeline import PreparedHandout
    from handout.web.office.batch_process import BatchRequest


def run_unaudited(pipe: Connection, request: BatchRequest) -> None:
    """Make a batch, and report to the server. This runs in the batch's process."""
    from handout.batch.work import worker
    from handout.web.office import batch_process

    render = worker._render_pdf

    def render_unaudited(task: HandoutTask, prepared: PreparedHandout) -> tuple[RenderedPdf, str]:
        return render(replace(task, audit=False), prepared)

    worker._render_pdf = render_unaudited
    batch_process._run_batch(pipe, request)


if __name__ == "__main__":
    # By the name of this module, where the process of a batch finds it.
    from unaudited_batches import run_unaudited as run_batch

    from handout.web.office import batch_process

    batch_process._run_batch = run_batch
    sys.exit(main())
