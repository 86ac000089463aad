"""What the page asks for: its JSON, and the sheet in it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

from starlette.requests import Request

from handout.messages import message_table
from handout.sources.pictures.picture import PICTURE_USES, PNG, Picture
from handout.web.form.save_yaml import OpenedText
from handout.web.http.request_body import not_answers_error, parse_page_json
from handout.web.sheet.form_sheet import FormSheet

_ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
    "gg=="
)
_UNDECODABLE = b"?"  # no picture at all: clean_picture() says so
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LONGEST = 10_000  # pixels
_MAX_NAME_LENGTH = 60  # characters


async def read_request(request: Request) -> dict[str, Any]:
    """Return the JSON that the page sends. Raises HandoutError if it is something else."""
    data = parse_page_json(await request.body())
    if not _is_sheet_request(data):
        raise not_answers_error()
    return data


def _is_sheet_request(data: dict[str, Any]) -> bool:
    if not isinstance(data.get("answers"), dict):
        return False
    # build_tree() looks at the answers, and names the field.
    others = {name: value for name, value in data.items() if name != "answers"}
    return _is_writable(others)


def _is_writable(value: object) -> bool:
    """Return whether all words in it can be written down: JSON may hold halves of letters."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def requested_sheet(data: dict[str, Any], language: str) -> FormSheet:
    """Return the sheet that the page asks something of, which is in `language`."""
    name = _NOT_IN_NAMES.sub("-", str(data.get("name", "")))[:_MAX_NAME_LENGTH].strip("-.")
    return FormSheet(
        answers=data["answers"],
        pictures=_requested_pictures(data),
        name=name or message_table("web", language)["save"]["name"],
        edits=str(data.get("edits", "")),
        opened=_opened_text(data.get("opened")),
        page_language=language,
    )


def _requested_pictures(data: dict[str, Any]) -> dict[str, bytes | Picture]:
    pictures = {use.field: _requested_picture(data.get(use.field)) for use in PICTURE_USES}
    return {field: picture for field, picture in pictures.items() if picture}


def _requested_picture(encoded: object) -> bytes | Picture:
    # The page shows its own; here something has to stand for it, of its size if that counts.
    if encoded == "kept":
        return _ONE_PIXEL
    if isinstance(encoded, dict):
        sides = encoded.get("width"), encoded.get("height")
        width, height = (side if type(side) is int and side > 0 else 1 for side in sides)
        return Picture(_ONE_PIXEL, PNG, (min(width, _LONGEST), min(height, _LONGEST)))
    if not isinstance(encoded, str):
        return b""
    try:
        return base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        return _UNDECODABLE


def _opened_text(opened: object) -> OpenedText | None:
    if not isinstance(opened, dict) or not isinstance(opened.get("shown"), dict):
        return None
    return OpenedText(str(opened.get("text", "")), opened["shown"])
