"""Paths and names that would lead the program elsewhere, or make it wait: a clear sentence, at once, nothing written.

What a single file can be is in tests/judge/test_source.py; here it is whole command lines.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from judge import disk
from judge.cli.program import run
from judge.source import MAX_SOURCE_BYTES

ROOT = Path(__file__).parents[2]
TOML = """\
format = 1
title = "Addition"
title_zh = "加"
tags = ["test"]
difficulty = "easy"
entry = ["add"]
runtime = "python"
[limits]
time_s = 1.0
memory_mb = 64
[complexity]
time = "O(1)"
space = "O(1)"
"""
STUB = "def add(a, b):\n    raise NotImplementedError\n"
RIGHT = "def add(a, b):\n    return a + b\n"
TEST = "def test_it(solution):\n    assert solution.add(1, 2) == 3\n"

pytestmark = pytest.mark.timeout(60)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


Judge = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory; beside it `outside`, where nothing may change."""
    here, outside = tmp_path / "here", tmp_path / "outside"
    problem = here / "problems" / "addition"
    (problem / "tests").mkdir(parents=True)
    for name, text in {
        "problem.toml": TOML,
        "stub.py": STUB,
        "statement.md": "Add.\n",
        "statement.zh.md": "加。\n",
        "editorial.md": "## Hints\n\n### Hint 1\n\nPlus.\n",
        "tests/test_sample.py": TEST,
    }.items():
        (problem / name).write_text(text)
    outside.mkdir()
    (outside / "addition.py").write_text("precious = 'outside'\n")
    (outside / "test_sample.py").write_text("precious = 'outside'\n")
    monkeypatch.chdir(here)
    monkeypatch.setenv("JUDGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JUDGE_SANDBOX", "process")
    monkeypatch.setenv("JUDGE_PROBLEMS", str(here / "problems"))
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    return here


@pytest.fixture
def outside(folder: Path) -> Iterator[Path]:
    """Files that are none of the judge's business, looked at again in the end."""
    place = folder.parent / "outside"
    before = tree(place)
    yield place
    assert tree(place) == before


def tree(folder: Path) -> dict[str, bytes | str]:
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture
def judge(folder: Path, capfd: pytest.CaptureFixture[str]) -> Judge:
    def run_judge(*arguments: str) -> Ran:
        capfd.readouterr()
        code = run(arguments)
        return Ran(code, *capfd.readouterr())

    return run_judge


def assert_refused(ran: Ran, said: str, *, codes: tuple[int, ...] = (2,)) -> None:
    assert ran.code in codes, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert "bug in judge" not in ran.err
    assert not any(ord(char) < 32 and char != "\n" for char in ran.err)


@pytest.mark.parametrize("how", ["link", "link in a chain", "fifo", "socket", "device", "folder", "missing", "long"])
def test_a_submitted_path_that_is_no_plain_file_is_refused_and_nothing_is_recorded(
    how: str, judge: Judge, folder: Path, outside: Path
) -> None:
    path, said = Path("mine.py"), ""
    match how:
        case "link":
            path.symlink_to(outside / "addition.py")
            said = "symbolic link"
        case "link in a chain":
            Path("second.py").symlink_to(outside / "addition.py")
            path.symlink_to("second.py")
            said = "symbolic link"
        case "fifo":
            os.mkfifo(path)
            said = "is a FIFO"
        case "socket":
            with socket.socket(socket.AF_UNIX) as server:
                server.bind("mine.py")
            said = "is a socket"
        case "device":
            path, said = Path("/dev/zero"), "is a device"
        case "folder":
            path.mkdir()
            said = "is a folder"
        case "missing":
            said = "does not exist"
        case "long":
            path, said = Path("a" * 300 + ".py"), "too long"
    for command in ("submit", "test"):
        assert_refused(judge(command, "addition", str(path)), said)
    assert "precious" not in judge("history").out


def test_a_hard_link_is_a_file_like_any_other_and_is_left_as_it_is(judge: Judge, folder: Path, outside: Path) -> None:
    (outside / "right.py").write_text(RIGHT)
    before = (outside / "right.py").stat()
    Path("mine.py").hardlink_to(outside / "right.py")
    assert judge("submit", "addition", "mine.py").code == 0
    (outside / "right.py").unlink()
    assert Path("mine.py").stat().st_mtime_ns == before.st_mtime_ns
    assert Path("mine.py").read_text() == RIGHT


def test_a_file_of_the_kernel_without_a_size_gets_a_verdict_like_any_bytes(judge: Judge) -> None:
    ran = judge("submit", "addition", "/proc/self/environ")
    assert ran.code == 1
    assert "(CE)" in ran.out


def test_a_file_that_grows_while_it_is_read_is_refused_or_judged_but_never_waited_for(
    judge: Judge, folder: Path
) -> None:
    Path("mine.py").write_text(RIGHT)
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\nf = open('mine.py', 'a')\nwhile True: f.write('#' * 9999 + '\\n'); f.flush()",
        ]
    )
    try:
        deadline = time.monotonic() + 30
        while Path("mine.py").stat().st_size < MAX_SOURCE_BYTES and time.monotonic() < deadline:
            time.sleep(0.01)
        assert_refused(judge("submit", "addition", "mine.py"), "too large")
    finally:
        writer.kill()
        writer.wait()
        Path("mine.py").unlink()


@pytest.mark.parametrize(
    "name",
    ["new\nline.py", "\x1b[2J\x07.py", "\udcff\udcfe.py", "a b;$(touch x).py", "%s%n{0}.py", "..py", "名.py", "~.py"],
    ids=ascii,
)
def test_a_strange_name_is_judged_and_shown_safely(name: str, judge: Judge, folder: Path) -> None:
    Path(name).write_text("def add(a, b):\n    return 0\n")
    ran = judge("submit", "addition", name, "--format", "json")
    assert ran.code == 1
    assert ran.out.isascii()
    shown = judge("history", "1").out
    assert re.match(r"#1 addition  \S.*\.py  \d.* process\n", shown)
    assert not any(ord(char) < 32 and char != "\n" for char in shown)
    assert not Path("x").exists()


@pytest.mark.parametrize("name", ["--help.py", "--format", "-x.py", "-"])
def test_a_name_that_looks_like_an_option_is_a_file_behind_two_dashes(name: str, judge: Judge, folder: Path) -> None:
    Path(name).write_text(RIGHT)
    assert judge("submit", "addition", "--", name).code == 0


BAD_IDS = [
    "../outside",
    "problems/addition",
    "/etc/passwd",
    "addition/../../outside",
    "./addition",
    "addi\ntion",
    "\x1b[2J",
    "",
    " ",
    ".",
    "..",
    "x" * 300,
    "x" * 100_000,
    "a\0b",
    "../outside/a\0b.py",
    "\udcff",
    "*",
    "ADDITIONS",
    "%00",
]
COMMANDS = [
    ("show",),
    ("start",),
    ("open",),
    ("hint",),
    ("reset",),
    ("test",),
    ("submit",),
    ("stress",),
    ("verify",),
    ("history",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_id_that_is_a_path_or_no_id_at_all_is_refused(
    command: tuple[str, ...], judge: Judge, folder: Path, outside: Path
) -> None:
    before = tree(folder)
    for name in BAD_IDS:
        ran = judge(*command, "--", name)
        assert ran.code == 2, (name, ran)
        assert "Error" in ran.err
        assert "Traceback" not in ran.err
        assert not any(ord(char) < 32 and char != "\n" for char in ran.err), name
        assert len(ran.err) < 10_000
    assert tree(folder) == before


@pytest.mark.parametrize("name", BAD_IDS, ids=lambda name: ascii(name[:12]))
def test_a_new_problem_is_made_under_an_id_and_nowhere_else(
    name: str, judge: Judge, folder: Path, outside: Path
) -> None:
    before = tree(folder)
    assert_refused(judge("new", "--", name), "is not a valid problem id")
    assert tree(folder) == before


@pytest.mark.parametrize("place", ["/etc/passwd", "/dev/null", "nowhere", "a\nb", "../outside/addition.py"])
def test_problems_that_are_asked_for_where_there_is_no_folder(
    place: str, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUDGE_PROBLEMS", place)
    for command in (["list"], ["show", "addition"], ["submit", "addition"]):
        ran = Ran(*_program(command))
        assert_refused(ran, "is not a folder")


def test_problems_that_are_asked_for_in_a_fifo(judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo("pipe")
    monkeypatch.setenv("JUDGE_PROBLEMS", "pipe")
    assert_refused(Ran(*_program(["list"])), "is not a folder")


@pytest.mark.parametrize("place", ["/", "/proc", "/dev", "../outside"])
def test_problems_that_are_asked_for_in_a_folder_without_any(
    place: str, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("JUDGE_PROBLEMS", place)
    assert_refused(Ran(*_program(["list"])), "no problems found")


def _program(arguments: list[str]) -> tuple[int, str, str]:
    """In a process of its own, which can be ended where it hangs."""
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "judge", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=30,
        check=False,
    )
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


FILES = {"problem.toml": ["list"], "statement.md": ["show", "addition"], "stub.py": ["start", "addition"]}
FILES |= {"editorial.md": ["hint", "addition"]}


@pytest.mark.parametrize("how", ["fifo", "sparse", "device", "link out", "link to itself", "folder", "socket"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_problem_that_is_no_plain_file_is_the_problems_fault(
    name: str, how: str, folder: Path, outside: Path
) -> None:
    path = folder / "problems" / "addition" / name
    path.unlink()
    match how:
        case "fifo":
            os.mkfifo(path)
        case "sparse":
            path.touch()
            os.truncate(path, 1 << 30)
        case "device":
            path.symlink_to("/dev/zero")
        case "link out":
            path.symlink_to(outside / "addition.py")
        case "link to itself":
            path.symlink_to(path.name)
        case "folder":
            path.mkdir()
        case "socket":
            with socket.socket(socket.AF_UNIX) as server:
                os.chdir(path.parent)
                server.bind(name)
                os.chdir(folder)
    ran = Ran(*_program(FILES[name]))
    gone = name == "problem.toml" and how == "link to itself"  # as if there were none
    assert_refused(ran, "no problems found" if gone else name, codes=(2,) if gone else (3,))
    assert "precious" not in ran.out + ran.err
    assert not (folder / "solutions").exists()


@pytest.mark.parametrize("what", ["tests", "tests/test_sample.py", "tests/reference.py"])
def test_tests_that_are_a_link_out_of_the_problem_are_not_read(
    what: str, judge: Judge, folder: Path, outside: Path
) -> None:
    path = folder / "problems" / "addition" / what
    if what == "tests":
        (path / "test_sample.py").unlink()
        path.rmdir()
        path.symlink_to(outside)
    else:
        path.unlink(missing_ok=True)
        path.symlink_to(outside / "addition.py")
    Path("mine.py").write_text(RIGHT)
    assert_refused(judge("submit", "addition", "mine.py"), "links to a place outside the problem folder", codes=(3,))
    assert "Nothing submitted yet" in judge("history").out


def test_a_link_inside_a_problem_is_followed(judge: Judge, folder: Path) -> None:
    (folder / "problems" / "addition" / "tests" / "test_more.py").symlink_to("test_sample.py")
    Path("mine.py").write_text(RIGHT)
    assert "2 of 2" in judge("submit", "addition", "mine.py").out


def test_a_problem_that_is_a_link_itself_is_read(judge: Judge, folder: Path) -> None:
    (folder / "problems" / "addition").rename(folder / "elsewhere")
    (folder / "problems" / "addition").symlink_to(folder / "elsewhere")
    assert judge("show", "addition").out == "Add.\n"


@pytest.mark.parametrize("command", ["start", "reset"])
def test_nothing_is_written_through_a_solutions_folder_that_is_a_link(
    command: str, judge: Judge, folder: Path, outside: Path
) -> None:
    Path("solutions").symlink_to(outside)
    assert_refused(judge(command, "addition"), "nothing is written through links")


def test_start_leaves_a_link_in_the_place_of_the_file_as_it_is(judge: Judge, folder: Path, outside: Path) -> None:
    for target in (outside / "addition.py", outside / "not_there.py"):
        Path("solutions").mkdir(exist_ok=True)
        Path("solutions/addition.py").unlink(missing_ok=True)
        Path("solutions/addition.py").symlink_to(target)
        assert "left as it is" in judge("start", "addition").out


@pytest.mark.parametrize("how", ["link", "dangling", "fifo", "folder"])
def test_reset_refuses_what_is_no_plain_file(how: str, judge: Judge, folder: Path, outside: Path) -> None:
    path = Path("solutions/addition.py")
    path.parent.mkdir()
    match how:
        case "link":
            path.symlink_to(outside / "addition.py")
        case "dangling":
            path.symlink_to(outside / "not_there.py")
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
    assert_refused(judge("reset", "addition"), "solutions/addition.py is a")
    assert os.path.lexists(path)
    assert "Nothing submitted yet" in judge("history").out


def test_reset_does_not_write_through_a_link_in_the_place_of_its_temporary_file(
    judge: Judge, folder: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("solutions").mkdir()
    Path("solutions/addition.py").write_text("mine = 1\n")
    Path("solutions/.addition.py.guessed").symlink_to(outside / "addition.py")
    with monkeypatch.context() as patched:
        patched.setattr(disk, "_draft_of", lambda path: path.with_name(f".{path.name}.guessed"))
        ran = judge("reset", "addition")
    assert "bug in judge" not in ran.err
    assert Path("solutions/addition.py").read_text() == "mine = 1\n"
    assert judge("reset", "addition").code == 0


@pytest.mark.parametrize("home", ["/dev/null", "/proc/nowhere", "/etc/passwd", "fifo", "file/below"])
def test_a_home_where_no_records_can_be_is_said_and_nothing_is_begun(
    home: str, judge: Judge, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo("fifo")
    Path("file").write_text("")
    monkeypatch.setenv("JUDGE_HOME", home)
    for command in (["status"], ["start", "addition"], ["history"]):
        ran = Ran(*_program(command))
        assert_refused(ran, "Set JUDGE_HOME to a folder", codes=(2, 70))
    assert not Path("solutions").exists()


@pytest.mark.parametrize("how", ["fifo", "folder", "link to itself", "device"])
def test_records_that_are_no_plain_file_are_said(how: str, judge: Judge, folder: Path) -> None:
    path = folder.parent / "home" / "records.sqlite3"
    path.parent.mkdir()
    match how:
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "link to itself":
            path.symlink_to(path)
        case "device":
            path.symlink_to("/dev/zero")
    assert_refused(Ran(*_program(["history"])), "records.sqlite3", codes=(2, 70))
