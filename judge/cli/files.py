"""Files that a command writes where a stranger may have put something before: into a checkout of their branch."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from judge.errors import UsageError
from judge.source import shown_path

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def write_output(file: str, text: str, folder: Path) -> None:
    """Write a file that the user has named, and no other one.

    Of a relative path every part lies in a folder that may be a stranger's, and a link among them would lead
    elsewhere; an absolute one is taken as it is.

    Raises:
        UsageError: it cannot be written.
    """
    shown = shown_path(file)
    try:
        if Path(file).is_absolute():
            Path(file).write_text(text, encoding="utf-8")
            return
        refuse_links(file, folder)
        descriptor = os.open(folder / file, _FLAGS, 0o666)
        with open(descriptor, "w", encoding="utf-8") as output:  # noqa: PTH123 - a descriptor
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UsageError(f"{shown} is no regular file", "Give another one.")
            output.truncate(0)
            output.write(text)
    except ValueError:
        raise UsageError(f"{shown} is no path") from None
    except OSError as error:
        raise UsageError(f"{shown} cannot be written: {error.strerror}") from None


def refuse_links(file: str | Path, folder: Path) -> None:
    """Raise UsageError where a part of a relative path is a symbolic link."""
    if Path(file).is_absolute():
        return
    at = folder
    for part in Path(file).parts:
        at /= part
        if os.path.islink(at):  # noqa: PTH114 - where Path raises, this says no
            what = f"{shown_path(file)}: {shown_path(part)} is a symbolic link, which is not followed"
            raise UsageError(what, "The branch may have put it there; give an absolute path.")
