"""Create a problem folder from judge/template: a tiny example that runs, for its author to write over.

Every file there ends in .txt, which is cut off, and `$id` in it becomes the problem's id.
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
    """Create the folder of a new problem, completely or not at all.

    Args:
        root: the folder of problems, created if it is missing.
        name: the id, with - or _.

    Returns:
        The new folder.

    Raises:
        UsageError: the id is not valid, or taken.
        StorageError: the folder cannot be written.
    """
    problem_id = valid_id(name)
    folder = root / problem_id
    if folder.exists() or folder.is_symlink():
        raise UsageError(f"{folder} already exists", f"To see what it still lacks: judge verify {problem_id}")
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as temporary:
            draft = Path(temporary, problem_id)
            _write(files("judge") / "template", draft, problem_id)
            shutil.move(draft, folder)
    except OSError as error:
        raise StorageError(
            f"{folder} cannot be written: {error.strerror}", "Check the free space and the folder's permissions."
        ) from None
    return folder


def valid_id(name: str) -> str:
    """The id that a user means, with _ for -. Raises UsageError if it is not valid."""
    problem_id = name.strip().replace("-", "_")
    if not _ID.fullmatch(problem_id) or keyword.iskeyword(problem_id):
        hint = "Use a Python name of 2 to 64 lower-case letters, digits and underscores, such as group_query_attention."
        shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}..."
        raise UsageError(f"{shown!r} is not a valid problem id", hint)
    return problem_id


def _write(source: Traversable, target: Path, problem_id: str) -> None:
    target.mkdir()
    for item in source.iterdir():
        if item.is_dir():
            _write(item, target / item.name, problem_id)
        elif item.name.endswith(".txt"):
            text = item.read_text(encoding="utf-8").replace("$id", problem_id)
            (target / item.name.removesuffix(".txt")).write_text(text, encoding="utf-8")
