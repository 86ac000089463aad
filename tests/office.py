"""LibreOffice, as the tests start it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Office:
    """LibreOffice at `program`, always with the same profile: making one takes it two seconds."""

    program: str
    profile: Path

    def convert(self, *files: Path, to: str, folder: Path, options: Sequence[str] = ()) -> None:
        """Open files and save them in `folder` as another kind, with the filter `to`."""
        profile = f"-env:UserInstallation={self.profile.as_uri()}"
        command = [self.program, profile, "--headless", *options, "--convert-to", to]
        # Typesetting in this process restricts its children to our own fonts, and a file that
        # LibreOffice opens may ask for others.
        environment = {key: value for key, value in os.environ.items() if key != "FONTCONFIG_FILE"}
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, files)],
            check=True,
            capture_output=True,
            timeout=180,
            env=environment,
        )
