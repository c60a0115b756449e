"""Locks between processes, and files that are written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from judge import disk

if TYPE_CHECKING:
    from pathlib import Path


def test_a_locked_file_is_locked_for_every_other_one_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with disk.open_lock_file(path) as first, disk.open_lock_file(path) as second:
        assert disk.lock(first)
        assert not disk.lock(second, wait=False)
    with disk.open_lock_file(path) as third:
        assert disk.lock(third, wait=False)


def test_a_killed_process_holds_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with disk.open_lock_file(path) as descriptor:
            disk.lock(descriptor)
            os.write(writer, b"!")
            os.read(os.pipe()[0], 1)
    os.read(reader, 1)
    with disk.open_lock_file(path) as descriptor:
        assert not disk.lock(descriptor, wait=False)
        os.kill(child, 9)
        os.waitpid(child, 0)
        assert disk.lock(descriptor, wait=False)
    os.close(reader)
    os.close(writer)


def test_a_lock_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="lock"), disk.open_lock_file(tmp_path / "lock"):
        pass
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_replaced_whole_with_the_mode_that_is_asked_for(tmp_path: Path, *, durable: bool) -> None:
    path = tmp_path / "hook"
    path.write_bytes(b"old and longer")
    disk.replace(path, b"new", mode=0o755, durable=durable)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o755)
    assert [entry.name for entry in tmp_path.iterdir()] == ["hook"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"theirs")
    link.symlink_to(target)
    disk.replace(link, b"ours")
    assert (target.read_bytes(), link.is_symlink(), link.read_bytes()) == (b"theirs", False, b"ours")


def test_where_a_file_cannot_be_replaced_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    with pytest.raises(OSError, match="folder"):
        disk.replace(tmp_path / "folder", b"data")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


def test_a_file_that_is_created_is_private_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    disk.create(path, b"first")
    disk.create(path, b"second")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"first", 0o600)
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]
