"""`judge grade --alike`: which solutions are compared with which."""

from __future__ import annotations

from collections.abc import Iterable

from judge.cli.context import Context
from judge.errors import ProblemError
from judge.grading.results import Alike, Candidate


def alike_pairs(context: Context, everything: Iterable[Candidate], graded: Iterable[Candidate]) -> tuple[Alike, ...]:
    """Graded solutions compared with all others: a branch may have copied what it has not changed."""
    from judge.grading import likeness  # noqa: PLC0415 - only if it is asked for

    def stub_of(problem_id: str) -> str:
        try:
            return context.catalogue.load(problem_id).stub
        except ProblemError:
            return ""  # grading reports it

    return likeness.alike(everything, stub_of, wanted=set(graded).__contains__)
