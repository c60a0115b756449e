"""The only place that runs git, in a repository of our own.

The .git folder of a branch is data: in an unpacked archive, a stranger made it. Its configuration, hooks, attributes,
grafts and replacements are never read. git sees a bare repository of ours, with our configuration, whose refs and
objects are links to those of the branch (`git_folder`), and is only asked for their contents. Nothing is checked out,
fetched or run. A few megabytes of objects may stand for any number of files and commits, so the kernel limits the
memory, the CPU time and the error messages of git.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, Self, overload

from judge.errors import UsageError
from judge.grading.git_folder import SMALL, check_submodule, furnish, locate
from judge.source import read_bounded, shown_path

GIT_S: Final = 60.0
"""How long git may take for one answer: a FIFO among the refs would block it forever."""
GIT_MEMORY: Final = 256 << 20
"""Bytes that git may allocate; packs, which it maps, come to 64 MB more. A history of 100,000 commits fits."""
MAX_RECORD: Final = 8 << 10
"""Bytes of one record of git's answers: a name in a tree may have any length."""
MAX_BLOB: Final = 16 << 20
_CHUNK: Final = 64 << 10
_SHORT: Final = 1 << 20
"""Bytes of a short answer, and of the error messages that are kept."""

_LIMITED: Final = f'ulimit -d {GIT_MEMORY >> 10}; ulimit -t {GIT_S:.0f}; ulimit -f {_SHORT >> 9}; exec "$0" "$@"'
"""For sh: the limits hold from git's first instruction. A limit that is lower already stays."""

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
        self._found = locate(folder)
        self.top = self._found.top
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
        return os.path.lexists(self._found.common / "shallow")

    def _furnish(self) -> None:
        """A bare repository of ours around the refs and objects of the branch."""
        furnish(self._found, self._own)
        (self._own / "config").write_text(_CONFIG)
        (self._desk / "theirs").write_bytes(read_bounded(self._found.common / "config", SMALL))
        if self._found.is_named_from_afar:
            check_submodule(self._found, self._configured("core.worktree"))
        lines = [
            f"\t{key} = {value}\n" for key, value in _FORMATS.items() if self._configured(f"extensions.{key}") == value
        ]
        (self._own / "config").write_text(_CONFIG + "".join(lines))

    def _configured(self, key: str) -> str:
        """A value of their configuration, without what it includes."""
        get = ("config", "--file", str(self._desk / "theirs"), "--no-includes", "--get", key)
        return os.fsdecode((self.ask(*get, fails=True) or b"").removesuffix(b"\n"))

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
                ["/bin/sh", "-c", _LIMITED, self._git, "--literal-pathspecs", *arguments],
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
            answer = process.stdout.read(_SHORT)
            code = process.wait()
        if code and not (fails and code == 1):
            raise self._failure(arguments[0], code)
        return None if code else answer

    def lines(self, *arguments: str) -> Iterator[bytes]:
        """The NUL-terminated records of a long answer, as they come."""
        with self._running(*arguments, stdin=subprocess.DEVNULL) as process:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            rest = b""
            while chunk := os.read(process.stdout.fileno(), _CHUNK):
                *whole, rest = (rest + chunk).split(b"\0")
                if max(map(len, (*whole, rest))) > MAX_RECORD:
                    raise UsageError(f"the repository has a file name longer than {MAX_RECORD >> 10} kB")
                yield from whole
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
                head = source.readline(_SHORT).split()
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
            lines = file.read(_SHORT).decode(errors="replace").strip().splitlines()
        if code in {-signal.SIGKILL, -signal.SIGXCPU}:
            return UsageError(f"git {what} timed out after {GIT_S:.0f} s", "Is the .git folder intact? Try: git fsck")
        if code < 0 or any("out of memory" in line.lower() for line in lines[-3:]):
            limit = f"git {what} needed more than {GIT_MEMORY >> 20} MB of memory, or crashed"
            return UsageError(
                limit, "A commit has too many or too large objects. Is the repository intact? Try: git fsck"
            )
        last = shown_path(lines[-1][:300]) if lines else "an object is missing"
        deepen = f"In a shallow or partial clone: {DEEPEN}. " if self.shallow else ""
        return UsageError(f"git {what}: {last}", f"{deepen}Is the repository intact? Try: git fsck")
