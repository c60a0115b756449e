"""Problems loaded and sources read, before anything is judged. Judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from judge import source
from judge.errors import ProblemError, UsageError
from judge.grading.results import Candidate, Graded
from judge.submission import Submission

T = TypeVar("T")

_LFS_POINTER: Final = b"version https://git-lfs.github.com/spec/"
"""The first bytes of a file that Git LFS has put in place of another."""


def load_problems(candidates: Sequence[Candidate], load: Callable[[str], T]) -> tuple[dict[str, T], list[Graded]]:
    """What `load` gives for each candidate's problem, by id; and the results of candidates whose problem is broken.

    Args:
        candidates: in any order.
        load: takes the id of a problem; may raise ProblemError, which is not counted against anyone.
    """
    problems: dict[str, T] = {}
    broken: dict[str, str] = {}
    for name in sorted({candidate.problem for candidate in candidates}):
        try:
            problems[name] = load(name)
        except ProblemError as error:
            broken[name] = error.message
    return problems, [Graded(one, fault=broken[one.problem]) for one in candidates if one.problem in broken]


def read_submission(candidate: Candidate) -> Submission | Graded:
    """The contents of a candidate's file; or its result, if the file cannot be submitted."""
    try:
        submission = source.read(candidate.path)
    except UsageError as error:
        return Graded(candidate, refused=error.message)
    if submission.source.startswith(_LFS_POINTER):
        return Graded(candidate, refused=f"{submission.file} is a Git LFS pointer, not the file itself")
    return submission
