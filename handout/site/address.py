"""The address that a site will have, as a person typed it."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from handout.problems import HandoutError, Position, problem

_IN_PATHS = "/%~!$&'()*+,;=:@"  # as they are (RFC 3986, 3.3); letters and digits are anyway
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def read_address(typed: str) -> str:
    """Return the address of the site's folder with a slash at its end; "" for "".

    Raises HandoutError if it is not an address of the web.
    """
    typed = typed.strip()
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # of a port, or of a name that is too long
        raise _refuse(typed) from None
    is_folder = not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or not is_folder:
        raise _refuse(typed)
    path = quote(parts.path.removesuffix("index.html").rstrip("/"), safe=_IN_PATHS)
    return f"{parts.scheme}://{host}{port}{path}/"


def _refuse(typed: str) -> HandoutError:
    return HandoutError([problem("site-address", Position("--address"), address=typed)])
