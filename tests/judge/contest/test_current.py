"""The run in progress, and the pointer to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.contest import current, log
from judge.contest.actions import end
from judge.contest.clock import Reading
from judge.contest.current import CurrentRun, begin, clear, current_run, judging
from judge.contest.events import EndReason
from judge.contest.model import Contest, Task
from judge.errors import StorageError, UsageError
from judge.problem import Catalogue

PROBLEMS = Path(__file__).resolve().parents[3] / "problems"
CONTEST = Contest("a", "A", (Task("A", "number_of_islands"),), 60, "icpc")
NOW = Reading(1_700_000_000.0, 5000.0, "boot")


def begun(tmp_path: Path) -> CurrentRun:
    return begin(tmp_path / "runs", tmp_path / "contests", CONTEST, Catalogue([PROBLEMS]), "ann", NOW)


def test_a_run_that_has_begun_is_the_current_run(tmp_path: Path) -> None:
    run = begun(tmp_path)
    assert current_run(tmp_path / "runs") == run
    assert run.file("number_of_islands").is_file()


def test_a_run_that_has_not_ended_is_not_cleared(tmp_path: Path) -> None:
    run = begun(tmp_path)
    clear(tmp_path / "runs", run, log.load(run.path))
    assert current_run(tmp_path / "runs") == run


def test_clearing_an_earlier_run_leaves_the_current_run_alone(tmp_path: Path) -> None:
    first = begun(tmp_path)
    over = end(log.load(first.path), NOW, EndReason.FINISHED)
    clear(tmp_path / "runs", first, over)
    second = begun(tmp_path)
    clear(tmp_path / "runs", first, over)
    assert current_run(tmp_path / "runs") == second


def test_a_pointer_without_a_log_does_not_block_a_new_run(tmp_path: Path) -> None:
    run = begun(tmp_path)
    run.path.unlink()
    again = begun(tmp_path)
    assert again.workplace != run.workplace
    assert current_run(tmp_path / "runs") == again


def test_a_run_whose_log_cannot_be_created_is_not_the_current_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(current, "create", full)
    with pytest.raises(StorageError):
        begun(tmp_path)
    assert current_run(tmp_path / "runs") is None


def test_an_end_is_written_once(tmp_path: Path) -> None:
    run = begun(tmp_path)
    before = log.load(run.path)
    end(before, NOW, EndReason.ABORTED)
    assert end(before, NOW, EndReason.FINISHED).run.aborted


def test_a_run_is_judged_in_one_process_at_a_time(tmp_path: Path) -> None:
    run = begun(tmp_path)
    with judging(run.path) as first, judging(run.path, wait=False) as second:
        assert (first, second) == (True, False)
    with judging(run.path, wait=False) as third:
        assert third


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"run": 1}', "\xff"])
def test_a_damaged_pointer_is_an_error(tmp_path: Path, content: str) -> None:
    begun(tmp_path)
    (tmp_path / "runs" / "running").write_text(content, encoding="latin-1")
    with pytest.raises(StorageError, match="is damaged"):
        current_run(tmp_path / "runs")


def test_a_second_run_cannot_begin_before_the_first_has_ended(tmp_path: Path) -> None:
    begun(tmp_path)
    with pytest.raises(UsageError, match="a-1 is already running"):
        begun(tmp_path)
