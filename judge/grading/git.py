"""The only place that runs git, in a repository of our own.

The .git folder of a branch is data: in an unpacked archive, a stranger made it. Its configuration, hooks, attributes,
grafts and replacements are never read. git sees a bare repository of ours, with our configuration, whose refs and
objects are links to those of the branch, and is only asked for their contents. Nothing is checked out, fetched or run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, Self, overload

from judge.errors import UsageError
from judge.source import read_bounded, shown_path

GIT_S: Final = 60.0
"""How long git may take for one answer: a FIFO among the refs would block it forever."""
MAX_RECORD: Final = 64 << 10
"""Bytes of one record of git's answers: a name in a tree may have any length."""
MAX_BLOB: Final = 16 << 20
_SMALL: Final = 1 << 20
"""Bytes of a short answer, and of the few files of .git that are read here."""
_PACKED: Final = 64 << 20
"""Bytes of packed-refs and of the list of shallow commits."""

DEEPEN: Final = "git fetch --unshallow (GitHub: fetch-depth: 0 of actions/checkout; GitLab: GIT_DEPTH: 0)"

_CONFIG: Final = """\
[core]
\trepositoryformatversion = 1
\tbare = true
\tcommitGraph = false
\tmultiPackIndex = false
[protocol]
\tallow = never
[extensions]
"""
_FORMATS: Final = {"objectformat": "sha256", "refstorage": "reftable"}
"""What their configuration may say about the storage of refs and objects; everything else in it is ignored."""


class Git:
    """git on the repository around a folder; a context manager.

    Raises of every method:
        UsageError: git is not installed, there is no repository, or git cannot answer.
    """

    def __init__(self, folder: Path, search: str) -> None:
        """Find git and the repository.

        Args:
            folder: it or a folder above it has the .git.
            search: the PATH to find git on; relative entries are ignored, because a stranger decides what lies there.
        """
        self._path = os.pathsep.join(entry for entry in search.split(os.pathsep) if Path(entry).is_absolute())
        git = shutil.which("git", path=self._path)
        if git is None:
            raise UsageError("git is not installed", "Install it, or omit --base and --problems-from.")
        self._git = git
        self.top, self._folder = _locate(folder)
        self._common = _common_folder(self._folder)
        self._desk = self._own = Path()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._desk = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="judge-git-")))
            self._own = self._desk / "repository"  # apart, since git could take any file in it for a ref
            self._own.mkdir()
            self._furnish()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def shallow(self) -> bool:
        """Whether the history is cut off (a shallow clone)."""
        return (self._common / "shallow").exists()

    def _furnish(self) -> None:
        """A bare repository of ours around the refs and objects of the branch."""
        for name in ("refs", "objects", "reftable"):
            if (self._common / name).exists():
                (self._own / name).symlink_to((self._common / name).absolute())
        (self._own / "HEAD").write_bytes(_small(self._folder / "HEAD"))
        for name in ("packed-refs", "shallow"):
            # copied: if it were a link to another file of the host, git would quote from that in its error message
            if os.path.lexists(self._common / name):
                (self._own / name).write_bytes(read_bounded(self._common / name, _PACKED))
        (self._own / "config").write_text(_CONFIG)
        (self._desk / "theirs").write_bytes(_small(self._common / "config"))
        get = ["config", "--file", str(self._desk / "theirs"), "--no-includes", "--get"]
        formats = {key: (self.ask(*get, f"extensions.{key}", fails=True) or b"").strip() for key in _FORMATS}
        lines = [
            f"\t{key} = {_FORMATS[key]}\n"
            for key, value in formats.items()
            if value.decode("ascii", "replace") == _FORMATS[key]
        ]
        (self._own / "config").write_text(_CONFIG + "".join(lines))

    @contextlib.contextmanager
    def _running(self, *arguments: str, **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
        """One process of git, which is killed at the end or when its time is up."""
        own = str(self._own)
        environment = {
            "PATH": self._path,
            "GIT_DIR": own,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_TERMINAL_PROMPT": "0",
            "HOME": own,
            "LC_ALL": "C",
        }
        with (
            self._errors(arguments[0]).open("wb") as errors,
            subprocess.Popen(
                [self._git, "--literal-pathspecs", *arguments],
                cwd=own,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                **pipes,
            ) as process,
        ):
            watch = threading.Timer(GIT_S, process.kill)
            watch.daemon = True
            watch.start()
            try:
                yield process
            finally:
                watch.cancel()
                for stream in (process.stdin, process.stdout):
                    if stream is not None:
                        with contextlib.suppress(OSError):
                            stream.close()
                process.kill()

    @overload
    def ask(self, *arguments: str, fails: Literal[False] = False) -> bytes: ...

    @overload
    def ask(self, *arguments: str, fails: Literal[True]) -> bytes | None: ...

    def ask(self, *arguments: str, fails: bool = False) -> bytes | None:
        """A short answer. With `fails`, exit code 1 of git gives None; otherwise it is an error."""
        with self._running(*arguments, stdin=subprocess.DEVNULL) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            answer = process.stdout.read(_SMALL)
            code = process.wait()
        if code and not (fails and code == 1):
            raise self._failure(arguments[0], code)
        return None if code else answer

    def lines(self, *arguments: str) -> Iterator[bytes]:
        """The NUL-terminated records of a long answer, as they come."""
        with self._running(*arguments, stdin=subprocess.DEVNULL) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            rest = b""
            while chunk := os.read(process.stdout.fileno(), MAX_RECORD):
                *whole, rest = (rest + chunk).split(b"\0")
                yield from whole
                if len(rest) > MAX_RECORD:
                    raise UsageError(f"the repository has a file name longer than {MAX_RECORD >> 10} kB")
            if code := process.wait():
                raise self._failure(arguments[0], code)

    @contextlib.contextmanager
    def contents(self) -> Iterator[Callable[[bytes], bytes]]:
        """A function that gives the bytes of a blob."""
        with self._running("cat-file", "--batch", stdin=subprocess.PIPE) as process:
            assert process.stdin is not None  # noqa: S101 - both are pipes
            assert process.stdout is not None  # noqa: S101
            source, sink = process.stdout, process.stdin

            def content(blob: bytes) -> bytes:
                try:
                    sink.write(blob + b"\n")
                    sink.flush()
                except BrokenPipeError:
                    raise self._failure("cat-file", process.wait()) from None
                head = source.readline(_SMALL).split()
                if len(head) != 3 or head[1] != b"blob" or int(head[2]) > MAX_BLOB:  # noqa: PLR2004 - hash, kind, size
                    raise self._failure("cat-file", process.poll() or 0)
                data = source.read(int(head[2]) + 1)
                if len(data) != int(head[2]) + 1:
                    raise self._failure("cat-file", process.wait())
                return data[:-1]

            yield content

    def _errors(self, what: str) -> Path:
        return self._desk / f"errors-of-{what}"

    def _failure(self, what: str, code: int) -> UsageError:
        with self._errors(what).open("rb") as file:
            lines = file.read(_SMALL).decode(errors="replace").strip().splitlines()
        if code < 0 and not lines:
            return UsageError(f"git {what} timed out after {GIT_S:.0f} s", "Is the .git folder intact? Try: git fsck")
        last = shown_path(lines[-1][:300]) if lines else "an object is missing"
        deepen = f"In a shallow or partial clone: {DEEPEN}. " if self.shallow else ""
        return UsageError(f"git {what}: {last}", f"{deepen}Is the repository intact? Try: git fsck")


def _locate(folder: Path) -> tuple[Path, Path]:
    """The top of the repository and its .git, which lies elsewhere for a worktree or a submodule."""
    for top in (folder, *folder.parents):
        git = top / ".git"
        if git.is_dir():
            return top, git
        if git.exists():
            line = os.fsdecode(_small(git)).strip()
            if line.startswith("gitdir: "):
                return top, top / line.removeprefix("gitdir: ")
    raise UsageError(f"{shown_path(folder)} is not in a git repository", "Omit --base and --problems-from.")


def _common_folder(git: Path) -> Path:
    """The folder of the refs and objects, which all worktrees share."""
    if not (git / "commondir").exists():
        return git
    return git / os.fsdecode(_small(git / "commondir")).strip()


def _small(path: Path) -> bytes:
    return read_bounded(path, _SMALL)
