"""The branch in the working directory, as `judge grade` sees it: its solutions, its commits, files of other refs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from judge.cli.context import Context
from judge.cli.grade.request import SolutionChoice
from judge.errors import UsageError
from judge.grading import discovery
from judge.grading.results import Candidate, Found

if TYPE_CHECKING:
    from judge.grading.git import Git

# ruff: noqa: PLC0415 - git is only asked where it is needed


class Checkout:
    """The branch in the working directory. git is only asked where it is needed."""

    def __init__(self, context: Context, stack: ExitStack) -> None:
        self._context = context
        self._stack = stack

    @cached_property
    def git(self) -> Git:
        """Git on the repository around the working directory. Raises UsageError."""
        from judge.grading.git import Git

        search = os.environ.get("PATH", os.defpath)
        return self._stack.enter_context(Git(self._context.folder, search))

    @property
    def commit(self) -> str:
        """The commit that is checked out; empty if there is none, or no repository."""
        from judge.grading.branch import commit_of

        try:
            return commit_of(self.git, "HEAD")
        except UsageError:
            return ""

    def use_problems_from(self, ref: str) -> Path | None:
        """Use the problems that are in git at a ref from now on, if it has any; give its file of rules.

        Raises:
            UsageError: the ref has neither problems nor rules, or git cannot answer.
            ProblemError: a link, a submodule or something too large is among them.
        """
        from judge.grading.trusted_files import write_trusted_files

        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="judge-trusted-"))
        files = write_trusted_files(self.git, ref, Path(folder))
        if files.problems is not None:
            self._context = replace(self._context, problems=files.problems)
        return files.rules

    @property
    def context(self) -> Context:
        """The context of the command, with the problems that are in use."""
        return self._context

    def commits_since(self, base: str, candidates: Sequence[Candidate]) -> dict[tuple[str, str], int]:
        """How many commits since `base` have changed each solution, by author and problem."""
        from judge.grading.branch import commits_since

        if not candidates:
            return {}
        paths = [discovery.below(one.path, self._context.folder, self.git.top) for one in candidates]
        counts = commits_since(self.git, base, paths)
        return {(one.author, one.problem): count for one, count in zip(candidates, counts, strict=True)}

    def find(self, solutions: SolutionChoice) -> Found:
        """The solutions below the paths; with `base`, only those that the branch has changed. Raises UsageError."""
        if solutions.base is None:
            return self.find_all(solutions)
        from judge.grading.branch import changed

        for path in solutions.paths:
            if not os.path.lexists(path):
                raise UsageError(f"{path}: No such file or directory", "Give files, or folders of solutions.")
        folder, top = self._context.folder, self.git.top
        paths = self._paths(solutions)
        names = [discovery.below(path, folder, top) for path in paths]
        modes = changed(self.git, solutions.base, [] if "" in names else names)
        return discovery.find_changed(modes, top, folder, paths, self._context.catalogue.ids)

    def find_all(self, solutions: SolutionChoice) -> Found:
        """The solutions below the paths, changed or not. Raises UsageError."""
        return discovery.find(self._paths(solutions), self._context.catalogue.ids)

    def _paths(self, solutions: SolutionChoice) -> tuple[Path, ...]:
        own, folder = self._context.solutions_folder, self._context.folder
        return solutions.paths or (own.relative_to(folder) if own.is_relative_to(folder) else own,)
