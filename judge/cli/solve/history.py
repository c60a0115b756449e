"""`judge history`: your submissions, and any one of them again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.solve.record_table import local_time, record_table
from judge.cli.target import ProblemId
from judge.disclosure import Audience, disclose
from judge.errors import UsageError
from judge.records import Record
from judge.render.shared import text
from judge.source import shown_path

if TYPE_CHECKING:
    from judge.records import Records


@click.command(epilog="Example: judge history layer_norm, or judge history 12 --source > old.py")
@click.argument("what", metavar="[ID|N]", required=False, type=ProblemId())
@click.option("--source", is_flag=True, help="Print the source of submission N.")
@click.option("--reveal", is_flag=True, help="Show inputs and expected values of hidden tests.")
@pass_context
def history(context: Context, what: str | None, *, source: bool, reveal: bool) -> None:
    """List your submissions, or show submission N again."""
    number = what.removeprefix("#") if what else ""
    with context.records() as records:
        if number.isdecimal():
            record_id = int(number[:20])
            _check_open(context, records.get(record_id), source=source)
            if source:
                _print_source(records.source(record_id))
            else:
                _print_one(context, records, record_id, reveal=reveal)
            return
        if source:
            raise UsageError("--source needs the number of a submission", "To find it: judge history")
        _print_list(context, records, what)


def _check_open(context: Context, record: Record, *, source: bool) -> None:
    """Raise UsageError if a running contest closes the record: earlier solutions, and what hidden tests revealed."""
    contest = context.contest_scoring(record.problem)
    if contest is None:
        return
    submitted = {attempt.sha256 for attempt in contest.log.run.attempts}
    if source and (record.sha256 in submitted or record.file == shown_path(context.solution_file(record.problem))):
        return
    contest.check_open(record.problem, "the history")


def _print_list(context: Context, records: Records, what: str | None) -> None:
    problem = None if what is None else _known_id(context, records, what)
    found = [record for record in records.list(problem) if context.contest_scoring(record.problem) is None]
    if context.contest is not None:
        context.note("The history of the contest's problems opens when it ends: judge contest status")
    if not found:
        click.echo(f"Nothing submitted yet{f' to {problem}' if problem else ''}. To submit: judge submit ID")
        return
    screen = screen_of(sys.stdout)
    click.echo(record_table(found, screen), color=screen.color)


def _known_id(context: Context, records: Records, what: str) -> str:
    """The id of a problem; one that was removed still has its history."""
    try:
        return context.catalogue.resolve(what)
    except UsageError:
        if records.list(what, limit=1):
            return what
        raise


def _print_one(context: Context, records: Records, record_id: int, *, reveal: bool) -> None:
    record = records.get(record_id)
    screen = screen_of(sys.stdout)
    where = screen.paint(f"{record.file}  {local_time(record)}  {record.sandbox}", "dim")
    click.echo(f"{screen.paint(f'#{record.id} {record.problem}', 'bold')}  {where}", color=screen.color)
    report = records.report(record_id)
    if report is None:
        click.echo(f"The file as it was before a reset. To see it: judge history {record_id} --source")
        return
    from judge.render.report.terminal import report_text  # noqa: PLC0415 - only where a report is shown

    disclosed = disclose(report, Audience.REVEALED if reveal else Audience.PRACTISING)
    limits = context.catalogue.load(record.problem).limits if record.problem in context.catalogue.ids else None
    click.echo(report_text(disclosed, screen, limits=limits), color=screen.color)


def _print_source(source: bytes) -> None:
    """Byte for byte for a file or a program; made safe to print for a terminal."""
    if sys.stdout.isatty():
        shown = source.decode("utf-8", "replace")
        click.echo(text.clean(shown, max_chars=len(shown) + 1, max_lines=len(shown) + 1))
        return
    stream = sys.stdout.buffer
    stream.write(source)
    stream.flush()
