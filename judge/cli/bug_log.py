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
from judge.private_folder import make_private


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
    home = data_folder()
    for folder in (home / "logs", Path(tempfile.gettempdir())):
        path = folder / f"judge-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
        try:
            if folder.parent == home:
                make_private(home)
                make_private(folder)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123 - a descriptor
                file.write(log)
        except OSError:
            continue
        return path
    return None
