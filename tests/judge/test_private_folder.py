"""Folders that nobody else may read, in places where somebody else may have been first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from judge.private_folder import check_private, make_private, make_private_file


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_a_new_folder_and_what_is_missing_above_it_are_the_users_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        make_private(tmp_path / "data/judge/contests")
        make_private_file(tmp_path / "data/judge/records")
    finally:
        os.umask(before)
    assert [mode(tmp_path / name) for name in ("data", "data/judge", "data/judge/contests")] == [0o700] * 3
    assert mode(tmp_path / "data/judge/records") == 0o600
    assert mode(tmp_path) == 0o755, "what was there above it is not ours to change"


def test_what_is_looser_is_tightened_and_what_is_stricter_stays(tmp_path: Path) -> None:
    folder, file = tmp_path / "folder", tmp_path / "file"
    folder.mkdir()
    file.write_bytes(b"kept")
    for before, after in ((0o755, 0o700), (0o777, 0o700), (0o500, 0o500)):
        folder.chmod(before)
        file.chmod(before & 0o666)
        make_private(folder)
        make_private_file(file)
        assert (mode(folder), mode(file)) == (after, after & 0o666)
    assert file.read_bytes() == b"kept"


def test_a_link_is_refused_wherever_it_leads(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "loose").symlink_to(tmp_path / "nowhere")
    for name in ("link", "loose"):
        with pytest.raises(OSError, match="symbolic link") as raised:
            make_private(tmp_path / name)
        assert raised.value.filename == str(tmp_path / name)
        with pytest.raises(OSError, match="symbolic link"):
            check_private(tmp_path / name)
    assert mode(tmp_path / "target") == 0o755
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_refused_and_a_folder_that_is_meant_to_be_shared_stays_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="not a folder"):
        make_private(tmp_path / "file")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o1777)
    make_private(tmp_path / "shared")
    assert mode(tmp_path / "shared") == 0o1777


def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    (tmp_path / "theirs").mkdir(mode=0o777)
    os.chown(tmp_path / "theirs", 12345, 12345)
    with pytest.raises(PermissionError, match="belongs to another user"):
        make_private(tmp_path / "theirs")
    with pytest.raises(PermissionError, match="belongs to another user"):
        check_private(tmp_path / "theirs")


LOOK = """
import os, sys
found = []
os.setgid(12345), os.setgroups([]), os.setuid(12345)
for folder, folders, files in os.walk(sys.argv[1]):
    found += [os.path.join(folder, name) for name in folders + files]
print(len(found))
"""


def test_another_user_sees_nothing_in_it(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can become another user")
    for above in (tmp_path, *tmp_path.parents[:-1]):
        above.chmod(above.stat().st_mode | 0o055)
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "records").touch()

    def seen() -> str:
        command = [sys.executable, "-I", "-S", "-c", LOOK, str(home)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert seen() == "1"
    make_private(home)
    assert seen() == "0"
