"""The page below a path of a larger site, such as /handout/."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9._~-]*"
_PATH = re.compile(rf"(/{_SEGMENT})+")
# The first parts of our own addresses: after a proxy that cuts the path off, nobody could tell
# /office/ the site from /office the page.
_OUR_NAMES = frozenset(
    (
        *("edit", "file", "language", "office", "open", "paper", "preview", "reword"),
        *("reworded", "static", "healthz", "readyz", "metrics"),
    )
)


def normalize_base_path(text: str) -> str:
    """Return a base path with a slash at both ends; raise ValueError if it is none."""
    name = text.strip().strip("/")
    if not name:
        return "/"
    if not _PATH.fullmatch(f"/{name}") or name.partition("/")[0] in _OUR_NAMES:
        raise ValueError(text)
    return f"/{name}/"


@dataclass(frozen=True)
class BasePath:
    """The application `app` below `path`, which starts and ends with a slash.

    The proxy in front may pass the path on or cut it off. Our links are relative; the scope's
    "base_path" is for what cannot be, such as the path of a cookie.
    """

    app: ASGIApp
    path: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == self.path.rstrip("/") and path and scope["method"] in ("GET", "HEAD"):
            query = scope["query_string"].decode("latin-1")
            address = f"{self.path}?{query}" if query else self.path
            await RedirectResponse(address, 308)(scope, receive, send)
            return
        inner_path = f"/{path.removeprefix(self.path)}" if path.startswith(self.path) else path
        await self.app({**scope, "path": inner_path, "base_path": self.path}, receive, send)


def base_path_of(scope: Scope) -> str:
    """Return the base path of a request, with a slash at both ends."""
    return str(scope.get("base_path", "/"))
