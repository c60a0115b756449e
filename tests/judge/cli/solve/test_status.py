"""`judge status`."""

from pathlib import Path

from tests.support.small_problems import RIGHT, Judge


def test_status_shows_progress_the_current_problem_and_what_is_next(judge: Judge, folder: Path) -> None:
    judge("start", "addition")
    assert "Next: judge submit addition" in judge("status").out
    (folder / "solutions/addition.py").write_text(RIGHT)
    judge("submit")
    out = judge("status").out
    assert "1 of 2" in out
    assert "AC 3 of 3" in out
    assert "Next: judge start add_hard" in out
