"""The run that is under way, and what becomes of the pointer to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.contest import log
from judge.contest.acts import end
from judge.contest.clock import Reading
from judge.contest.events import Reason
from judge.contest.model import Contest, Rule, Task
from judge.contest.ongoing import Ongoing, begin, clear, judging, ongoing
from judge.errors import StorageError, UsageError
from judge.problem import Catalogue

PROBLEMS = Path(__file__).resolve().parents[2] / "problems"
CONTEST = Contest("a", "A", (Task("A", "number_of_islands"),), 60, Rule.ICPC)
NOW = Reading(1_700_000_000.0, 5000.0, "boot")


def begun(tmp_path: Path) -> Ongoing:
    return begin(tmp_path / "runs", tmp_path / "contests", CONTEST, Catalogue([PROBLEMS]), "ann", NOW)


def test_a_run_that_has_begun_is_under_way(tmp_path: Path) -> None:
    run = begun(tmp_path)
    assert ongoing(tmp_path / "runs") == run
    assert run.file("number_of_islands").is_file()


def test_one_that_has_not_ended_is_not_cleared(tmp_path: Path) -> None:
    run = begun(tmp_path)
    clear(tmp_path / "runs", run)
    assert ongoing(tmp_path / "runs") == run


def test_who_clears_an_earlier_run_leaves_the_next_one_alone(tmp_path: Path) -> None:
    first = begun(tmp_path)
    end(first.path, NOW, Reason.FINISHED)
    clear(tmp_path / "runs", first)
    second = begun(tmp_path)
    clear(tmp_path / "runs", first)
    assert ongoing(tmp_path / "runs") == second


def test_a_pointer_without_a_log_is_no_run_and_gives_way(tmp_path: Path) -> None:
    run = begun(tmp_path)
    run.path.unlink()
    again = begun(tmp_path)
    assert again.workplace != run.workplace
    assert ongoing(tmp_path / "runs") == again


def test_a_run_whose_log_cannot_be_begun_is_not_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(log, "create", full)
    with pytest.raises(StorageError):
        begun(tmp_path)
    assert ongoing(tmp_path / "runs") is None


def test_an_end_is_written_once(tmp_path: Path) -> None:
    run = begun(tmp_path)
    end(run.path, NOW, Reason.ABORTED)
    assert end(run.path, NOW, Reason.FINISHED).run.aborted


def test_a_run_is_judged_in_one_process_at_a_time(tmp_path: Path) -> None:
    run = begun(tmp_path)
    with judging(run.path) as first, judging(run.path, wait=False) as second:
        assert (first, second) == (True, False)
    with judging(run.path, wait=False) as third:
        assert third


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"run": 1}', "\xff"])
def test_a_damaged_pointer_is_said_to_be_one(tmp_path: Path, content: str) -> None:
    begun(tmp_path)
    (tmp_path / "runs" / "running").write_text(content, encoding="latin-1")
    with pytest.raises(StorageError, match="is damaged"):
        ongoing(tmp_path / "runs")


def test_a_second_run_waits_for_the_end_of_the_first(tmp_path: Path) -> None:
    begun(tmp_path)
    with pytest.raises(UsageError, match="a-1 runs already"):
        begun(tmp_path)
