"""The file of results: found again only if all is the same, and no crash and no stranger makes it lie."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from judge.errors import StorageError, UsageError
from judge.grading.result_log import InUseError, ResultLog, past_results, sealing_key
from judge.grading.results import Graded
from judge.grading.shards import durations_of
from judge.verdict import Verdict
from tests.support.graded_solutions import candidate, graded

KEY = b"k" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.jsonl"


def fill(path: Path, *results: Graded, key: bytes = KEY) -> None:
    with ResultLog(path, key, resume=True) as kept:
        for number, result in enumerate(results):
            kept.add(f"mark {number}", result)


def found(path: Path, number: int = 0, key: bytes = KEY) -> Graded | None:
    with ResultLog(path, key, resume=True) as kept:
        return kept.find(f"mark {number}")


def test_a_result_is_found_again_as_it_was(path: Path) -> None:
    strange = replace(candidate(), author="a\udcff\n::error::", path=Path("solutions/\udcff/x.py"))
    fill(path, graded(candidate(), Verdict.WRONG_ANSWER), graded(strange))
    assert found(path) == graded(candidate(), Verdict.WRONG_ANSWER)
    assert found(path, 1) == graded(strange)
    assert found(path, 2) is None


def test_inputs_and_expected_values_of_hidden_tests_are_not_in_the_file(path: Path) -> None:
    result = graded(candidate())
    assert result.report is not None
    tests = tuple(replace(test, detail="the answer is 42", output="it printed 42") for test in result.report.tests)
    fill(path, replace(result, report=replace(result.report, tests=tests)))
    assert path.read_bytes().count(b"the answer is 42") == path.read_bytes().count(b"it printed 42") == 1
    again = found(path)
    assert again is not None
    assert again.report is not None
    assert [test.detail for test in again.report.tests] == ["the answer is 42", ""]


def test_without_resume_it_begins_anew(path: Path) -> None:
    fill(path, graded(candidate()))
    with ResultLog(path, KEY, resume=False) as kept:
        assert kept.find("mark 0") is None
    assert path.read_bytes() == b""


def test_judge_errors_and_refused_files_are_not_stored_as_done(path: Path) -> None:
    fill(
        path, graded(candidate(), Verdict.JUDGE_ERROR), Graded(candidate(), fault="x"), Graded(candidate(), refused="x")
    )
    assert [found(path, number) for number in range(3)] == [None] * 3


@pytest.mark.parametrize("left", [1, 64, 65, 66, 200, -1])
def test_a_line_that_a_crash_has_cut_off_is_survived_and_the_next_one_is_whole(path: Path, left: int) -> None:
    fill(path, graded(candidate()), graded(candidate("bob")))
    first, second, _ = path.read_bytes().split(b"\n")
    path.write_bytes(first + b"\n" + second[:left])
    assert found(path) == graded(candidate())
    with ResultLog(path, KEY, resume=True) as kept:
        assert kept.find("mark 1") is None
        kept.add("mark 1", graded(candidate("carol")))
    assert found(path) == graded(candidate())
    assert found(path, 1) == graded(candidate("carol"))


def test_a_line_that_somebody_has_changed_is_not_trusted(path: Path) -> None:
    fill(path, graded(candidate(), Verdict.WRONG_ANSWER), graded(candidate("bob")))
    path.write_bytes(path.read_bytes().replace(b'"WA"', b'"AC"'))
    assert found(path) is None
    assert found(path, 1) == graded(candidate("bob"))


def test_a_file_that_a_branch_brings_along_is_not_trusted(path: Path) -> None:
    """It was made by this very program, on the machine of its author."""
    fill(path, graded(candidate()), key=b"x" * 32)
    with ResultLog(path, KEY, resume=True) as kept:
        assert kept.find("mark 0") is None
        assert kept.damaged == 1


def test_timings_may_come_from_another_machine(path: Path) -> None:
    fill(path, graded(candidate(), wall_s=3.0), graded(candidate("bob"), wall_s=5.0), key=b"x" * 32)
    data = path.read_bytes() + b"not a line\n" + b"0" * 64 + b' {"graded": []}\n'
    assert durations_of(past_results(data)) == {("alice", "addition"): 3.0, ("bob", "addition"): 5.0}


def test_a_stored_result_is_on_disk_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(path.stat().st_size))
    with ResultLog(path, KEY, resume=True) as kept:
        kept.add("mark 0", graded(candidate()))
        assert synced[1:] == [path.stat().st_size]
        assert synced[1] > synced[0] == 0


def test_two_processes_do_not_share_it(path: Path) -> None:
    with ResultLog(path, KEY, resume=True), pytest.raises(InUseError, match="another `judge grade` is using"):
        ResultLog(path, KEY, resume=True)
    ResultLog(path, KEY, resume=True).__exit__()


def make_link(path: Path) -> None:
    (path.parent / "elsewhere").write_bytes(b"")
    path.symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("def add(a, b):\n    return a + b\n"),
        os.mkfifo,
        lambda path: path.mkdir(),
        make_link,
    ],
    ids=["a solution", "a fifo", "a folder", "a link"],
)
def test_something_else_at_its_path_is_left_as_it_is(path: Path, make: Callable[[Path], object]) -> None:
    make(path)
    before = path.lstat()
    with pytest.raises((UsageError, StorageError)):
        ResultLog(path, KEY, resume=False)
    assert (path.lstat().st_ino, path.lstat().st_size) == (before.st_ino, before.st_size)


def test_a_file_system_without_locks_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(StorageError, match="No locks available") as raised:
        ResultLog(path, KEY, resume=True)
    assert "--state FILE" in raised.value.hint


def test_a_full_disk_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ResultLog(path, KEY, resume=True) as kept:
        kept._file.close()
        kept._file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 - closed by the with
        with pytest.raises(StorageError, match="No space left") as raised:
            kept.add("mark 0", graded(candidate()))
    assert "--resume" in raised.value.hint


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    key = sealing_key(folder)
    assert len(key) == 32
    assert sealing_key(folder) == key
    assert [path.name for path in folder.iterdir()] == ["grading.key"]
    assert (folder / "grading.key").stat().st_mode & 0o777 == 0o600
    assert sealing_key(tmp_path / "other") != key


def test_a_damaged_key_is_reported(tmp_path: Path) -> None:
    (tmp_path / "grading.key").write_bytes(b"short")
    with pytest.raises(StorageError, match=r"grading\.key is damaged"):
        sealing_key(tmp_path)
