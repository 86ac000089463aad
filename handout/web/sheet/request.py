"""What the page asks for: its JSON, and the sheet in it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

from starlette.requests import Request

from handout.messages import message_table
from handout.problems import HandoutError, Position, problem
from handout.web.form.save_yaml import OpenedText
from handout.web.sheet.jobs import FormSheet

_ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_NAME = re.compile(r"[^\w.-]+")


async def read_request(request: Request) -> dict[str, Any]:
    """The JSON that the page sends. Raises HandoutError if it is something else."""
    try:
        asked = json.loads(await request.body())
    except (ValueError, RecursionError):
        asked = None
    if (
        not isinstance(asked, dict)
        or not isinstance(asked.get("answers"), dict)
        or not _is_text({name: value for name, value in asked.items() if name != "answers"})
    ):
        raise HandoutError([problem("web-not-answers", Position(""))])
    return asked


def _is_text(value: object) -> bool:
    """Whether all words in it can be written down: JSON may hold halves of letters.

    Answers are looked at by their places.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def requested_sheet(asked: dict[str, Any]) -> FormSheet:
    """The sheet that the page asks something of."""
    given, logo = asked.get("logo"), b""
    if given == "kept":  # the page shows its own; here something has to stand for it
        logo = _ONE_PIXEL
    elif isinstance(given, str):
        try:
            logo = base64.b64decode(given, validate=True)
        except (ValueError, binascii.Error):
            logo = b"?"
    name = _NAME.sub("-", str(asked.get("name", "")))[:60].strip("-.")
    own = asked.get("opened")
    opened = (
        OpenedText(str(own.get("text", "")), own["shown"])
        if isinstance(own, dict) and isinstance(own.get("shown"), dict)
        else None
    )
    return FormSheet(
        asked["answers"],
        logo,
        name or message_table("web")["save"]["name"],
        str(asked.get("edits", "")),
        opened,
    )
