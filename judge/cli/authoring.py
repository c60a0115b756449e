"""`judge new` and `judge verify`: what authors of problems use."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from judge import scaffold
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of
from judge.cli.target import ProblemId
from judge.errors import ExitCode, ProblemError, UsageError
from judge.problem import load
from judge.render.verdicts import count
from judge.render.verification import Lines, finding_lines, room_line, summary
from judge.source import shown_path
from judge.verify import Finding, Severity, check_shape, plan, room, run

if TYPE_CHECKING:
    from judge.problem import Problem, Runtime
    from judge.render.screen import Screen
    from judge.sandboxes import Sandbox
    from judge.verify import Tried


@click.command(epilog="Example: judge new running_median")
@click.argument("name", metavar="ID")
@pass_context
def new(context: Context, name: str) -> int:
    """Make a new problem folder: a tiny example that runs, for you to fill in."""
    folder = scaffold.create(_root_of_new_problems(context), name)
    shown = folder.relative_to(context.folder) if folder.is_relative_to(context.folder) else folder
    click.echo(
        f"{shown_path(shown)} is a tiny example that runs. Write your problem over it; docs/problems.md says how."
    )
    click.echo(f"What is still missing: judge verify {folder.name}")
    return ExitCode.ACCEPTED


@click.command(epilog="Example: judge verify layer_norm clip")
@click.argument("names", metavar="[ID]...", nargs=-1, type=ProblemId())
@click.option("--mutants", is_flag=True, help="Change the accepted submissions a little, and see that tests notice.")
@click.option(
    "--format", "style", type=click.Choice(["terminal", "json", "markdown"]), default="terminal", help="Of --mutants."
)
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="How many to judge at a time; as many as cores.")
@click.option(
    "--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where the submissions run; never falls back by itself."
)
@pass_context
def verify(
    context: Context, names: tuple[str, ...], *, mutants: bool, style: str, jobs: int | None, sandbox: str | None
) -> int:
    """Say whether problems are good: all of them, or those named.

    Looks at the folder, then judges the stub, every example submission and stand-ins that answer nothing sensible.

    With --mutants it judges copies of the accepted submissions instead, each with one small mistake. Every one must be
    rejected, or be listed in equivalent.toml with the reason. Ended and run again, it goes on where it was.
    """
    context.sandbox_kind = sandbox or context.sandbox_kind
    catalogue = context.catalogue
    problem_ids = [catalogue.resolve(name) for name in names] or list(catalogue.ids)
    if not problem_ids:
        raise UsageError("there are no problems here", "Make one: judge new ID")
    sandboxes = _Sandboxes(context)
    if mutants:
        from judge.cli.mutating import verify_mutants  # noqa: PLC0415 - its libraries are slow to import, and optional

        problems = [load(_folder_of(context, problem_id)) for problem_id in problem_ids]
        return verify_mutants(context, problems, lambda runtime: sandboxes[runtime], jobs or os.cpu_count() or 1, style)
    if style != "terminal":
        raise UsageError(f"--format {style} is for --mutants", "Type: judge verify --mutants --format " + style)
    screen = screen_of(sys.stdout)
    bad = []
    for problem_id in problem_ids:
        findings = _verify(_folder_of(context, problem_id), sandboxes, jobs or os.cpu_count() or 1, screen)
        if any(finding.severity is Severity.ERROR for finding in findings):
            bad.append(problem_id)
    if len(problem_ids) > 1:
        good = f"{len(problem_ids) - len(bad)} of {count(len(problem_ids), 'problem')} good"
        _say(f"{good}; not good: {', '.join(bad)}" if bad else good, screen)
    return ExitCode.PROBLEM if bad else ExitCode.ACCEPTED


class _Sandboxes:
    """One sandbox for each runtime, made when a problem needs it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._made: dict[Runtime, Sandbox] = {}

    def __getitem__(self, runtime: Runtime) -> Sandbox:
        if runtime not in self._made:
            self._made[runtime] = self._context.make_sandbox(runtime, fall_back=False)
        return self._made[runtime]


def _verify(folder: Path, sandboxes: _Sandboxes, jobs: int, screen: Screen) -> list[Finding]:
    _say(screen.paint(folder.name, "bold"), screen)
    findings = check_shape(folder)
    try:
        problem = load(folder)
    except ProblemError:
        pass  # the shape has said so
    else:
        try:
            findings += _judge_all(problem, sandboxes[problem.runtime], jobs, screen)
        except ProblemError as error:
            findings.append(Finding(Severity.ERROR, "tests", f"cannot be run: {error.message}", error.hint))
    if findings:
        _say("", screen)
    for finding in findings:
        for line in finding_lines(finding, screen):
            _say(line, screen)
    _say(f"\n{summary(folder.name, findings, screen)}\n", screen)
    return findings


def _judge_all(problem: Problem, sandbox: Sandbox, jobs: int, screen: Screen) -> list[Finding]:
    trials = plan(problem)
    lines = Lines.of(trials, screen)
    _say(lines.heading(), screen)
    found: dict[str, Tried] = {}
    for tried in run(problem, trials, sandbox, jobs):
        _say(lines.line(tried), screen)
        found[tried.trial.name] = tried
    _say(room_line(room(problem, list(found.values())), screen), screen)
    return [finding for trial in trials for finding in found[trial.name].findings]


def _say(line: str, screen: Screen) -> None:
    click.echo(line, color=screen.color)


def _folder_of(context: Context, problem_id: str) -> Path:
    found = (root / problem_id for root in context.problem_roots)
    return next(folder for folder in found if (folder / "problem.toml").is_file())


def _root_of_new_problems(context: Context) -> Path:
    """The folder of problems that is in use; ./problems where that is the one inside an installed package."""
    in_use = next(iter(context.problem_roots), None)
    return context.folder / "problems" if in_use is None or in_use.name == "_problems" else in_use
