"""The user's solution files are started and reset without losing what was in them."""

import errno
import os
from pathlib import Path

import pytest

from judge import disk, workspace
from judge.errors import StorageError, UsageError
from judge.problem import Problem
from judge.records import Records


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    folder = tmp_path / "addition"
    folder.mkdir()
    (folder / "stub.py").write_text("stub\n")
    problem = Problem.__new__(Problem)
    object.__setattr__(problem, "id", "addition")
    object.__setattr__(problem, "folder", folder)
    return problem


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "solutions" / "addition.py"


def test_start_makes_the_folder_and_the_file(problem: Problem, path: Path) -> None:
    assert workspace.start(problem, path)
    assert path.read_text() == "stub\n"


def test_start_leaves_what_is_there(problem: Problem, path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to("/nonexistent/target")
    assert not workspace.start(problem, path)
    assert path.is_symlink()


def test_start_says_what_is_in_the_way(problem: Problem, path: Path) -> None:
    path.parent.write_text("a file")
    with pytest.raises(StorageError, match="is not a folder"):
        workspace.start(problem, path)


def test_reset_records_the_old_file_before_it_is_replaced(problem: Problem, path: Path, tmp_path: Path) -> None:
    workspace.start(problem, path)
    path.write_text("mine\n")
    with Records(tmp_path / "records") as records:
        record_id = workspace.reset(problem, path, records)
        assert record_id is not None
        assert records.source(record_id) == b"mine\n"
    assert list(path.parent.iterdir()) == [path]
    assert path.read_text() == "stub\n"


def test_a_file_that_cannot_be_recorded_is_left_alone(
    problem: Problem, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise StorageError("the disk is full")

    workspace.start(problem, path)
    path.write_text("mine\n")
    monkeypatch.setattr(Records, "add_reset", refuse)
    with Records(tmp_path / "records") as records, pytest.raises(StorageError):
        workspace.reset(problem, path, records)
    assert path.read_text() == "mine\n"


def test_a_file_that_cannot_be_replaced_is_not_recorded_as_reset(
    problem: Problem, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    workspace.start(problem, path)
    path.write_text("mine\n")
    monkeypatch.setattr(disk, "replacing", refuse)
    with Records(tmp_path / "records") as records:
        with pytest.raises(UsageError, match="cannot be written: Read-only file system"):
            workspace.reset(problem, path, records)
        assert records.list() == ()
    assert list(path.parent.iterdir()) == [path]
    assert path.read_text() == "mine\n"


def test_a_stub_is_not_worth_a_record(problem: Problem, path: Path, tmp_path: Path) -> None:
    with Records(tmp_path / "records") as records:
        assert workspace.reset(problem, path, records) is None
        assert workspace.reset(problem, path, records) is None
        assert records.list() == ()


def test_nothing_is_written_through_a_folder_that_is_a_link(problem: Problem, path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path.parent.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="symbolic link"):
        workspace.start(problem, path)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_reset_does_not_follow_a_link(problem: Problem, path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text("precious")
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere.py")
    with Records(tmp_path / "records") as records, pytest.raises(UsageError, match="symbolic link"):
        workspace.reset(problem, path, records)
    assert (tmp_path / "elsewhere.py").read_text() == "precious"
