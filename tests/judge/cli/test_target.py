"""Which problem and which file a command line means."""

from pathlib import Path

import pytest

from tests.support.small_problems import RIGHT, Judge


def test_an_unknown_problem_gets_did_you_mean(judge: Judge) -> None:
    ran = judge("show", "adition")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean addition?" in ran.err


def test_an_id_may_be_a_unique_prefix_or_have_hyphens(judge: Judge) -> None:
    assert "Hard" in judge("show", "add-hard").out
    assert "# Addition" in judge("show", "addi").out
    assert "is ambiguous: add_hard, addition" in judge("show", "add").err


def test_no_current_problem_is_said(judge: Judge) -> None:
    ran = judge("show")
    assert ran.code == 2
    assert "judge start ID" in ran.err


@pytest.mark.usefixtures("right")
def test_a_path_names_its_problem_and_makes_it_the_current_one(judge: Judge) -> None:
    assert judge("submit", "solutions/addition.py").code == 0
    ran = judge("submit")
    assert ran.code == 0
    assert "addition (the current problem)" in ran.err


def test_a_file_that_is_not_named_after_a_problem_needs_its_id(judge: Judge, folder: Path) -> None:
    (folder / "mine.py").write_text(RIGHT)
    ran = judge("submit", "mine.py")
    assert ran.code == 2
    assert "judge submit ID mine.py" in ran.err


def test_a_near_miss_of_a_file_name_gets_did_you_mean(judge: Judge, folder: Path) -> None:
    (folder / "adition.py").write_text(RIGHT)
    assert "Did you mean: judge submit addition adition.py" in judge("submit", "adition.py").err


def test_a_solution_that_is_not_there_yet_says_how_to_begin(judge: Judge) -> None:
    ran = judge("submit", "addition")
    assert (ran.code, ran.out) == (2, "")
    assert "judge start addition" in ran.err
