"""Grading of earlier versions: kept results, documents of a whole and of its parts, the rules and counted attempts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def graded(generation: Path, fresh_judge) -> Path:
    """What an earlier version has graded, in the working folder and with its key in the home."""
    stored = generation / "graded"
    fresh_judge.home.mkdir()
    shutil.copyfile(stored / "grading.key", fresh_judge.home / "grading.key")
    shutil.copytree(stored / "solutions", fresh_judge.folder / "solutions")
    shutil.copyfile(stored / "results.jsonl", fresh_judge.folder / "results.jsonl")
    return stored


@pytest.fixture
def same_version(fresh_judge, facts) -> bool:
    """Whether this is the very version that wrote the data: another one neither believes its results nor mixes parts."""
    return facts["judge"] in fresh_judge("--version").out.split()


@pytest.fixture
def rules(handwritten: Path) -> tuple[str | Path, ...]:
    """The options that the data was graded with."""
    files = ("--rules", handwritten / "judge.toml", "--attempts", handwritten / "attempts.json")
    return (*files, "--received-at=2026-11-22T08:00:00Z")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def by_name(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(one["author"], one["problem"]): one for one in document["solutions"]}


def started(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """When each solution was judged."""
    return {name: one["report"]["started_at"] for name, one in by_name(document).items()}


def check_facts(document: dict[str, Any], expected: dict[str, Any], *, ruled: bool) -> None:
    assert document["schema"] == "judge.grade/1"
    found = [
        [one["author"], one["problem"], one["verdict"], one["report"]["passed"], one["report"]["total"]]
        for one in document["solutions"]
    ]
    assert found == expected["solutions"]
    assert [one["file"] for one in document["unknown"]] == expected["unknown"]
    standings = [
        [one["author"], one["points"], one["passed"], [line["points"] for line in one["problems"]]]
        for one in document["standings"]
    ]
    assert standings == (expected["standings"] if ruled else [])


def test_results_that_were_kept_are_not_judged_again(
    fresh_judge, graded: Path, rules, same_version: bool, facts
) -> None:
    ran = fresh_judge("grade", "--resume", "--state", "results.jsonl", *rules, "--format", "json", code=1)
    check_facts(ran.json, facts["graded"], ruled=True)
    assert (started(ran.json) == started(read(graded / "whole.json"))) is same_version


def test_results_under_another_key_are_not_believed(fresh_judge, graded: Path, facts) -> None:
    (fresh_judge.home / "grading.key").unlink()
    ran = fresh_judge("grade", "--resume", "--state", "results.jsonl", "--format", "json", code=1)
    check_facts(ran.json, facts["graded"], ruled=False)
    assert not set(started(ran.json).values()) & set(started(read(graded / "whole.json")).values())


def test_the_parts_of_a_class_become_one_with_points_by_the_rules(fresh_judge, graded: Path, rules, facts) -> None:
    parts = [graded / "part-1.json", graded / "part-2.json"]
    merged = fresh_judge("grade", "merge", *parts, *rules, "--format", "json", code=1).json
    check_facts(merged, facts["graded"], ruled=True)
    assert started(merged) == started(read(parts[0])) | started(read(parts[1]))


def test_a_whole_is_read_with_all_that_its_reports_say(
    fresh_judge, graded: Path, rules, check_still_there: Callable[..., None]
) -> None:
    merged = fresh_judge("grade", "merge", graded / "whole.json", *rules, "--format", "json", code=1).json
    words = frozenset({"reason", "note", "message"})  # for people, and made anew by each version
    check_still_there(read(graded / "whole.json"), merged, words)


def test_a_part_of_now_fits_a_part_of_then(fresh_judge, graded: Path, same_version: bool, facts) -> None:
    """Digests of problems and of the division are the same; of another version the parts are refused."""
    fresh_judge("grade", "--shard=2/2", "--format", "json=part-2.json", code=None)
    ran = fresh_judge(
        "grade", "merge", graded / "part-1.json", "part-2.json", "--format", "json", code=1 if same_version else 2
    )
    if same_version:
        check_facts(ran.json, facts["graded"], ruled=False)


def test_a_part_that_is_missing_is_missed(fresh_judge, graded: Path) -> None:
    fresh_judge("grade", "merge", graded / "part-1.json", code=2)


def test_timings_are_read_from_old_documents_and_kept_results(fresh_judge, graded: Path, facts) -> None:
    expected = {(author, problem) for author, problem, *_ in facts["graded"]["solutions"]}
    for timings in (graded / "whole.json", graded / "results.jsonl"):
        found = []
        for part in ("1/2", "2/2"):
            options = (
                "--timings",
                timings,
                "--shard",
                part,
                "--state",
                "results.jsonl",
                "--resume",
                "--format",
                "json",
            )
            found += by_name(fresh_judge("grade", *options, code=None).json)
        assert len(found) == len(expected)
        assert set(found) == expected
