"""The problems that ship are good by our own measure: every submission of theirs gets the verdict of its folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from judge.problem import Runtime, load
from judge.sandboxes import Sandbox
from judge.verify import Severity, check_shape, plan, run

PROBLEMS = sorted(path.parent for path in (Path(__file__).parent.parent / "problems").glob("*/problem.toml"))


@pytest.mark.slow
@pytest.mark.docker
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", PROBLEMS, ids=lambda folder: folder.name)
def test_a_problem_that_ships_verifies(folder: Path, docker: Callable[[Runtime], Sandbox]) -> None:
    problem = load(folder)
    findings = check_shape(folder)
    for tried in run(problem, plan(problem), docker(problem.runtime), jobs=2):
        findings += tried.findings
    assert [f"{found.where}: {found.what}" for found in findings if found.severity is Severity.ERROR] == []
