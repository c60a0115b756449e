"""`judge next`, over the records that are there."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.practising import keep
from tests.support.small_problems import Judge


def suggested(judge: Judge) -> list[tuple[str, str]]:
    return [(one["problem"], one["why"]) for one in json.loads(judge("next", "--format", "json").out)["suggestions"]]


def test_what_is_due_comes_first_with_the_reason_and_what_to_type(judge: Judge, folder: Path) -> None:
    keep(folder, "add_hard", "WA", 90.01)
    keep(folder, "add_hard", "AC", 90)
    out = judge("next").out
    assert "due for review: solved 90 days ago after 1 wrong try" in out
    assert "judge reset add_hard" in out
    assert suggested(judge) == [("add_hard", "due"), ("addition", "weak")]


def test_a_file_that_was_begun_is_suggested_before_a_new_problem(judge: Judge) -> None:
    judge("start", "add_hard")
    assert suggested(judge) == [("add_hard", "begun"), ("addition", "new")]


def test_a_problem_with_a_file_is_tested_and_not_started_again(judge: Judge, folder: Path) -> None:
    judge("start", "add_hard")
    assert "judge test add_hard" in judge("next").out
    (folder / "solutions" / "add_hard.py").unlink()
    keep(folder, "add_hard", "WA", 1)
    assert "judge start add_hard" in judge("next").out


def test_where_all_is_solved_and_nothing_due_it_says_when_something_is(judge: Judge, folder: Path) -> None:
    keep(folder, "addition", "AC", 0)
    keep(folder, "add_hard", "AC", 0)
    assert "nothing is due. add_hard is due on" in judge("next").out
