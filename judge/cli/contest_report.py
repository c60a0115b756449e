"""`judge contest report`: look back on a contest that is over."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from judge.cli.browsing import load_all
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, write_out
from judge.cli.running import refuse
from judge.contest import clock, log, runs
from judge.contest.looking_back import look_back
from judge.contest.model import Run
from judge.errors import StorageError, UsageError
from judge.records import Status


@click.command(epilog="Example: judge contest report 3 --output report.html")
@click.argument("what", metavar="[NUMBER|FILE]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "html"]),
    help="terminal, unless the name of the output says html.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there.")
@pass_context
def report(context: Context, what: str | None, form: str | None, output: Path | None) -> None:
    """Look back on a contest: what was solved when, what was wrong and what mended it, what to practise next."""
    path = runs.find(context.runs, what)
    whole = log.load(path)
    run = whole.run
    for task in run.contest.tasks:
        refuse(context, task.problem, "the report")
    if run.ended_s is None and whole.now(clock.read())[0] < run.length_s:
        raise UsageError(f"{run.id} is still running: it is looked back on when it is over", "judge contest finish")
    problems = list(load_all(context, []))
    back = look_back(whole, _before(context, run), problems, _solved(context))
    screen = screen_of(sys.stdout)
    if form == "html" or (form is None and output is not None and output.suffix == ".html"):
        from judge.render.contest_report_page import report_page  # noqa: PLC0415 - the one that is asked for

        written = report_page(back, {problem.id: problem for problem in problems})
    else:
        from judge.render.contest_report import report_text  # noqa: PLC0415 - as above

        written = report_text(back, screen)
    write_out(written, output, screen)


def _before(context: Context, run: Run) -> list[Run]:
    """Other runs of the same person that are over and can be read, of those that are kept here."""
    found = []
    for stored in runs.stored(context.runs):
        try:
            other = log.read(stored.path)
        except UsageError:  # judge contest list names it
            continue
        if other.participant == run.participant and other.ended_s is not None and not other.aborted:
            found.append(other)
    return found


def _solved(context: Context) -> set[str]:
    """Problems that were ever solved. Unreadable records do not keep a report from being made."""
    try:
        with context.records() as records:
            return {name for name, status in records.status_by_problem().items() if status is Status.SOLVED}
    except StorageError as error:
        context.note(f"What you have solved is not looked at: {error.message}. {error.hint}")
        return set()
