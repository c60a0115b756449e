"""`judge history`."""

from pathlib import Path

from tests.support.small_problems import RIGHT, WRONG, Judge


def test_history_lists_newest_first_and_shows_one_again(judge: Judge, folder: Path) -> None:
    for number, source in enumerate((RIGHT, WRONG)):
        (folder / f"{number}.py").write_text(source)
        judge("submit", "addition", f"{number}.py")
    rows = judge("history", "addition").out.splitlines()
    assert [row.split()[:3] for row in rows[1:]] == [["2", "addition", "WA"], ["1", "addition", "AC"]]
    assert "Wrong answer (WA)" in judge("history", "2").out
    assert "Nothing submitted yet to add_hard" in judge("history", "add_hard").out


def test_a_submission_that_does_not_exist_is_said(judge: Judge) -> None:
    for number in ("7", "9" * 40):
        ran = judge("history", number)
        assert ran.code == 2
        assert "there is no submission #" in ran.err


def test_an_empty_history_says_how_to_begin(judge: Judge) -> None:
    assert "judge submit ID" in judge("history").out
    assert judge("status").code == 0
