"""`judge start`."""

from pathlib import Path

from tests.support.small_problems import STUB, Judge


def test_start_copies_the_stub_and_makes_the_problem_current(judge: Judge, folder: Path) -> None:
    ran = judge("start", "addition")
    assert ran.code == 0
    assert (folder / "solutions/addition.py").read_text() == STUB
    assert "Add *two* numbers" in judge("show").out


def test_start_never_overwrites(judge: Judge, folder: Path) -> None:
    judge("start", "addition")
    (folder / "solutions/addition.py").write_text("mine")
    ran = judge("start", "addition")
    assert ran.code == 0
    assert "left as it is" in ran.out
    assert "judge reset addition" in ran.out
    assert (folder / "solutions/addition.py").read_text() == "mine"


def test_next_is_the_easiest_problem_that_was_not_begun(judge: Judge) -> None:
    assert "addition.py is ready" in judge("start", "--next").out
    assert "add_hard.py is ready" in judge("start", "--next").out


def test_start_needs_to_know_which(judge: Judge) -> None:
    assert judge("start").code == 2
    assert judge("start", "addition", "--next").code == 2
