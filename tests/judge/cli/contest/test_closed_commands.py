"""What a running contest changes for other commands: help is closed, hints have a price, files are its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.contest_commands import the_run
from tests.support.small_problems import RIGHT, WRONG, Judge


@pytest.mark.parametrize(
    "words",
    [
        ["stress", "addition"], ["grade"], ["verify"], ["show", "addition", "--editorial"], ["submit", "addition", "--reveal"],
        ["watch", "addition", "--all"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_would_help_is_closed(judge: Judge, started: Callable[..., None], words: list[str]) -> None:
    started()
    ran = judge(*words)
    assert ran.code == 2
    assert "is not available" in ran.err
    assert "a + b" not in ran.out


def test_earlier_solutions_are_closed(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    (folder / "solutions").mkdir()
    (folder / "solutions" / "addition.py").write_text(RIGHT)
    judge("submit", "addition")
    started()
    for options in ([], ["--source"]):
        ran = judge("history", "1", *options)
        assert ran.code == 2
        assert "the history of addition is not available" in ran.err
        assert "return a + b" not in ran.out


def test_what_was_handed_in_during_the_contest_can_be_had_back(
    judge: Judge, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    assert judge("history", "1", "--source").out == WRONG
    assert "is not available" in judge("history", "1").err


def test_earlier_solutions_are_not_in_the_history_until_it_ends(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    (folder / "solutions").mkdir()
    (folder / "solutions" / "addition.py").write_text(RIGHT)
    judge("submit", "addition")
    started()
    ran = judge("history")
    assert "addition" not in ran.out
    assert "opens when it ends" in ran.err
    judge("contest", "finish")
    assert "addition" in judge("history").out


def test_a_hint_has_its_price_once(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    ran = judge("hint", "addition")
    assert "Hint 1 of addition costs 20% of its points: 20 of 100." in ran.err
    assert "Use a sign." in ran.out
    again = judge("hint", "addition", "1")
    assert "costs" not in again.err
    assert len(the_run(folder).hints) == 1
    assert "80 of 200 points" in hand_in(RIGHT).out


def test_a_contest_without_hints_has_none(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started("icpc")
    ran = judge("hint", "addition")
    assert ran.code == 2
    assert "has no hints" in ran.err
    assert "sign" not in ran.out
    assert the_run(folder).hints == ()


def test_open_opens_the_file_of_the_contest(
    judge: Judge, folder: Path, started: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    started()
    monkeypatch.setenv("EDITOR", "echo opened")
    assert "opened contests/sunday-1/addition.py" in judge("open", "A").out
