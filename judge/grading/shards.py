"""Which machine judges what, where one is too small: every machine divides the same solutions in the same way."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Final

from judge.grading.results import Candidate, Graded

Durations = Mapping[tuple[str, str], float]
"""Seconds that a solution took, by author and problem."""

_ASSUMED_S: Final = 1.0
_WHOLE: Final = 0.25
"""An author whose solutions take less than this share of a shard stays whole: containers serve one author each."""


def durations_of(results: Sequence[Graded]) -> dict[tuple[str, str], float]:
    """How long past results took; nothing is known of what was never judged."""
    return {
        (graded.candidate.author, graded.candidate.problem): graded.report.wall_s
        for graded in results
        if graded.report is not None
    }


def split(candidates: Sequence[Candidate], shards: int, known: Durations) -> list[tuple[Candidate, ...]]:
    """Divide candidates into shards that take about equally long: the longest first, to the shard with the least.

    The result depends only on the arguments, not on their order. Every candidate is in exactly one shard.
    """
    took = _estimates(candidates, known)
    small = _WHOLE * sum(took.values()) / shards
    blocks: list[tuple[float, tuple[Candidate, ...]]] = []
    by_author: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(took):
        by_author[candidate.author].append(candidate)
    for own in by_author.values():
        together = sum(took[one] for one in own)
        blocks += [(together, tuple(own))] if together <= small else [(took[one], (one,)) for one in own]
    blocks.sort(key=lambda block: (-block[0], block[1]))
    loads = [(0.0, shard) for shard in range(shards)]
    divided: list[list[Candidate]] = [[] for _ in range(shards)]
    for takes, block in blocks:
        load, shard = heapq.heappop(loads)
        divided[shard].extend(block)
        heapq.heappush(loads, (load + takes, shard))
    return [tuple(sorted(own)) for own in divided]


def plan_of(divided: Sequence[Sequence[Candidate]]) -> str:
    """A digest of a division: shards of different divisions cannot be merged."""
    names = [[(one.author, one.problem, str(one.path)) for one in shard] for shard in divided]
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def _estimates(candidates: Sequence[Candidate], known: Durations) -> dict[Candidate, float]:
    """The known time; else the mean of that problem's solutions, or of all."""
    by_problem: dict[str, list[float]] = defaultdict(list)
    for (_, problem), seconds in known.items():
        by_problem[problem].append(seconds)
    usual = fmean(known.values()) if known else _ASSUMED_S
    typical = {problem: fmean(times) for problem, times in by_problem.items()}
    return {
        one: known.get((one.author, one.problem), typical.get(one.problem, usual)) or _ASSUMED_S for one in candidates
    }
