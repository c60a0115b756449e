"""The problems that ship are good by our own measure: every submission of theirs gets the verdict of its folder.

All of them take long, so that a run takes those that the last commit or the working tree has changed, and a sample that
goes round with the commits. JUDGE_ALL_PROBLEMS=1 takes all, as `judge verify` does.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.problem import Runtime, load
from judge.sandboxes import Sandbox
from judge.verify import Severity, check_shape, plan, run

ROOT = Path(__file__).parent.parent
PROBLEMS = sorted(path.parent for path in (ROOT / "problems").glob("*/problem.toml"))
SAMPLE = 3


def git(*arguments: str) -> str:
    """What git says; nothing where it cannot, as in an archive."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


def chosen() -> list[Path]:
    if os.environ.get("JUDGE_ALL_PROBLEMS") == "1":
        return PROBLEMS
    changed = git("diff", "--name-only", "HEAD~1", "--", "problems") + git("status", "--porcelain", "--", "problems")
    start = int(git("rev-parse", "HEAD").strip() or "0", 16) % len(PROBLEMS)
    sample = {PROBLEMS[(start + step) % len(PROBLEMS)] for step in range(SAMPLE)}
    return [folder for folder in PROBLEMS if folder in sample or f"problems/{folder.name}/" in changed]


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda folder: folder.name)
def test_a_problem_that_ships_has_a_good_shape(folder: Path) -> None:
    assert [f"{found.where}: {found.what}" for found in check_shape(folder)] == []


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", chosen(), ids=lambda folder: folder.name)
def test_a_problem_that_ships_verifies(folder: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    problem = load(folder)
    findings = []
    for tried in run(problem, plan(problem), docker(problem.runtime), jobs=2):
        findings += tried.findings
    assert [f"{found.where}: {found.what}" for found in findings if found.severity is Severity.ERROR] == []
