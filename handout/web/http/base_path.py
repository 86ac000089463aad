"""The page below a path of a larger site, such as /handout/."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


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
