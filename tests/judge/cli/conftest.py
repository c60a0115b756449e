"""A folder with a few small problems, its own records, and a way to run a command line in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.cli.context import Context
from judge.cli.program import run
from tests.support.clocked import Clock
from tests.support.small_problems import RIGHT, Judge, Ran, make_problem


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with ./problems below it."""
    make_problem(tmp_path / "problems" / "addition")
    make_problem(tmp_path / "problems" / "add_hard", "Hard sums", "困难", difficulty="hard", tag="deep")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "VISUAL", "EDITOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUDGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JUDGE_PROBLEMS", str(tmp_path / "problems"))
    monkeypatch.setenv("JUDGE_SANDBOX", "process")
    return tmp_path


@pytest.fixture
def judge(folder: Path, capfd: pytest.CaptureFixture[str]) -> Judge:
    """Run a command line in this process."""

    def run_judge(*arguments: str) -> Ran:
        capfd.readouterr()
        code = run(arguments)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run_judge


@pytest.fixture
def right(folder: Path) -> Path:
    """A right solution in the user's own file of `addition`."""
    (folder / "solutions").mkdir()
    path = folder / "solutions" / "addition.py"
    path.write_text(RIGHT)
    return path


@pytest.fixture
def clock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of contests, in the test's hand."""
    held = Clock(folder / "clock")
    monkeypatch.setattr(Context, "read_clock", lambda _: held.now())
    return held
