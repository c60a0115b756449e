"""`judge verify`: check whether problems are good."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from judge.cli.author.saboteurs import verify_saboteurs
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.target import ProblemId
from judge.errors import ExitCode, ProblemError, UsageError
from judge.problem import load
from judge.render.shared.figures import count
from judge.render.verify.terminal import ExampleLines, finding_lines, headroom_line, summary
from judge.sandbox_kind import CHOICES
from judge.verify import Finding, Severity, check_folder, measure_headroom, plan, run

if TYPE_CHECKING:
    from judge.problem import Problem, Runtime
    from judge.render.shared.screen import Screen
    from judge.sandboxes import Sandbox
    from judge.verify import JudgedExample


@click.command(epilog="Example: judge verify layer_norm clip")
@click.argument("names", metavar="[ID]...", nargs=-1, type=ProblemId())
@click.option("--mutants", is_flag=True, help="Check that the tests notice small mistakes.")
@click.option(
    "--saboteurs", is_flag=True, help="Check that they notice solutions that depend on earlier calls, sizes, modes."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["terminal", "json", "markdown"]),
    default="terminal",
    help="Output format of --mutants and --saboteurs.",
)
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Judge N at a time (default: one per core).")
@click.option("--sandbox", type=click.Choice(CHOICES), help="Where submissions run; there is no fallback.")
@pass_context
def verify(
    context: Context,
    names: tuple[str, ...],
    *,
    mutants: bool,
    saboteurs: bool,
    style: str,
    jobs: int | None,
    sandbox: str | None,
) -> int:
    """Check problems for mistakes: all of them, or those named.

    Checks the folder, then judges the stub, every example submission, and stand-ins that give no sensible answer.

    With --mutants, judges copies of the accepted submissions instead, each with one small mistake. Every mutant must be
    rejected, or be listed in equivalent.toml with a reason. An interrupted run continues where it stopped.

    With --saboteurs, judges an accepted submission that was broken in other ways: it keeps the first mask for good, is
    wrong beyond a size, or drops gradients. Each must be rejected, or be excused in saboteurs.toml with a reason.
    """
    context = context.with_sandbox(sandbox)
    catalogue = context.catalogue
    problem_ids = [catalogue.resolve(name) for name in names] or list(catalogue.ids)
    if not problem_ids:
        raise UsageError("no problems found", "Create one: judge new ID")
    sandboxes = _Sandboxes(context)
    workers = jobs or os.cpu_count() or 1
    if mutants and saboteurs:
        raise UsageError("--mutants and --saboteurs are two checks", "Run one after the other.")
    problems = [load(_folder_of(context, problem_id)) for problem_id in problem_ids] if mutants or saboteurs else []
    if mutants:
        from judge.cli.author.mutants import verify_mutants  # noqa: PLC0415 - its libraries are slow to import, and optional

        return verify_mutants(context, problems, sandboxes.__getitem__, workers, style)
    if saboteurs:
        return verify_saboteurs(problems, sandboxes.__getitem__, workers, style)
    if style != "terminal":
        raise UsageError(
            f"--format {style} needs --mutants or --saboteurs", f"Run: judge verify --mutants --format {style}"
        )
    screen = screen_of(sys.stdout)
    bad = []
    for problem_id in problem_ids:
        findings = _verify(_folder_of(context, problem_id), sandboxes, workers, screen)
        if any(finding.severity is Severity.ERROR for finding in findings):
            bad.append(problem_id)
    if len(problem_ids) > 1:
        good = f"{len(problem_ids) - len(bad)} of {count(len(problem_ids), 'problem')} good"
        _say(f"{good}; with errors: {', '.join(bad)}" if bad else good, screen)
    return ExitCode.PROBLEM if bad else ExitCode.ACCEPTED


class _Sandboxes:
    """One sandbox for each runtime, started when a problem needs it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._started: dict[Runtime, Sandbox] = {}

    def __getitem__(self, runtime: Runtime) -> Sandbox:
        if runtime not in self._started:
            self._started[runtime] = self._context.make_sandbox(runtime, fall_back=False)
        return self._started[runtime]


def _verify(folder: Path, sandboxes: _Sandboxes, jobs: int, screen: Screen) -> list[Finding]:
    _say(screen.paint(folder.name, "bold"), screen)
    findings = check_folder(folder)
    try:
        problem = load(folder)
    except ProblemError:
        pass  # check_folder has reported it
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
    examples = plan(problem)
    lines = ExampleLines.of(examples, screen)
    _say(lines.heading(), screen)
    found: dict[str, JudgedExample] = {}
    for judged in run(problem, examples, sandbox, jobs):
        _say(lines.line(judged), screen)
        found[judged.example.name] = judged
    _say(headroom_line(measure_headroom(problem, list(found.values())), screen), screen)
    return [finding for example in examples for finding in found[example.name].findings]


def _say(line: str, screen: Screen) -> None:
    click.echo(line, color=screen.color)


def _folder_of(context: Context, problem_id: str) -> Path:
    found = (root / problem_id for root in context.problem_roots)
    return next(folder for folder in found if (folder / "problem.toml").is_file())
