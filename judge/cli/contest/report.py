"""`judge contest report`: look back on a contest that is over."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from judge.cli.contest.run_logs import load_log
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, write_out
from judge.cli.target import load_all
from judge.contest import runs
from judge.contest.analysis import analyze
from judge.contest.log_parser import Log
from judge.contest.model import Run
from judge.errors import StorageError, UsageError
from judge.records import Status


@click.command(epilog="Example: judge contest report 3 --output report.html")
@click.argument("what", metavar="[NUMBER|FILE]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "html"]),
    help="Output format (default: from the suffix of --output, else terminal).",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file.")
@pass_context
def report(context: Context, what: str | None, form: str | None, output: Path | None) -> None:
    """Look back on a contest: what was solved when, what was wrong and how it was fixed, and what to practice next."""
    path = runs.find(context.runs_folder, what)
    whole = load_log(context, path)
    run = whole.run
    for task in run.contest.tasks:
        context.check_open(task.problem, "the report")
    if run.ended_s is None and whole.now(context.read_clock())[0] < run.length_s:
        raise UsageError(
            f"{run.id} is still running; its report opens at the end", "To end it now: judge contest finish"
        )
    problems, _ = load_all(context)
    back = analyze(whole, _earlier_runs(context, whole), problems, _solved(context))
    screen = screen_of(sys.stdout)
    if form == "html" or (form is None and output is not None and output.suffix == ".html"):
        from judge.render.contest.report_html import report_page  # noqa: PLC0415 - only the format asked for

        written = report_page(back, {problem.id: problem for problem in problems})
    else:
        from judge.render.contest.report import report_text  # noqa: PLC0415 - as above

        written = report_text(back, screen)
    write_out(written, output, screen)


def _earlier_runs(context: Context, whole: Log) -> list[Run]:
    """Other runs of the same person, of those kept here, that are over and can be read."""
    run, found = whole.run, []
    for stored in runs.stored(context.runs_folder):
        if stored.path == whole.path:
            continue
        try:
            other = load_log(context, stored.path).run
        except UsageError:  # judge contest list names it
            continue
        if other.participant == run.participant and other.ended_s is not None and not other.aborted:
            found.append(other)
    return found


def _solved(context: Context) -> set[str]:
    """Problems that were ever solved. Damaged records do not prevent a report."""
    try:
        with context.records() as records:
            return {name for name, status in records.status_by_problem().items() if status is Status.SOLVED}
    except StorageError as error:
        context.note(
            f"Your records cannot be read, so the report may suggest solved problems: {error.message}. {error.hint}"
        )
        return set()
