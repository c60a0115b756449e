"""`judge reset`."""

from pathlib import Path

from tests.support.small_problems import STUB, Judge


def test_reset_keeps_the_old_file_in_the_history(judge: Judge, folder: Path) -> None:
    judge("start", "addition")
    (folder / "solutions/addition.py").write_text("mine\n")
    assert "kept as #1" in judge("reset").out
    assert (folder / "solutions/addition.py").read_text() == STUB
    assert judge("history", "1", "--source").out == "mine\n"
