"""The problems that come with judge pass `judge verify`, and their tests kill mutants and saboteurs.

Doing all of that takes long. A run checks the problems that the last commit or the working tree changed, a sample of the
others that rotates with the commits, and a sample of their mutants. JUDGE_ALL_PROBLEMS=1 checks all problems, and
`judge verify --mutants` all mutants.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.problem import Runtime, load
from judge.sandboxes import Sandbox
from judge.verify import Severity, check_folder, equivalents, mutation_run, plan, promises, run, saboteurs
from judge.verify.folder_check import accepted
from judge.verify.mutants import mutants_of

ROOT = Path(__file__).parents[2]
PROBLEMS = sorted(path.parent for path in (ROOT / "problems").glob("*/problem.toml"))
SAMPLE = 3
MUTANTS = 30


def git(*arguments: str) -> str:
    """The output of git; empty if it fails, as in an archive."""
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout


def commit() -> int:
    """The current commit as a number, which selects the sample."""
    return int(git("rev-parse", "HEAD").strip() or "0", 16)


def chosen() -> list[Path]:
    if os.environ.get("JUDGE_ALL_PROBLEMS") == "1":
        return PROBLEMS
    changed = git("diff", "--name-only", "HEAD~1", "--", "problems") + git("status", "--porcelain", "--", "problems")
    sample = {PROBLEMS[(commit() + step) % len(PROBLEMS)] for step in range(SAMPLE)}
    return [folder for folder in PROBLEMS if folder in sample or f"problems/{folder.name}/" in changed]


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda folder: folder.name)
def test_the_folder_of_a_problem_is_complete(folder: Path) -> None:
    assert [f"{found.where}: {found.what}" for found in check_folder(folder)] == []


@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda folder: folder.name)
def test_a_problem_says_which_tests_hold_a_solution_to_its_statement(folder: Path) -> None:
    assert promises.read(folder)
    assert list(promises.promises(folder)) == []


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", chosen(), ids=lambda folder: folder.name)
def test_a_problem_passes_judge_verify(folder: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    problem = load(folder)
    findings = []
    for judged in run(problem, plan(problem), docker(problem.runtime), jobs=2):
        findings += judged.findings
    assert [f"{found.where}: {found.what}" for found in findings if found.severity is Severity.ERROR] == []


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", chosen(), ids=lambda folder: folder.name)
def test_the_tests_of_a_problem_kill_its_mutants(folder: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    problem, listed = load(folder), equivalents.read(folder)
    sources = ((f"accepted/{path.name}", path.read_bytes()) for path in accepted(folder))
    mutants = mutants_of(sources, torch=problem.runtime is Runtime.TORCH)
    step = -(-len(mutants) // MUTANTS)
    sample = mutants[commit() % step :: step]
    fates = tuple(mutation_run.run(problem, sample, listed, docker(problem.runtime), jobs=2, known={}))
    strength = mutation_run.Strength(problem.id, fates)
    assert [f"{fate.mutant.of}: {fate.mutant.before} -> {fate.mutant.after}" for fate in strength.survivors] == []
    assert [fate.mutant.after for fate in fates if fate.equivalent and fate.killed] == []


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", chosen(), ids=lambda folder: folder.name)
def test_the_tests_of_a_problem_kill_its_saboteurs(folder: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    problem, why = load(folder), saboteurs.reasons(folder)
    source = accepted(folder)[0].read_bytes()
    results = list(saboteurs.run(problem, source, why, docker(problem.runtime), jobs=2))
    assert [f"{found.where} {found.what}" for found in saboteurs.findings(results)] == []
