"""`judge verify --mutants`: how strong the tests of problems are, measured by mistakes that they notice."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

import click

from judge.cli.context import Context
from judge.cli.display import screen_of
from judge.errors import ExitCode, UsageError
from judge.problem import Problem, Runtime
from judge.render.shared.screen import Screen
from judge.render.verify.json import strengths_json
from judge.render.verify.markdown import strengths_markdown
from judge.render.verify.terminal import fate_lines, finding_lines, strength_line, strength_table
from judge.sandboxes import Sandbox
from judge.verify import Finding, equivalents, mutation_run
from judge.verify.examples import source_of
from judge.verify.folder_check import accepted

try:
    from judge.verify.mutants import Mutant, mutants_of
except ImportError as missing:
    raise UsageError(
        f"`judge verify --mutants` needs {missing.name}, which is not installed",
        "Run: pip install 'interview-judge[mutants]'",
    ) from None

_PROGRESS_S = 1.0
"""Seconds between two lines of progress, where the terminal can rewrite a line."""


def verify_mutants(
    context: Context, problems: Sequence[Problem], sandbox_for: Callable[[Runtime], Sandbox], jobs: int, style: str
) -> int:
    """Judge all mutants of `problems`, print the survivors, and return the exit code."""
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
        click.echo(strengths_markdown(strengths))
    elif len(strengths) > 1:
        click.echo(f"\n{strength_table(strengths)}")
    return ExitCode.PROBLEM if wrong else ExitCode.ACCEPTED


class _Run:
    """All mutants of one problem."""

    def __init__(self, context: Context, problem: Problem, sandbox: Sandbox, screen: Screen) -> None:
        self._problem = problem
        self._sandbox = sandbox
        self._screen = screen
        self._known = mutation_run.FateCache(context.home / "mutants", problem, sandbox)
        self._printed_at = 0.0

    def judge(self, jobs: int) -> tuple[mutation_run.Strength, list[Finding]]:
        """The strength of the tests, and the findings. Raises ProblemError."""
        mutation_run.require_accepted(self._problem, self._accepted(), self._sandbox)
        mutants, listed = self._mutants(), equivalents.read(self._problem.folder)
        known = self._known.read()
        fates: dict[str, mutation_run.Fate] = {}
        for fate in mutation_run.run(self._problem, mutants, listed, self._sandbox, jobs, known):
            if fate.mutant.key not in known:
                self._known.add(fate)
            fates[fate.mutant.key] = fate
            self._progress(len(fates), len(mutants))
        self._progress(0, 0)
        strength = mutation_run.Strength(self._problem.id, tuple(fates[mutant.key] for mutant in mutants))
        return strength, list(mutation_run.findings(strength, listed))

    def _accepted(self) -> list[tuple[str, bytes]]:
        return [(f"accepted/{path.name}", source_of(path)) for path in accepted(self._problem.folder)]

    def _mutants(self) -> list[Mutant]:
        return mutants_of(self._accepted(), torch=self._problem.runtime is Runtime.TORCH)

    def _progress(self, done: int, total: int) -> None:
        if not self._screen.live:
            return
        if total and done < total and time.monotonic() - self._printed_at < _PROGRESS_S:
            return
        self._printed_at = time.monotonic()
        words = f"{self._problem.id}: {done} of {total} mutants" if total else ""
        click.echo(f"\r\x1b[K{self._screen.paint(words, 'dim')}", nl=False, err=True)


def _show(strength: mutation_run.Strength, findings: Sequence[Finding], screen: Screen) -> None:
    for fate in strength.survivors:
        for line in fate_lines(fate, screen):
            click.echo(line, color=screen.color)
    survived = {f"{fate.mutant.of}:{fate.mutant.line}" for fate in strength.survivors}
    for finding in findings:
        if finding.where not in survived:
            for line in finding_lines(finding, screen):
                click.echo(line, color=screen.color)
    click.echo(strength_line(strength, screen), color=screen.color)
