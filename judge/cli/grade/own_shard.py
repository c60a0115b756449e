"""Which solutions this machine judges: all of them, or one shard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from judge.cli.grade.request import SolutionChoice
from judge.errors import UsageError
from judge.grading import grade_document, result_log, shards
from judge.grading.results import Candidate
from judge.source import read_bounded


@dataclass(frozen=True, slots=True)
class OwnShard:
    """What is judged here, and its place in the whole.

    Attributes:
        candidates: what to judge.
        number: of this shard, from 1.
        shards: how many there are.
        plan: a digest of the division; empty without one.
    """

    candidates: tuple[Candidate, ...]
    number: int = 1
    shards: int = 1
    plan: str = ""


def own_shard(candidates: tuple[Candidate, ...], solutions: SolutionChoice) -> OwnShard:
    """The candidates of the shard that was asked for. Raises UsageError if the timings cannot be read."""
    if solutions.shard is None:
        return OwnShard(candidates)
    number, count = solutions.shard
    divided = shards.split(candidates, count, _durations(solutions.timings) if solutions.timings else {})
    return OwnShard(divided[number - 1], number, count, shards.plan_of(divided))


def _durations(timings: Path) -> dict[tuple[str, str], float]:
    data = read_bounded(timings, grade_document.MAX_BYTES)
    if data.lstrip().startswith(b"{"):
        return shards.durations_of(grade_document.read(timings).results)
    durations = shards.durations_of(result_log.past_results(data))
    if not durations:
        raise UsageError(f"{timings} has no timings", "Give the JSON of an earlier run, or its --state FILE.")
    return durations
