"""The files that make a repository grade its solutions: GitHub workflows, a GitLab job, a hook, starter rules.

They are package data beside this module, valid as they are, with three places to fill in. Knows no git and no terminal.
"""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Final

from judge import disk
from judge.errors import StorageError, UsageError
from judge.source import shown_path

UNKNOWN: Final = "OWNER/judge@COMMIT"
"""The placeholder for where CI gets judge from: owner and name of a GitHub repository, and a commit."""

RULES: Final = "judge.toml"
HOOK: Final = "pre-push"
_PROBLEM: Final = "longest_substring"
_JUDGE: Final = "'/path/of/judge'"


class State(StrEnum):
    """How a file compares with what exists in its place."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that is ready to be written.

    Attributes:
        path: where it goes; no link below `below` is followed.
        below: the folder that the user wants to write in.
        text: its contents.
        mode: its permissions.
    """

    path: Path
    below: Path
    text: str
    mode: int = 0o644

    @property
    def shown(self) -> str:
        """The path as a person reads it."""
        return shown_path(self.path.relative_to(self.below))


def github(top: Path, source: str) -> list[Ready]:
    """The workflows for branches, for pull requests, and for comments on these."""
    names = {"judge.yml": "push", "judge-pull-request.yml": "pull-request", "judge-comment.yml": "comment"}
    folder = top / ".github" / "workflows"
    return [Ready(folder / name, top, _text(f"github-{kind}.yml", source)) for name, kind in names.items()]


def gitlab(top: Path, source: str) -> list[Ready]:
    """The job, and a pipeline that includes it if there is none yet."""
    ready = [Ready(top / ".gitlab" / "judge.yml", top, _text("gitlab.yml", source))]
    if not os.path.lexists(top / ".gitlab-ci.yml"):
        ready.append(Ready(top / ".gitlab-ci.yml", top, "include:\n  - local: .gitlab/judge.yml\n"))
    return ready


def hook(hooks: Path, top: Path, program: Path) -> Ready:
    """The hook.

    Args:
        hooks: where git looks for it.
        top: of the repository.
        program: the judge that it runs if whoever pushes has none on the PATH.
    """
    text = _text("pre-push.sh").replace(_JUDGE, shlex.quote(str(program)))
    below = top if hooks.is_relative_to(top) else hooks.parent  # the hooks of a worktree lie elsewhere
    return Ready(hooks / HOOK, below, text, 0o755)


def rules(top: Path, problem: str) -> Ready:
    """Starter rules, which require one problem."""
    return Ready(top / RULES, top, _text("rules.toml").replace(_PROBLEM, problem))


def state_of(ready: Ready) -> State:
    """How it compares with what exists. Raises UsageError if that is not a regular file, or behind a link."""
    _refuse_links(ready)
    try:
        status = os.lstat(ready.path)
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{ready.shown} is not a regular file", "Move it away first.")
        same = ready.path.read_bytes() == ready.text.encode() and status.st_mode & 0o111 == ready.mode & 0o111
    except FileNotFoundError:
        return State.NEW
    except OSError as error:
        raise UsageError(f"cannot read {ready.shown}: {error.strerror}", "Move it away first.") from None
    return State.SAME if same else State.DIFFERENT


def write(all_ready: Sequence[Ready]) -> None:
    """Write the files, each completely or not at all. Existing files are replaced: see `state_of` first.

    Raises:
        UsageError: a link would be followed.
        StorageError: a file cannot be written.
    """
    for ready in all_ready:
        _refuse_links(ready)
        try:
            ready.path.parent.mkdir(parents=True, exist_ok=True)
            disk.replace(ready.path, ready.text.encode(), mode=ready.mode)
        except OSError as error:
            folder = shown_path(ready.path.parent)
            raise StorageError(f"cannot write {ready.shown}: {error.strerror}", f"ls -ld {folder}") from None


def _refuse_links(ready: Ready) -> None:
    part = ready.path
    while part != ready.below:
        if part.is_symlink():
            shown = shown_path(part.relative_to(ready.below))
            raise UsageError(f"{shown} is a symbolic link; nothing is written through links", "Move it away first.")
        part = part.parent


def _text(name: str, source: str = UNKNOWN) -> str:
    """A file with the source of judge filled in."""
    repository, _, commit = source.partition("@")
    text = (files("judge.ci") / name).read_text(encoding="utf-8")
    return text.replace("OWNER/judge", repository).replace("@COMMIT", f"@{commit}")
