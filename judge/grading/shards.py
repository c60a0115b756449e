"""Who judges what where one machine is too small: the same candidates are divided in the same way by every machine."""

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
"""Seconds that an author's solution of a problem took."""

_ASSUMED_S: Final = 1.0
_WHOLE: Final = 0.25
"""An author whose solutions take less than this part of a shard stays whole: containers serve one author each."""


def durations_of(results: Sequence[Graded]) -> dict[tuple[str, str], float]:
    """How long past results took. Of what was never judged nothing is known."""
    return {
        (graded.candidate.author, graded.candidate.problem): graded.report.wall_s
        for graded in results
        if graded.report is not None
    }


def split(candidates: Sequence[Candidate], shards: int, known: Durations) -> list[tuple[Candidate, ...]]:
    """Divide candidates into so many parts that take about as long: the longest first, to whoever has the least.

    It is the same for the same arguments, in whatever order. Every candidate is in exactly one part.
    """
    took = _estimates(candidates, known)
    enough = _WHOLE * sum(took.values()) / shards
    blocks: list[tuple[float, tuple[Candidate, ...]]] = []
    by_author: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(took):
        by_author[candidate.author].append(candidate)
    for own in by_author.values():
        together = sum(took[one] for one in own)
        blocks += [(together, tuple(own))] if together <= enough else [(took[one], (one,)) for one in own]
    blocks.sort(key=lambda block: (-block[0], block[1]))
    loads = [(0.0, shard) for shard in range(shards)]
    parts: list[list[Candidate]] = [[] for _ in range(shards)]
    for takes, block in blocks:
        load, shard = heapq.heappop(loads)
        parts[shard].extend(block)
        heapq.heappush(loads, (load + takes, shard))
    return [tuple(sorted(part)) for part in parts]


def plan_of(parts: Sequence[Sequence[Candidate]]) -> str:
    """A digest of a division: parts of two divisions do not make one whole."""
    told = [[(one.author, one.problem, str(one.path)) for one in part] for part in parts]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _estimates(candidates: Sequence[Candidate], known: Durations) -> dict[Candidate, float]:
    """As long as it took; else as solutions of that problem take, or any solution."""
    by_problem: dict[str, list[float]] = defaultdict(list)
    for (_, problem), seconds in known.items():
        by_problem[problem].append(seconds)
    usual = fmean(known.values()) if known else _ASSUMED_S
    typical = {problem: fmean(all_of_it) for problem, all_of_it in by_problem.items()}
    return {
        one: known.get((one.author, one.problem), typical.get(one.problem, usual)) or _ASSUMED_S for one in candidates
    }
