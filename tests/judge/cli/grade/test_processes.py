"""`judge grade` as a process of its own, in a folder that is a stranger's: what lies there is not run, and a kill loses nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

import judge as package
from tests.support.git_repositories import commit, git, write
from tests.support.small_problems import RIGHT, WRONG, Judge

ROOT = Path(package.__file__).resolve().parents[1]
SLEEPS = "import time\ndef add(a, b):\n    time.sleep(0.1)\n    return a + b\n"
SAFE = [sys.executable, "-P", "-m", "judge"]


@pytest.fixture
def branch(folder: Path) -> Path:
    """main has problems; the branch `mine` adds bob's solution."""
    git(folder, "init")
    write(folder / ".gitignore", "home/\n__pycache__\n")
    commit(folder)
    git(folder, "checkout", "-b", "mine")
    write(folder / "solutions/bob/addition.py", RIGHT)
    commit(folder)
    return folder


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


# Files that something runs where it finds them

TRAPS = {
    "click.py": [sys.executable, "-c", "import click"],
    "docker.py": [sys.executable, "-c", "import docker"],
    "json.py": [sys.executable, "-c", "import json"],
    "tabulate.py": [sys.executable, "-c", "import tabulate"],
    "msgpack/__init__.py": [sys.executable, "-c", "import msgpack"],
    "sandbox/__init__.py": [sys.executable, "-c", "import sandbox"],
    "judge/__init__.py": [sys.executable, "-m", "judge", "list"],
    "usercustomize.py": [sys.executable, "-c", "import usercustomize"],
    "sitecustomize.py": ["env", "PYTHONPATH=.", sys.executable, "-c", ""],
    "conftest.py": [sys.executable, "-m", "pytest", "-q", "--co", "solutions"],
    "solutions/conftest.py": [sys.executable, "-m", "pytest", "-q", "--co", "solutions"],
    "solutions/bob/conftest.py": [sys.executable, "-m", "pytest", "-q", "--co", "solutions/bob"],
    "bin/git": ["git", "status"],
    "bin/docker": ["docker", "version"],
}
"""What a branch may bring along, and a command that runs it."""


def test_files_that_are_run_where_they_are_found_are_not_run_by_judge(branch: Path) -> None:
    """Each is first seen to be run by its command, alone; then all of them lie there."""
    mark = branch / "home/ran"
    mark.parent.mkdir()
    path = f"bin:.:{os.environ['PATH']}"
    naive = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"PATH": path}

    def set_up(name: str) -> Path:
        python = f"open({str(mark)!r}, 'w').write({name!r})\n"
        shell = f"#!/bin/sh\necho {name} > {mark}\n"
        trap = write(branch / name, shell if name.startswith("bin/") else python)
        trap.chmod(0o755)
        return trap

    for name, command in TRAPS.items():
        trap = set_up(name)
        subprocess.run(command, cwd=branch, env=naive, check=False, capture_output=True, timeout=60)
        assert mark.exists(), f"{name} does not work at all"
        mark.unlink()
        trap.unlink()
    for name in TRAPS:
        set_up(name)
    commit(branch)
    command = [*SAFE, "grade", "--base", "main", "--problems-from", "main"]
    done = subprocess.run(
        command, cwd=branch, env=environment(PATH=path), check=False, capture_output=True, text=True, timeout=60
    )
    assert not mark.exists(), mark.read_text()
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ bob/addition  AC" in done.stdout
    assert "conftest.py" in done.stdout


def test_a_pyproject_of_the_branch_configures_nothing(branch: Path) -> None:
    """pytest, which runs the tests of a problem, reads it where it is started."""
    mark = branch / "home/ran"
    mark.parent.mkdir()
    write(branch / "evil.py", f"open({str(mark)!r}, 'w').close()\n")
    for name, text in {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p evil"\npythonpath = "."\n',
        "pytest.ini": "[pytest]\naddopts = -p evil\npythonpath = .\n",
        "solutions/bob/pytest.ini": "[pytest]\naddopts = -p evil\n",
    }.items():
        write(branch / name, text)
    commit(branch)
    subprocess.run([sys.executable, "-m", "pytest"], cwd=branch, check=False, capture_output=True, timeout=60)
    assert mark.exists()
    mark.unlink()
    done = subprocess.run(
        [*SAFE, "grade"], cwd=branch, env=environment(), check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert not mark.exists()


def test_python_m_judge_does_not_load_what_lies_in_the_folder(branch: Path) -> None:
    """Where the branch has no folder called judge; a folder of that name is run in our place, and only -P helps."""
    mark = branch / "home/ran"
    mark.parent.mkdir()
    write(branch / "click.py", f"open({str(mark)!r}, 'w').close()\n")
    done = subprocess.run(
        [sys.executable, "-m", "judge", "grade"],
        cwd=branch,
        env=environment(),
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert not mark.exists()


# A kill in the middle


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.mark.parametrize("damage", [False, True])
def test_after_a_kill_only_what_is_left_is_judged(judge: Judge, branch: Path, damage: bool) -> None:
    total = 5
    for number in range(total):
        write(branch / f"solutions/author{number}/addition.py", WRONG if number == 4 else SLEEPS)
    write(branch / "solutions/bob/addition.py", SLEEPS)
    state = branch / "home/state.jsonl"
    command = ["grade", "--jobs", "2", "--state", str(state)]
    process = subprocess.Popen(
        [*SAFE, *command], cwd=branch, env=environment(), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    shown = [process.stdout.readline() for _ in range(2)]
    process.send_signal(signal.SIGKILL)
    shown += process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    assert process.returncode == -signal.SIGKILL
    before = lines(state)
    verdicts = [line for line in shown if re.match("[✓✗] ", line)]
    assert 2 <= len(verdicts) <= before < total + 1, "what was shown was on disk before"
    if damage:  # as when the power fails while a line is written
        data = state.read_bytes()
        state.write_bytes(data[: len(data) - 40])
        before -= 1
    ran = judge(*command, "--resume", "--format", "json")
    assert ran.code == 1
    assert f"{before} of {total + 1} results reused from an earlier run" in ran.err
    told = json.loads(ran.out)
    assert [one["verdict"] for one in told["solutions"]].count("AC") == total
    assert lines(state) == total + 1
    marks = [json.loads(line.partition(" ")[2])["mark"] for line in state.read_text().splitlines()]
    assert len(set(marks)) == total + 1


def test_an_interrupt_says_how_to_continue(branch: Path) -> None:
    for number in range(6):
        write(branch / f"solutions/author{number}/addition.py", SLEEPS)
    process = subprocess.Popen(
        [*SAFE, "grade", "--jobs", "1"],
        cwd=branch, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert re.search(r"\d of 7 results stored. To continue, run the same command with --resume", err)


# On a terminal


def test_a_terminal_shows_what_runs_and_how_much_is_done(branch: Path) -> None:
    for number in range(2):
        write(branch / f"solutions/author{number}/addition.py", SLEEPS)
    screen = pexpect.spawn(
        SAFE[0], [*SAFE[1:], "grade", "--jobs", "1"],
        cwd=str(branch), env=environment(TERM="xterm", NO_COLOR="1"), encoding="utf-8", timeout=60, dimensions=(24, 100),
    )  # fmt: skip
    screen.expect_exact("0 of 3")
    screen.expect_exact("author0/addition")
    screen.expect(r"✓ author0/addition  AC")
    screen.expect_exact("1 of 3")
    screen.expect_exact("author1/addition")
    screen.expect_exact("3 of 3 solutions accepted")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 0


def test_without_a_terminal_lines_come_as_they_are_ready_and_nothing_is_drawn_over(branch: Path) -> None:
    write(branch / "solutions/author0/addition.py", SLEEPS)
    process = subprocess.Popen(
        [*SAFE, "grade", "--jobs", "1"], cwd=branch, env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    came = time.monotonic()
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    assert re.match("✓ (author0|bob)/addition  AC", first)
    assert time.monotonic() > came
    assert "\r" not in first + rest
    assert "\x1b" not in first + rest
