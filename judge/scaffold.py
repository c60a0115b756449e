"""A new problem folder: a tiny example that runs, for its author to fill in. The files are those of judge/template.

Each of them is named as in the problem with .txt behind it, and has the problem's id for every `$id`.
"""

from __future__ import annotations

import keyword
import re
import shutil
import tempfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from judge.errors import StorageError, UsageError

_ID: Final = re.compile(r"[a-z][a-z0-9_]{1,63}")
_LONGEST_SHOWN: Final = 60


def create(root: Path, name: str) -> Path:
    """Make the folder of a new problem, whole or not at all.

    Args:
        root: the folder of problems; it is made where it is missing.
        name: the id, with - or _.

    Returns:
        The new folder.

    Raises:
        UsageError: no problem can have that id, or one has it.
        StorageError: it cannot be written.
    """
    problem_id = valid_id(name)
    folder = root / problem_id
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} is there already", f"See what it lacks: judge verify {problem_id}")
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as temporary:
            draft = Path(temporary, problem_id)
            _write(files("judge") / "template", draft, problem_id)
            shutil.move(draft, folder)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror}", "Free space, or mend the rights.") from None
    return folder


def valid_id(name: str) -> str:
    """The id that a user means, with _ for -. Raises UsageError where no problem can have it."""
    problem_id = name.strip().replace("-", "_")
    if not _ID.fullmatch(problem_id) or keyword.iskeyword(problem_id):
        hint = "An id is a Python name of 2 to 64 lower-case letters, digits and _, such as group_query_attention."
        shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}..."
        raise UsageError(f"{shown!r} cannot be the id of a problem", hint)
    return problem_id


def _write(source: Traversable, target: Path, problem_id: str) -> None:
    target.mkdir()
    for item in source.iterdir():
        if item.is_dir():
            _write(item, target / item.name, problem_id)
        elif item.name.endswith(".txt"):
            text = item.read_text(encoding="utf-8").replace("$id", problem_id)
            (target / item.name.removesuffix(".txt")).write_text(text, encoding="utf-8")
