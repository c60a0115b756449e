"""`judge verify --saboteurs`: whether tests notice solutions that depend on what they must not depend on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

from judge.cli.display import screen_of
from judge.errors import ExitCode, ProblemError
from judge.problem import Problem, Runtime
from judge.render.verify.json import resistances_json
from judge.render.verify.markdown import resistances_markdown
from judge.render.verify.terminal import finding_lines, resistance_line, resistance_table
from judge.sandboxes import Sandbox
from judge.verify import saboteurs
from judge.verify.examples import source_of
from judge.verify.folder_check import accepted
from judge.verify.mutation_run import require_accepted
from judge.verify.saboteurs import Resistance


def verify_saboteurs(
    problems: Sequence[Problem], sandbox_for: Callable[[Runtime], Sandbox], jobs: int, style: str
) -> int:
    """Judge all saboteurs of `problems`, print those that survive, and return the exit code."""
    screen = screen_of(sys.stdout)
    resistances, wrong = [], False
    for problem in problems:
        resistance = _resistance(problem, sandbox_for(problem.runtime), jobs)
        resistances.append(resistance)
        findings = list(saboteurs.findings(resistance.results))
        wrong = wrong or bool(findings)
        if style == "terminal":
            for finding in findings:
                for line in finding_lines(finding, screen):
                    click.echo(line, color=screen.color)
            click.echo(resistance_line(resistance, screen), color=screen.color)
    if style == "json":
        click.echo(resistances_json(resistances))
    elif style == "markdown":
        click.echo(resistances_markdown(resistances))
    elif len(resistances) > 1:
        click.echo(f"\n{resistance_table(resistances)}")
    return ExitCode.PROBLEM if wrong else ExitCode.ACCEPTED


def _resistance(problem: Problem, sandbox: Sandbox, jobs: int) -> Resistance:
    """Raises ProblemError."""
    paths = accepted(problem.folder)
    if not paths:
        raise ProblemError(f"{problem.id} has no accepted submission to sabotage", "Add one to submissions/accepted/.")
    source = source_of(paths[0])
    require_accepted(problem, [(f"accepted/{paths[0].name}", source)], sandbox)
    found = saboteurs.run(problem, source, saboteurs.reasons(problem.folder), sandbox, jobs)
    by_name = {one.saboteur: one for one in found}
    return Resistance(problem.id, tuple(by_name[name] for name in saboteurs.saboteurs_of(problem)))
