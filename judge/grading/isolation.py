"""Which solutions may share containers: those of one author and one runtime. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from judge.grading.results import Candidate
from judge.problem import Runtime


def container_groups(
    candidates: Sequence[Candidate], runtimes: Mapping[str, Runtime]
) -> Iterator[tuple[Runtime, tuple[Candidate, ...]]]:
    """Candidates by author and runtime. Those whose problem has no known runtime are left out."""

    def author_and_runtime(candidate: Candidate) -> tuple[str, Runtime]:
        return candidate.author, runtimes[candidate.problem]

    known = sorted((one for one in candidates if one.problem in runtimes), key=author_and_runtime)
    for (_, runtime), group in groupby(known, key=author_and_runtime):
        yield runtime, tuple(group)
