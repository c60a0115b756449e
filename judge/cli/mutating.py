"""`judge verify --mutants`: how strong the tests of problems are."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

import click

from judge.cli.context import Context
from judge.cli.display import screen_of
from judge.errors import ExitCode, UsageError
from judge.problem import Problem, Runtime
from judge.render.screen import Screen
from judge.render.strength import fate_lines, strength_line, strengths_json, table
from judge.render.verification import finding_lines
from judge.sandboxes import Sandbox
from judge.verify import Finding, equivalents, killing
from judge.verify.shape import submissions
from judge.verify.trials import source_of

try:
    from judge.verify.mutants import Mutant, of_folder
except ImportError as missing:
    raise UsageError(
        f"judge verify --mutants needs a package that is not installed: {missing.name}",
        "Type: pip install 'interview-judge[mutants]'",
    ) from None

_SAY_S = 1.0
"""Between two lines of progress, where the terminal can rewrite a line."""


def verify_mutants(
    context: Context, problems: Sequence[Problem], sandbox_for: Callable[[Runtime], Sandbox], jobs: int, style: str
) -> int:
    """Judge all mutants of `problems`, say which survive, and give the exit code."""
    screen = screen_of(sys.stdout if style == "terminal" else sys.stderr)
    strengths, wrong = [], False
    for problem in problems:
        run = _Run(context, problem, sandbox_for(problem.runtime), screen)
        strength, findings = run.judge(jobs)
        strengths.append(strength)
        wrong = wrong or bool(findings)
        if style == "terminal":
            _show(strength, findings, screen)
    if style == "json":
        click.echo(strengths_json(strengths))
    elif style == "markdown":
        click.echo(table(strengths, "github"))
    elif len(strengths) > 1:
        click.echo(f"\n{table(strengths)}")
    return ExitCode.PROBLEM if wrong else ExitCode.ACCEPTED


class _Run:
    """All mutants of one problem."""

    def __init__(self, context: Context, problem: Problem, sandbox: Sandbox, screen: Screen) -> None:
        self._problem = problem
        self._sandbox = sandbox
        self._screen = screen
        self._known = killing.Known(context.home / "mutants", problem, sandbox)
        self._said_at = 0.0

    def judge(self, jobs: int) -> tuple[killing.Strength, list[Finding]]:
        """The strength of the tests, and what is wrong. Raises ProblemError."""
        killing.refuse_what_is_not_accepted(self._problem, self._accepted(), self._sandbox)
        mutants, listed = self._mutants(), equivalents.read(self._problem.folder)
        known = self._known.read()
        fates: dict[str, killing.Fate] = {}
        for fate in killing.run(self._problem, mutants, listed, self._sandbox, jobs, known):
            if fate.mutant.key not in known:
                self._known.add(fate)
            fates[fate.mutant.key] = fate
            self._progress(len(fates), len(mutants))
        self._progress(0, 0)
        strength = killing.Strength(self._problem.id, tuple(fates[mutant.key] for mutant in mutants))
        return strength, list(killing.findings(strength, listed))

    def _accepted(self) -> list[tuple[str, bytes]]:
        paths = [path for path in submissions(self._problem.folder) if path.parent.name == "accepted"]
        return [(f"accepted/{path.name}", source_of(path)) for path in paths]

    def _mutants(self) -> list[Mutant]:
        return of_folder(self._accepted(), torch=self._problem.runtime is Runtime.TORCH)

    def _progress(self, done: int, total: int) -> None:
        if not self._screen.live:
            return
        if total and done < total and time.monotonic() - self._said_at < _SAY_S:
            return
        self._said_at = time.monotonic()
        words = f"{self._problem.id}: {done} of {total} mutants" if total else ""
        click.echo(f"\r\x1b[K{self._screen.paint(words, 'dim')}", nl=False, err=True)


def _show(strength: killing.Strength, findings: Sequence[Finding], screen: Screen) -> None:
    for fate in strength.survivors:
        for line in fate_lines(fate, screen):
            click.echo(line, color=screen.color)
    survived = {f"{fate.mutant.of}:{fate.mutant.line}" for fate in strength.survivors}
    for finding in findings:
        if finding.where not in survived:
            for line in finding_lines(finding, screen):
                click.echo(line, color=screen.color)
    click.echo(strength_line(strength, screen), color=screen.color)
