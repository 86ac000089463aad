"""The metadata of a wheel that depends on where the repository is: its addresses, its README.

A package index shows README.md alone. So what it links to gets the address of the repository, which
GitHub names in the environment of a workflow; built elsewhere, links become plain words and
pictures are left out, as nobody could follow them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(
    r"!\[([^\]]*)\]\((?!https?:)([^)]+)\)|(<img [^>]*src=\")(?!https?:)([^\"]+)(\"[^>]*>)"
)
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|#|mailto:)([^)]+)\)")


def repository_address() -> str:
    """Return the address of the repository that is being built, or "" if nothing names it."""
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    name = os.environ.get("GITHUB_REPOSITORY", "")
    return f"{server}/{name}" if name else ""


def absolute_readme(text: str, address: str) -> str:
    """Return the text of README.md with links and pictures that work away from the repository."""

    def replace_picture(match: re.Match[str]) -> str:
        words, source, before, html_source, after = match.groups()
        if not address:
            return ""
        if before:
            return f"{before}{address}/raw/HEAD/{html_source}{after}"
        return f"![{words}]({address}/raw/HEAD/{source})"

    def replace_link(match: re.Match[str]) -> str:
        words, target = match.groups()
        return f"[{words}]({address}/blob/HEAD/{target})" if address else words

    return _LINK.sub(replace_link, _PICTURE.sub(replace_picture, text))


class ReadmeHook(MetadataHookInterface):
    """The hook that Hatchling calls for the fields that pyproject.toml calls dynamic."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        address = repository_address()
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        readme = absolute_readme(text, address)
        metadata["readme"] = {"content-type": "text/markdown", "text": readme}
        if address:
            metadata["urls"] = {
                "Source": address,
                "Documentation": f"{address}/blob/HEAD/docs/index.md",
                "Changes": f"{address}/blob/HEAD/CHANGELOG.md",
                "Issues": f"{address}/issues",
            }
