"""`judge contest rejudge`: judge the attempts of a run again, with the same random inputs."""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

import click

from judge.cli.contest.attempts import judge_of
from judge.cli.contest.run_logs import load_log, path_of
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.options import sandbox_option
from judge.cli.report_format import Format
from judge.contest import log, runs
from judge.contest.attempts import rejudged, twice_near_limit, verdict_event
from judge.contest.current import judging
from judge.errors import UsageError
from judge.render.contest.status import rejudging_text
from judge.render.shared.figures import count
from judge.submission import Submission
from judge.verdict import Verdict

if TYPE_CHECKING:
    from judge.contest.events import Judged
    from judge.contest.log_parser import Log
    from judge.contest.model import Attempt


@click.command(epilog="Example: judge contest rejudge 3, then judge contest rejudge 3 --apply")
@click.argument("what", metavar="[RUN]", required=False)
@click.option("--problem", metavar="ID", help="Judge only the attempts at this problem.")
@click.option("--apply", is_flag=True, help="Apply the new verdicts.")
@sandbox_option
@pass_context
def rejudge(context: Context, what: str | None, *, problem: str | None, apply: bool, sandbox: str | None) -> None:
    """Judge the attempts of a run again and show which verdicts would change.

    Random inputs are the same as the first time. Earlier verdicts stay in the log.
    """
    context = context.with_sandbox(sandbox)
    path = path_of(context, what)
    problem_id = context.catalogue.resolve(problem) if problem else None
    with judging(path):
        whole = log.refreshed(load_log(context, path))
        attempts = [a for a in whole.run.attempts if whole.source_of(a) is not None and problem_id in {None, a.problem}]
        if not attempts:
            raise UsageError(
                f"{path.stem} has no attempt that can be judged again",
                "Its log has no sources: ask for an export with --sources.",
            )
        judge = judge_of(context, whole.run, Format.TERMINAL)
        changes: list[Judged] = []
        for attempt in attempts:
            submission = Submission(f"{attempt.problem}.py", whole.source_of(attempt) or b"")
            report, other = twice_near_limit(attempt, submission, judge)
            event = verdict_event(attempt, report, other, rejudged=True)
            if report.verdict is not Verdict.JUDGE_ERROR and _differs(attempt, event):
                changes.append(event)
        screen = screen_of(sys.stdout)
        after = rejudged(whole.run, changes)
        if apply:
            written = whole
            for event in changes:
                written = log.append(written, context.read_clock(), functools.partial(_always, event))
            after = written.run
    click.echo(rejudging_text(whole.run, after, changes, screen), color=screen.color)
    if changes:
        click.echo(
            f"{count(len(changes), 'verdict')} changed; the log keeps the earlier ones."
            if apply
            else f"Nothing was changed. To apply the new verdicts: judge contest rejudge {runs.number_of(path)} --apply"
        )


def _always(event: Judged, _log: Log, _at_s: float) -> Judged:
    return event


def _differs(attempt: Attempt, event: Judged) -> bool:
    return (attempt.verdict, attempt.groups) != (event.verdict, event.groups)
