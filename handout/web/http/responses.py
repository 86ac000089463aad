"""Answers as JSON that can be sent whatever was typed: half a letter in a name is no reason for
none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response


def json_response(
    told: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that says `told`."""
    return Response(
        json.dumps(told, separators=(",", ":")), status, headers, media_type="application/json"
    )
