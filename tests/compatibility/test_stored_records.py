"""Records of earlier versions and formats: every submission, its report and source, hints, the current problem."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

ROW = re.compile(
    r"^\s*(?P<id>\d+)\s+(?P<problem>\w+)\s+(?P<verdict>[A-Z]{2,3}|reset)(?:\s+(?P<passed>\d+)/(?P<total>\d+))?"
)


def rows(listed: str) -> list[list[Any]]:
    """The submissions that `judge history` lists, oldest first: number, problem, verdict, tests passed, tests."""
    found = [
        [int(row["id"]), row["problem"], row["verdict"], *(int(row[name] or 0) for name in ("passed", "total"))]
        for row in map(ROW.match, listed.splitlines())
        if row
    ]
    return sorted(found)


@pytest.fixture(params=["today", "records-1.sqlite3", "records-2.sqlite3"])
def stored(request, generation, facts, judge):
    """The command line over a database of each format, and what is in it."""
    if request.param == "today":
        return judge, facts["records"]
    old = generation / request.param
    if not old.exists():
        pytest.skip(f"{generation.name} migrates from no such format")
    for path in judge.home.glob("*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copyfile(old, judge.home / "records.sqlite3")
    return judge, facts["records"][: facts["practice"]]


def test_every_submission_is_listed(stored) -> None:
    judge, expected = stored
    assert rows(judge("history").out) == [row[:5] for row in expected]
    of_turned = [row[:5] for row in expected if row[1] == "turned"]
    assert rows(judge("history", "turned").out) == of_turned


def test_a_source_is_what_was_handed_in_byte_for_byte(stored, handwritten: Path) -> None:
    judge, expected = stored
    for number, _, _, _, _, solution in (expected[0], expected[1], expected[3], expected[-1]):
        source = (handwritten / "solutions" / f"{solution}.py").read_bytes()
        assert judge("history", str(number), "--source", text=False).out.encode("latin-1") == source


def test_a_report_is_shown_with_its_tests(stored) -> None:
    judge, _ = stored
    shown = judge("history", "1", "--reveal").out
    for word in ("addition", "solutions/addition.py", "WA", "test_negative_numbers", "-6 == -8"):
        assert word in shown
    assert "-6 == -8" not in judge("history", "1").out
    assert "SyntaxError" in judge("history", "2").out
    assert "TLE" in judge("history", "6").out
    assert "--source" in judge("history", "4").out  # of a reset there is no report


def test_hints_that_were_seen_are_not_the_next_ones(stored) -> None:
    judge, _ = stored
    assert "Third hint of addition." in judge("hint", "addition").out
    assert "Second hint of largest." in judge("hint", "largest").out
    assert "First hint of turned." in judge("hint", "turned").out


def test_the_current_problem_is_the_one_that_was_begun_last(stored) -> None:
    judge, _ = stored
    assert "Turned around" in judge("show").out


def test_the_next_submission_follows_and_knows_the_same_source(stored, handwritten: Path) -> None:
    judge, expected = stored
    again = handwritten / "solutions" / "addition" / "wrong_answer.py"
    ran = judge("submit", "addition", again, "--format", "json", code=1)
    assert ran.json["submission"]["id"] == len(expected) + 1
    latest = [number for number, *_, solution in expected if solution == "addition/wrong_answer"][-1]
    assert f"#{latest}" in ran.err
    new = [len(expected) + 1, "addition", "WA", 4, 5]
    assert rows(judge("history").out) == [*(row[:5] for row in expected), new]


def test_what_is_solved_stays_solved(stored) -> None:
    judge, expected = stored
    solved = {row[1] for row in expected if row[2] == "AC"}
    levels = {level["name"]: level["solved"] for level in judge("stats", "--format", "json").json["levels"]}
    assert levels == {"easy": "addition" in solved, "medium": "largest" in solved, "hard": "turned" in solved}


def test_times_of_submissions_and_hints_are_kept(stored, facts) -> None:
    judge, expected = stored
    found = judge("stats", "--format", "json").json
    days = facts["days"]
    if len(expected) == facts["practice"]:
        days = {day: number for day, number in days.items() if day < "2026-11-01"}
    assert found["days"] == days
    assert found["longest_streak_days"] == 3
    (memory,) = (one for one in found["reviews"] if one["problem"] == "addition")
    first = memory["reviews"][0]
    # format 1 and 2 did not keep when a hint was shown: it counts for the first time that the problem was solved
    assert (first["at"][:10], first["rating"], first["wrong"], first["hints"]) == ("2026-10-05", "again", 1, 2)
