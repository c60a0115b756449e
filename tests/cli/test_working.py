"""`judge start`, `open`, `hint`, `reset`."""

from pathlib import Path

import pytest
from small_problems import STUB, Judge


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
    assert (folder / "solutions/addition.py").read_text() == "mine"


def test_next_is_the_easiest_problem_that_was_not_begun(judge: Judge) -> None:
    assert "addition.py is ready" in judge("start", "--next").out
    assert "add_hard.py is ready" in judge("start", "--next").out


def test_start_needs_to_know_which(judge: Judge) -> None:
    assert judge("start").code == 2
    assert judge("start", "addition", "--next").code == 2


def test_reset_keeps_the_old_file_in_the_history(judge: Judge, folder: Path) -> None:
    judge("start", "addition")
    (folder / "solutions/addition.py").write_text("mine\n")
    assert "kept as #1" in judge("reset").out
    assert (folder / "solutions/addition.py").read_text() == STUB
    assert judge("history", "1", "--source").out == "mine\n"


def test_hints_come_one_by_one_and_any_of_them_again(judge: Judge) -> None:
    assert "Use a sign." in judge("hint", "addition").out
    assert "hint 2 of 2" in judge("hint", "addition").out
    assert "all 2 hints" in judge("hint", "addition").out
    assert "Use a sign." in judge("hint", "addition", "1").out
    assert judge("hint", "addition", "3").code == 2


def test_a_number_alone_is_a_hint_of_the_current_problem(judge: Judge) -> None:
    judge("start", "addition")
    assert "Use the plus sign." in judge("hint", "2").out


def test_without_an_editor_open_says_what_to_set(judge: Judge, folder: Path) -> None:
    ran = judge("open", "addition")
    assert ran.code == 2
    assert "export EDITOR" in ran.err
    assert not (folder / "solutions").exists()


def test_open_begins_the_problem_and_starts_the_editor(
    judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true --wait")
    assert judge("open", "addition").code == 0
    assert (folder / "solutions/addition.py").read_text() == STUB
    monkeypatch.setenv("EDITOR", "no-such-editor-at-all")
    assert "cannot be started" in judge("open", "addition").err
