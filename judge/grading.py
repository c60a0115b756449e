"""Many solutions of many authors: which files are solutions of what, and a loop around the core that judges them.

A branch is data. Nothing of it is imported or executed here: names are compared with those of the problems, files are
read by `judge.source`, and what is in them goes to the sandbox.
"""

from __future__ import annotations

import os
import queue
import stat
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from judge import source
from judge.errors import ProblemError, UsageError
from judge.judging import judge
from judge.pool import judge_each
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.verdict import Report, Verdict

MAX_ENTRIES: Final = 20_000
"""Files and folders that are looked at: a tree with more is not looked at to its end."""


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A file that is named after a problem. `author` is the name of its folder, or empty."""

    author: str
    problem: str
    path: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What lies below the paths: solutions in order, and the path of each thing that is none, with the reason."""

    candidates: tuple[Candidate, ...]
    unknown: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """One solution's result.

    Attributes:
        candidate: whose, of what, where.
        report: None where nothing was judged.
        refused: why the file is no submission (a link, a folder, too large): the author's to mend.
        fault: what is wrong on our side; never counted against the author.
    """

    candidate: Candidate
    report: Report | None = None
    refused: str = ""
    fault: str = ""

    @property
    def accepted(self) -> bool:
        """Whether all tests passed."""
        return self.report is not None and self.report.verdict is Verdict.ACCEPTED

    @property
    def ours(self) -> bool:
        """Whether the judge or the problem is at fault."""
        return bool(self.fault) or (self.report is not None and self.report.verdict is Verdict.JUDGE_ERROR)


def find(paths: Sequence[Path], problems: Collection[str]) -> Found:
    """The solutions below `paths`: ID.py and AUTHOR/ID.py in a folder, or a file itself.

    Raises:
        UsageError: a path is not there, or a tree has more than MAX_ENTRIES entries.
    """
    search = _Search(frozenset(problems))
    for path in paths:
        search.look_at(path)
    return Found(tuple(sorted(set(search.candidates))), tuple(search.unknown))


class _Search:
    def __init__(self, problems: frozenset[str]) -> None:
        self._problems = problems
        self._seen = 0
        self.candidates: list[Candidate] = []
        self.unknown: list[tuple[str, str]] = []

    def look_at(self, path: Path) -> None:
        try:
            mode = os.lstat(path).st_mode
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"{source.shown_path(path)}: {reason}", "Give files, or folders of solutions.") from None
        if stat.S_ISDIR(mode):
            self._folder(path, "")
        else:
            self._file(path, "")

    def _folder(self, folder: Path, author: str) -> None:
        for entry in self._entries(folder):
            path = folder / entry.name
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if not entry.is_dir(follow_symlinks=False):
                self._file(path, author)
            elif author:
                self._say(path, "a folder inside an author's folder: solutions are AUTHOR/ID.py")
            else:
                self._folder(path, entry.name)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        found = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._seen += 1
                    if self._seen > MAX_ENTRIES:
                        raise UsageError(
                            f"there are more than {MAX_ENTRIES:,} files and folders to look at",
                            "Name the folders or files that are to be graded.",
                        )
                    found.append(entry)
        except OSError as error:
            self._say(folder, f"cannot be read: {error.strerror}")
        return sorted(found, key=lambda entry: entry.name)

    def _file(self, path: Path, author: str) -> None:
        stem = path.name.removesuffix(".py")
        if not path.name.endswith(".py"):
            self._say(path, "not a Python file")
        elif stem not in self._problems:
            self._say(path, "not named after a problem")
        else:
            self.candidates.append(Candidate(author, stem, path))

    def _say(self, path: Path, reason: str) -> None:
        self.unknown.append((source.shown_path(path), reason))


def grade(
    candidates: Sequence[Candidate],
    load: Callable[[str], Problem],
    sandbox_for: Callable[[Runtime], Sandbox],
    jobs: int,
) -> Iterator[Graded]:
    """Judge all of them, `jobs` at a time; each as soon as it is there.

    Containers are used again for one author and never for another.

    Args:
        candidates: in any order.
        load: gives a problem by its id; may raise ProblemError.
        sandbox_for: where the solutions of a runtime run.
        jobs: how many to judge at a time.

    Raises:
        SandboxError: the sandbox broke. What has not begun by then is not begun.
    """
    problems: dict[str, Problem] = {}
    broken: dict[str, str] = {}
    for name in {candidate.problem for candidate in candidates}:
        try:
            problems[name] = load(name)
        except ProblemError as error:
            broken[name] = error.message
    for candidate in candidates:
        if candidate.problem in broken:
            yield Graded(candidate, fault=broken[candidate.problem])

    def domain(candidate: Candidate) -> tuple[str, Runtime]:
        return candidate.author, problems[candidate.problem].runtime

    known = sorted((one for one in candidates if one.problem in problems), key=domain)
    groups = [(sandbox_for(runtime), tuple(group)) for (_, runtime), group in groupby(known, key=domain)]
    yield from _all_groups(groups, problems, jobs)


def _all_groups(
    groups: Sequence[tuple[Sandbox, tuple[Candidate, ...]]], problems: dict[str, Problem], jobs: int
) -> Iterator[Graded]:
    """As many groups at a time as there are jobs; where there are fewer, more of a group at a time."""
    if not groups:
        return
    at_a_time = min(jobs, len(groups))
    ended: queue.SimpleQueue[Graded | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def work(sandbox: Sandbox, group: tuple[Candidate, ...]) -> None:
        def one(candidate: Candidate, reusing: Sandbox) -> Graded:
            return _judged(candidate, problems[candidate.problem], reusing)

        try:
            wanted = (candidate for candidate in group if not stop.is_set())
            for _, graded in judge_each(one, wanted, sandbox, max(1, jobs // at_a_time)):
                ended.put(graded)
        except BaseException as error:  # noqa: BLE001 - raised again below
            ended.put(error)
        ended.put(None)

    pool = ThreadPoolExecutor(at_a_time)
    try:
        for sandbox, group in groups:
            pool.submit(work, sandbox, group)
        left = len(groups)
        while left:
            result = ended.get()
            if isinstance(result, BaseException):
                raise result
            if result is None:
                left -= 1
            else:
                yield result
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _judged(candidate: Candidate, problem: Problem, sandbox: Sandbox) -> Graded:
    try:
        submission = source.read(candidate.path)
    except UsageError as error:
        return Graded(candidate, refused=error.message)
    try:
        return Graded(candidate, judge(problem, submission, sandbox))
    except ProblemError as error:
        return Graded(candidate, fault=error.message)
