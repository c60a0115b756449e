"""What judge keeps of a user is for that user: records, contests, logs, results, also with a generous umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from judge.cli.bug_log import write_log
from judge.cli.environment import docker_settings
from tests.support.contest_commands import new_contest
from tests.support.small_problems import RIGHT, Judge


@pytest.fixture(autouse=True)
def _generous_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return [
        f"{stat.S_IMODE(path.lstat().st_mode):o} {path}"
        for path in (folder, *folder.rglob("*"))
        if path.lstat().st_mode & 0o077
    ]


def keep_something_of_each_kind(judge: Judge, folder: Path) -> None:
    (folder / "solutions").mkdir(exist_ok=True)
    (folder / "solutions/addition.py").write_text(RIGHT)
    assert judge("submit", "addition").code == 0
    assert judge("grade", "solutions").code == 0
    if not (folder / "contests").exists():
        new_contest(judge)
    assert judge("contest", "start", "sunday", "--as", "ann").code == 0
    assert judge("contest", "finish").code == 0
    assert write_log(ValueError("x"), ["submit"]) is not None


def test_all_that_is_kept_is_the_users_alone(judge: Judge, folder: Path) -> None:
    keep_something_of_each_kind(judge, folder)
    home = folder / "home"
    assert {"records.sqlite3", "contests", "grading", "grading.key", "logs"} <= {path.name for path in home.iterdir()}
    assert open_to_others(home) == []


def test_what_an_earlier_version_left_open_is_tightened(judge: Judge, folder: Path) -> None:
    keep_something_of_each_kind(judge, folder)
    home = folder / "home"
    for path in (home, home / "contests", home / "grading", home / "logs"):
        path.chmod(0o755)
    (home / "records.sqlite3").chmod(0o644)
    keep_something_of_each_kind(judge, folder)
    assert open_to_others(home) == []


@pytest.mark.parametrize("command", [["submit", "addition"], ["history"], ["grade", "solutions"], ["contest", "list"]])
def test_records_in_the_place_of_a_link_are_refused(judge: Judge, folder: Path, command: list[str]) -> None:
    (folder / "solutions").mkdir()
    (folder / "solutions/addition.py").write_text(RIGHT)
    (folder / "elsewhere").mkdir()
    (folder / "home").symlink_to(folder / "elsewhere")
    ran = judge(*command)
    assert ran.code == 2
    assert f"{folder / 'home'}: it is a symbolic link" in ran.err
    assert "Set JUDGE_HOME to a folder of your own." in ran.err
    assert list((folder / "elsewhere").iterdir()) == []


def test_records_in_a_folder_of_another_user_are_refused(judge: Judge, folder: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    (folder / "home/contests").mkdir(parents=True)
    (folder / "home/contests/running").write_text("planted")
    os.chown(folder / "home", 12345, 12345)
    ran = judge("history")
    assert ran.code == 2
    assert "belongs to another user" in ran.err


def test_the_doctor_says_that_the_records_are_not_ones_own(judge: Judge, folder: Path) -> None:
    (folder / "home").symlink_to(folder / "problems")
    ran = judge("doctor", "--sandbox", "process")
    assert "it is a symbolic link" in ran.out
    assert "Set JUDGE_HOME to a folder of your own." in ran.out


def test_the_folder_of_the_session_holds_the_sockets_if_it_is_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tmp_path / "session"
    session.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(session))
    assert docker_settings(tmp_path).session == session
    session.chmod(0o755)
    assert docker_settings(tmp_path).session is None
    session.chmod(0o700)
    if not os.geteuid():
        os.chown(session, 12345, 12345)
        assert docker_settings(tmp_path).session is None
    monkeypatch.setenv("XDG_RUNTIME_DIR", "session")
    assert docker_settings(tmp_path).session is None
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert docker_settings(tmp_path).session is None
