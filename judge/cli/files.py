"""Files that a command writes where a stranger may have put something before: into a checkout of their branch."""

from __future__ import annotations

from pathlib import Path

from judge.errors import UsageError
from judge.source import shown_path


def refuse_links(file: str | Path, folder: Path) -> None:
    """Raise UsageError where a part of a relative path is a symbolic link."""
    if Path(file).is_absolute():
        return
    at = folder
    for part in Path(file).parts:
        at /= part
        if at.is_symlink():
            what = f"{shown_path(file)}: {shown_path(part)} is a symbolic link, which is not followed"
            raise UsageError(what, "The branch may have put it there; give an absolute path.")
