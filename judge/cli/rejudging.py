"""`judge contest rejudge`: the attempts of a run once more, with the seeds that they had."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

import click

from judge.cli.competing import judge_with
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of
from judge.contest import log, runs
from judge.contest.attempts import rejudged, twice_near_limit, verdict_event
from judge.contest.ongoing import judging
from judge.errors import ExitCode, UsageError
from judge.judging import Submission
from judge.render.contests import rejudging_text
from judge.render.verdicts import count
from judge.verdict import Verdict

if TYPE_CHECKING:
    from judge.contest.events import Judged
    from judge.contest.model import Attempt
    from judge.contest.reading import Log


@click.command(epilog="Example: judge contest rejudge 3, then judge contest rejudge 3 --apply")
@click.argument("what", metavar="[RUN]", required=False)
@click.option("--problem", metavar="ID", help="Only attempts at this one.")
@click.option("--apply", is_flag=True, help="Let the new verdicts count.")
@click.option("--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where the solutions run; auto is Docker.")
@pass_context
def rejudge(context: Context, what: str | None, *, problem: str | None, apply: bool, sandbox: str | None) -> int:
    """Judge the attempts of a run again, and show which verdicts would change; --apply lets them count.

    Random inputs are those of the first time. Earlier verdicts stay in the log.
    """
    context.sandbox_kind = sandbox or context.sandbox_kind
    path = context.contest.ongoing.path if context.contest and what is None else runs.find(context.runs, what)
    wanted = context.catalogue.resolve(problem) if problem else None
    with judging(path):
        held = log.load(path)
        attempts = [a for a in held.run.attempts if a.number in held.sources and wanted in {None, a.problem}]
        if not attempts:
            raise UsageError(f"{path.stem} has no attempt that can be judged again", "Its sources are not in its log.")
        judge = judge_with(context, held.run, "terminal")
        changes: list[Judged] = []
        for attempt in attempts:
            submission = Submission(f"{attempt.problem}.py", held.sources[attempt.number])
            report, other = twice_near_limit(attempt, submission, judge)
            event = verdict_event(attempt, report, other, rejudged=True)
            if report.verdict is not Verdict.JUDGE_ERROR and _differs(attempt, event):
                changes.append(event)
        screen = screen_of(sys.stdout)
        after = rejudged(held.run, changes)
        if apply:
            for event in changes:
                after = log.append(path, context.read_clock(), functools.partial(_given, event)).run
    click.echo(rejudging_text(held.run, after, changes, screen), color=screen.color)
    if changes:
        number = runs.find_number(path)
        click.echo(
            f"{count(len(changes), 'verdict')} changed; the log keeps both."
            if apply
            else f"Nothing was changed yet. Let it count: judge contest rejudge {number} --apply"
        )
    return ExitCode.ACCEPTED


def _given(event: Judged, _held: Log, _at_s: float) -> Judged:
    return event


def _differs(attempt: Attempt, event: Judged) -> bool:
    return (attempt.verdict, attempt.groups) != (event.verdict, event.groups)
