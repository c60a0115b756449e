"""The log of an unexpected error: everything that a bug report needs, in one file."""

from __future__ import annotations

import os
import platform
import shlex
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from judge import __version__
from judge.cli.environment import data_folder


def write_log(error: Exception, arguments: Sequence[str]) -> Path | None:
    """Write it below the data folder, or else the temporary folder. Gives None if neither can be written."""
    now = datetime.now(UTC)
    log = "\n".join(
        [
            f"judge {__version__}, Python {platform.python_version()}, {platform.platform()}",
            now.isoformat(timespec="seconds"),
            f"command: {shlex.join(['judge', *arguments])}",
            "",
            *traceback.format_exception(error),
        ]
    )
    for folder in (data_folder() / "logs", Path(tempfile.gettempdir())):
        path = folder / f"judge-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
                file.write(log)
        except OSError:
            continue
        return path
    return None
