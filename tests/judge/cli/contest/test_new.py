"""`judge contest new`: a contest as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.contest import files
from judge.problem import Catalogue
from tests.support.contest_commands import new_contest
from tests.support.small_problems import Judge


def test_a_new_contest_is_a_toml_file_that_says_the_same(judge: Judge, folder: Path) -> None:
    new_contest(judge, "icpc", "--title", "Sonntag — “A”", "--points", "10,20.5", "--freeze", "15")
    made = files.load(folder / "contests" / "sunday.toml", Catalogue([folder / "problems"]))
    assert (made.name, made.title, made.minutes, made.rule, made.freeze_minutes) == (
        "sunday",
        "Sonntag — “A”",
        60,
        "icpc",
        15,
    )
    assert [(task.label, task.problem, task.points) for task in made.tasks] == [
        ("A", "addition", 10),
        ("B", "add_hard", 20.5),
    ]
    assert made.wrong_minutes == 20
    assert made.hint_cost is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--problems", "addition,additoin"], "unknown problem 'additoin'\nDid you mean addition?"),
        (["--problems", "addition,addition"], "contains addition twice"),
        (["--problems", "addition", "--minutes", "0"], "0 is not in the range"),
        (["--problems", "addition", "--minutes", "100000"], "is not in the range"),
        (["--problems", "addition", "--scoring", "icpcc"], "'icpcc' is not one of"),
        (
            ["--problems", "addition", "--points", "1,2"],
            "the number of points (2) does not match the number of problems (1)",
        ),
        (["--problems", "addition", "--points", "x"], "is not a list of numbers"),
        (["--problems", "addition", "--points", "-5"], "points must be a list of numbers from 1 to 10000"),
        (["--problems", "addition", "--freeze", "61"], "freeze_minutes must be from 0 to 60"),
        (["--problems", ","], "problems must be a list of non-empty strings"),
    ],
)
def test_a_contest_that_cannot_be_is_refused_and_not_written(
    judge: Judge, folder: Path, options: list[str], said: str
) -> None:
    ran = judge("contest", "new", "bad", "--minutes", "60", *options)
    assert ran.code == 2
    assert said in ran.err
    assert not (folder / "contests" / "bad.toml").exists()


@pytest.mark.parametrize("name", ["../out", "Sunday", "", "a b", "-x"])
def test_a_name_that_is_no_name_is_refused(judge: Judge, name: str) -> None:
    assert judge("contest", "new", "--problems", "addition", "--minutes", "60", "--", name).code == 2


def test_a_contest_that_is_there_is_not_overwritten(judge: Judge) -> None:
    new_contest(judge)
    ran = judge("contest", "new", "sunday", "--problems", "addition", "--minutes", "5")
    assert ran.code == 2
    assert "already exists" in ran.err
