"""A fresh clone: its solutions are accepted, practicing never overwrites them, and the session of the README is real."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

import pytest

import judge as package
from judge.problem import Runtime
from judge.sandboxes import Sandbox
from tests.support.git_repositories import git

ROOT = Path(package.__file__).resolve().parents[1]
FIRST = {"longest_substring", "number_of_islands", "matrix_multiply", "multi_head_attention", "layer_norm", "clip"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The committed files of this checkout, without your own solutions and edits."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    folder = tmp_path / "clone"
    git(ROOT, "checkout-index", "--all", f"--prefix={folder}/")
    return folder


def run(clone: Path, *arguments: str | Path, below: str = "", home: str = "home") -> subprocess.CompletedProcess[str]:
    """Run the clone's own judge in a folder of the clone, with its own records."""
    chosen = ("JUDGE_HOME", "JUDGE_PROBLEMS", "JUDGE_SANDBOX", "COLUMNS")
    environment = {name: value for name, value in os.environ.items() if name not in chosen}
    environment |= {"PYTHONPATH": str(clone), "JUDGE_HOME": str(clone.parent / home)}
    command = [sys.executable, "-P", "-m", "judge", *arguments]
    return subprocess.run(
        command, cwd=clone / below, env=environment, capture_output=True, text=True, check=False, timeout=240
    )


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.docker
def test_the_solutions_in_a_clone_are_accepted(
    clone: Path, docker: Callable[[Runtime], Sandbox], tmp_path: Path
) -> None:
    for runtime in Runtime:
        docker(runtime)
    report = tmp_path / "grades.json"
    graded = run(clone, "grade", "solutions", "--format", "terminal", "--format", f"json={report}")
    assert graded.returncode == 0, graded.stdout + graded.stderr
    verdicts = {one["problem"]: one["verdict"] for one in json.loads(report.read_bytes())["solutions"]}
    assert verdicts == dict.fromkeys(FIRST, "AC")


@pytest.mark.parametrize("below", ["", "docs"])
def test_start_keeps_an_existing_solution_and_says_so(clone: Path, below: str) -> None:
    solution = clone / "solutions" / "layer_norm.py"
    solution.write_bytes(b"# mine, half done\r\n\xff")
    before = files_in(solution.parent)
    started = run(clone, "start", "layer_norm", below=below)
    assert started.returncode == 0, started.stderr
    assert "solutions/layer_norm.py already exists and was left as it is." in started.stdout
    assert files_in(solution.parent) == before


@pytest.mark.parametrize("below", ["", "docs"])
def test_start_writes_a_new_problem_next_to_them(clone: Path, below: str) -> None:
    before = files_in(clone / "solutions")
    started = run(clone, "start", "softmax", below=below)
    assert "solutions/softmax.py is ready" in started.stdout
    stub = (clone / "problems" / "softmax" / "stub.py").read_bytes()
    assert files_in(clone / "solutions") == before | {"softmax.py": stub}


def test_start_next_picks_a_problem_without_a_solution_there(clone: Path) -> None:
    before = files_in(clone / "solutions")
    assert run(clone, "status").stdout.split()[:3] == ["Solved", "0", "of"]
    started = run(clone, "start", "--next")
    assert started.returncode == 0, started.stderr
    after = files_in(clone / "solutions")
    (added,) = after.keys() - before.keys()
    assert f"solutions/{added} is ready" in started.stdout
    assert {name: after[name] for name in before} == before


def test_reset_restores_the_stub_and_history_returns_the_file(clone: Path) -> None:
    solution = clone / "solutions" / "clip.py"
    before = solution.read_text()
    assert run(clone, "reset", "clip").returncode == 0
    assert solution.read_text() == (clone / "problems" / "clip" / "stub.py").read_text()
    assert run(clone, "history", "1", "--source").stdout == before


def blocks_of(document: str, heading: str) -> Iterator[tuple[str, str]]:
    """The blocks below a heading, in order: ("python" or "diff", its text), or (a command, its output)."""
    text = (ROOT / document).read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    for block in re.finditer(r"^```(\w+)\n([\s\S]*?)^```$|^    \$ (.*)\n((?:    .*\n|\n)*)", text, re.MULTILINE):
        language, code, command, output = block.groups()
        yield (language, code) if language else (command, textwrap.dedent(output).strip("\n") + "\n")


def without_measurements(output: str) -> str:
    """An output with `T` for its times and `M` for its memory; limits, which follow `of`, stay."""
    return re.sub(r"(?<!of )\b[\d.]+ MB", "M", re.sub(r"(?<!of )\b[\d.]+ m?s\b", "T", output))


def check_output(command: str, documented: str, actual: str) -> None:
    """Fail if a documented output, in which `...` stands for anything, is not the actual one."""
    expected, shown = without_measurements(documented), without_measurements(actual)
    assert OutputChecker().check_output(expected, shown, ELLIPSIS), f"{command} now prints:\n{actual}"


def patched(source: str, diff: str) -> str:
    """A source with the `-` lines of a diff replaced by its `+` lines."""
    old, new = ("".join(line[1:] for line in diff.splitlines(keepends=True) if line[0] == sign) for sign in "-+")
    assert source.count(old) == 1
    return source.replace(old, new)


def play_session(clone: Path, home: str) -> list[tuple[str, str, subprocess.CompletedProcess[str]]]:
    """Do what the README's session shows: its commands, each with the documented output and what it really does.

    Nothing if a test ran out of wall time, because the machine is busy.
    """
    file = clone / "solutions" / "scaled_dot_product.py"
    file.unlink(missing_ok=True)
    played = []
    for kind, text in blocks_of("README.md", "A session"):
        if kind == "python":
            assert file.read_bytes() == (clone / "problems" / file.stem / "stub.py").read_bytes()
            file.write_text(text)
        elif kind == "diff":
            file.write_text(patched(file.read_text(), text))
        else:
            program, *arguments = kind.split()
            assert program == "judge"
            ran = run(clone, *arguments, home=home)
            if "no answer within" in ran.stdout:
                return []
            played.append((kind, text, ran))
    return played


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(900)
def test_the_session_in_the_readme_is_real(clone: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    docker(Runtime.TORCH)
    played = play_session(clone, "first") or play_session(clone, "second")
    assert played, "a solution ran out of wall time, twice"
    for command, output, ran in played:
        check_output(command, output, ran.stderr + ran.stdout)
    words = [(command.split()[1], ran.returncode) for command, _, ran in played]
    assert words == [("start", 0), ("submit", 1), ("submit", 0)]


@pytest.mark.slow
@pytest.mark.docker
def test_the_documented_stress_run_is_real(clone: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    docker(Runtime.PYTHON)
    wrong = clone / "problems/number_of_islands/submissions/wrong_answer/corners_count_as_touching.py"
    (clone / "solutions" / "number_of_islands.py").write_bytes(wrong.read_bytes())
    ((command, output),) = blocks_of("docs/solve.md", "Commands")
    ran = run(clone, *command.split()[1:])
    check_output(command, output, ran.stderr + ran.stdout)
    assert ran.returncode == 1
