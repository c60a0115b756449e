"""Reading a submission: whatever lies at the path, a clear sentence, at once."""

import os
import socket
from pathlib import Path

import pytest

from judge.errors import UsageError
from judge.source import MAX_SOURCE_BYTES, read


def complaint(path: str | Path) -> str:
    with pytest.raises(UsageError) as caught:
        read(path)
    return caught.value.message


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x00", b"\xff\xfe", b"\xef\xbb\xbfx = 1\r\n", b"def f(:", b"a" * MAX_SOURCE_BYTES]
)
def test_any_bytes_are_a_submission(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f.py"
    path.write_bytes(content)
    submission = read(path)
    assert submission.source == content
    assert submission.file == str(path)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert "does not exist" in complaint(tmp_path / "none.py")
    (tmp_path / "file").write_text("")
    assert "does not exist" in complaint(tmp_path / "file" / "none.py")


def test_a_folder_is_reported(tmp_path: Path) -> None:
    assert "is a folder" in complaint(tmp_path)


@pytest.mark.timeout(5)
def test_a_fifo_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f.py")
    assert "is a FIFO" in complaint(tmp_path / "f.py")


def test_a_device_is_reported() -> None:
    assert "is a device" in complaint("/dev/zero")


def test_a_socket_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.py")
        assert "is a socket" in complaint("s.py")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    for target in ("/etc/shadow", tmp_path / "nowhere", "f.py"):
        (tmp_path / "f.py").unlink(missing_ok=True)
        (tmp_path / "f.py").symlink_to(target)
        assert "symbolic link" in complaint(tmp_path / "f.py")


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert "too large: 1,073,741,824 bytes, the limit is 256 KiB" in complaint(path)
    path.write_bytes(b"a" * (MAX_SOURCE_BYTES + 1))
    assert "too large" in complaint(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.touch(mode=0)
    assert "permission denied" in complaint(path)


def test_a_strange_path_is_shown_safely(tmp_path: Path) -> None:
    assert "NUL" in complaint("a\x00b.py")
    assert "\\x1b[31m\\n" in complaint(tmp_path / "a\x1b[31m\n.py")
    assert "too long" in complaint("a" * 300).lower()
    path = tmp_path / "new\nline\udcff.py"
    path.write_text("x = 1")
    assert read(path).file == f"{tmp_path}/new\\nline\\xff.py"
