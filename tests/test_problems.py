"""The problems that ship are good by our own measure: every submission of theirs gets the verdict of its folder, and
their tests kill every mutant of what they accept.

All of that takes long, so that a run takes the problems that the last commit or the working tree has changed, and a
sample that goes round with the commits; of their mutants a sample too. JUDGE_ALL_PROBLEMS=1 takes all problems, as
`judge verify` does, and `judge verify --mutants` takes all mutants.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.problem import Runtime, load
from judge.sandboxes import Sandbox
from judge.verify import Severity, check_shape, equivalents, killing, plan, run
from judge.verify.mutants import of_folder
from judge.verify.shape import submissions

ROOT = Path(__file__).parent.parent
PROBLEMS = sorted(path.parent for path in (ROOT / "problems").glob("*/problem.toml"))
SAMPLE = 3
MUTANTS = 30


def git(*arguments: str) -> str:
    """What git says; nothing where it cannot, as in an archive."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


def commit() -> int:
    """The number by which a sample goes round."""
    return int(git("rev-parse", "HEAD").strip() or "0", 16)


def chosen() -> list[Path]:
    if os.environ.get("JUDGE_ALL_PROBLEMS") == "1":
        return PROBLEMS
    changed = git("diff", "--name-only", "HEAD~1", "--", "problems") + git("status", "--porcelain", "--", "problems")
    sample = {PROBLEMS[(commit() + step) % len(PROBLEMS)] for step in range(SAMPLE)}
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


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(300)
@pytest.mark.parametrize("folder", chosen(), ids=lambda folder: folder.name)
def test_the_tests_of_a_problem_that_ships_kill_its_mutants(folder: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    problem, listed = load(folder), equivalents.read(folder)
    accepted = [path for path in submissions(folder) if path.parent.name == "accepted"]
    sources = ((f"accepted/{path.name}", path.read_bytes()) for path in accepted)
    mutants = of_folder(sources, torch=problem.runtime is Runtime.TORCH)
    step = -(-len(mutants) // MUTANTS)
    sample = mutants[commit() % step :: step]
    fates = tuple(killing.run(problem, sample, listed, docker(problem.runtime), jobs=2, known={}))
    strength = killing.Strength(problem.id, fates)
    assert [f"{fate.mutant.of}: {fate.mutant.before} -> {fate.mutant.after}" for fate in strength.survivors] == []
    assert [fate.mutant.after for fate in fates if fate.equivalent and fate.killed] == []
