"""What comes before judging many solutions: their problems, and which of them may share containers. Judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, TypeVar

from judge import source
from judge.errors import ProblemError, UsageError
from judge.grading.results import Candidate, Graded
from judge.judging import Submission
from judge.problem import Runtime

T = TypeVar("T")

_LFS: Final = b"version https://git-lfs.github.com/spec/"
"""What a file begins with that Git LFS has put in the place of another one."""


def prepared(candidates: Sequence[Candidate], load: Callable[[str], T]) -> tuple[dict[str, T], list[Graded]]:
    """What `load` makes of each problem that candidates are for, by id; and the results of those where it cannot.

    Args:
        candidates: in any order.
        load: is given the id of a problem; may raise ProblemError, which is counted against nobody.
    """
    problems: dict[str, T] = {}
    broken: dict[str, str] = {}
    for name in sorted({candidate.problem for candidate in candidates}):
        try:
            problems[name] = load(name)
        except ProblemError as error:
            broken[name] = error.message
    return problems, [Graded(one, fault=broken[one.problem]) for one in candidates if one.problem in broken]


def domains(
    candidates: Sequence[Candidate], runtimes: Mapping[str, Runtime]
) -> Iterator[tuple[Runtime, tuple[Candidate, ...]]]:
    """Those whose problem's runtime is known, by author and runtime: what may share containers."""

    def domain(candidate: Candidate) -> tuple[str, Runtime]:
        return candidate.author, runtimes[candidate.problem]

    known = sorted((one for one in candidates if one.problem in runtimes), key=domain)
    for (_, runtime), group in groupby(known, key=domain):
        yield runtime, tuple(group)


def read(candidate: Candidate) -> Submission | Graded:
    """What is in its file; or the result, where that is no submission."""
    try:
        submission = source.read(candidate.path)
    except UsageError as error:
        return Graded(candidate, refused=error.message)
    if submission.source.startswith(_LFS):
        return Graded(candidate, refused=f"{submission.file} is a pointer of Git LFS, not the file itself")
    return submission
