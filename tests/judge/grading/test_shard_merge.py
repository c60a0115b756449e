"""Shards as one: complete, of the same run, each once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from judge.errors import UsageError
from judge.grading import grade_document, shard_merge
from judge.grading.results import Candidate, Graded, Grades, Origin
from judge.render.grade.json import grades_json
from judge.verdict import Verdict
from tests.support.graded_solutions import candidate, graded

ORIGIN = Origin("1.0", "c" * 40, (("addition", "digest"),), 1, 1, "plan")
STRANGE = Candidate("a\udcff\n::error::\x1b[31m", "addition", Path("solutions/a\udcff\n/addition.py"))
RESULTS = (
    graded(candidate("alice")),
    graded(candidate("bob"), Verdict.WRONG_ANSWER),
    Graded(candidate("carol"), refused="it is a link"),
    Graded(candidate("dave"), fault="problem is broken"),
    graded(STRANGE),
)
GRADES = Grades(RESULTS, (("notes.txt", "not a Python file"),), unnamed=7, origin=ORIGIN)


def put(path: Path, grades: Grades) -> Path:
    path.write_text(grades_json(grades))
    return path


def shard(tmp_path: Path, number: int, of: int = 2, **fields: Any) -> Path:
    origin = replace(ORIGIN, shard=number, shards=of, **fields)
    return put(tmp_path / f"shard{number}.json", replace(GRADES, results=RESULTS[number - 1 : number], origin=origin))


def merged(*paths: Path) -> Grades:
    return shard_merge.merge({path: grade_document.read(path) for path in paths})


def test_shards_are_merged(tmp_path: Path) -> None:
    whole = merged(shard(tmp_path, 2), shard(tmp_path, 1))
    assert whole.results == RESULTS[:2]
    assert (whole.unknown, whole.unnamed) == (GRADES.unknown, 7)
    assert whole.origin == replace(ORIGIN, plan="")


def test_the_same_solution_in_two_shards_is_an_error(tmp_path: Path) -> None:
    one = shard(tmp_path, 1)
    other = put(tmp_path / "other.json", replace(grade_document.read(one), origin=replace(ORIGIN, shard=2, shards=2)))
    with pytest.raises(UsageError, match=r"solutions/alice/addition\.py is in two shards"):
        merged(one, other)


def test_missing_shards_are_reported_with_the_command_that_grades_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="missing shards 2/4, 4/4") as raised:
        merged(shard(tmp_path, 1, 4), shard(tmp_path, 3, 4))
    assert "judge grade --shard 2/4" in raised.value.hint


def test_a_shard_that_is_given_twice_is_an_error(tmp_path: Path) -> None:
    one = shard(tmp_path, 1)
    copy = tmp_path / "copy.json"
    copy.write_bytes(one.read_bytes())
    with pytest.raises(UsageError, match="are both shard 1/2"):
        merged(one, copy, shard(tmp_path, 2))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"commit": "d" * 40}, "differ in the commit: cccccccccccc and dddddddddddd"),
        ({"judge": "2.0"}, "differ in the version of judge: 1.0 and 2.0"),
        ({"plan": "other"}, "differ in the division into shards"),
        ({"of": 3}, "differ in the number of shards"),
        ({"problems": (("addition", "changed"),)}, "was graded with different tests or limits of addition"),
    ],
)
def test_a_shard_of_another_run_is_an_error(tmp_path: Path, field: dict[str, Any], said: str) -> None:
    one = shard(tmp_path, 1)
    with pytest.raises(UsageError, match=said):
        merged(one, shard(tmp_path, 2, **field))


def test_a_document_without_an_origin_is_not_a_shard(tmp_path: Path) -> None:
    path = put(tmp_path / "old.json", replace(GRADES, origin=None))
    with pytest.raises(UsageError, match="does not say where its results come from"):
        merged(path)
