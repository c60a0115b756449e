"""The results of all shards of one run as one. Judges nothing, reads no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from judge.errors import UsageError
from judge.grading.grade_document import AGAIN
from judge.grading.results import Graded, Grades, Origin
from judge.source import shown_path


def merge(shards: Mapping[Path, Grades]) -> Grades:
    """The grades of all shards as one.

    Args:
        shards: the grades in each file.

    Raises:
        UsageError: a shard is missing, is given twice, or belongs to another run.
    """
    first, whole = next((path, grades.origin) for path, grades in shards.items())
    by_number: dict[int, Path] = {}
    problems: dict[str, str] = {}
    for path, grades in shards.items():
        origin = grades.origin
        if origin is None or whole is None:
            raise UsageError(f"{shown_path(path)} does not say where its results come from", AGAIN)
        _check_same_run(first, whole, path, origin)
        if origin.shard in by_number:
            both = f"{shown_path(by_number[origin.shard])} and {shown_path(path)}"
            raise UsageError(f"{both} are both shard {origin.shard}/{whole.shards}", "Give each shard once.")
        by_number[origin.shard] = path
        for problem, digest in origin.problems:
            if problems.setdefault(problem, digest) != digest:
                what = f"{shown_path(path)} was graded with different tests or limits of {problem} than another shard"
                raise UsageError(what, "Grade all shards with the same problems.")
    assert whole is not None  # noqa: S101 - there is at least one shard, and each was checked
    _check_complete(by_number, whole.shards)
    unknown = dict(pair for grades in shards.values() for pair in grades.unknown)
    return Grades(
        _all_results(shards),
        tuple(unknown.items()),
        unnamed=max(grades.unnamed for grades in shards.values()),
        origin=Origin(whole.judge, whole.commit, tuple(sorted(problems.items()))),
    )


def _check_same_run(first: Path, whole: Origin, path: Path, origin: Origin) -> None:
    facts: Sequence[tuple[str, object, object]] = (
        ("version of judge", whole.judge, origin.judge),
        ("commit", whole.commit, origin.commit),
        ("number of shards", whole.shards, origin.shards),
        ("division into shards", whole.plan, origin.plan),
    )
    for what, one, other in facts:
        if one != other:
            values = f"{str(one)[:12] or 'none'} and {str(other)[:12] or 'none'}"
            raise UsageError(
                f"{shown_path(first)} and {shown_path(path)} differ in the {what}: {values}",
                "Grade all shards at the same commit, with the same arguments, including --timings.",
            )


def _check_complete(by_number: Mapping[int, Path], shards: int) -> None:
    missing = [f"{number}/{shards}" for number in range(1, shards + 1) if number not in by_number]
    if missing:
        noun, task = ("shard", "Grade it") if len(missing) == 1 else ("shards", "Grade each of them")
        raise UsageError(
            f"missing {noun} {', '.join(missing[:10])}",
            f"{task}: judge grade --shard {missing[0]} --format json=FILE",
        )


def _all_results(shards: Mapping[Path, Grades]) -> tuple[Graded, ...]:
    results = sorted((one for grades in shards.values() for one in grades.results), key=lambda one: one.candidate)
    for one, other in pairwise(results):
        if one.candidate == other.candidate:
            raise UsageError(f"{shown_path(one.candidate.path)} is in two shards", "Give only the shards of one run.")
    return tuple(results)
