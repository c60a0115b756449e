"""`judge status` and `judge history`: what was done, and what is next."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from judge.cli.browsing import load_all
from judge.cli.context import Context, contest_with, pass_context
from judge.cli.display import screen_of
from judge.cli.target import ProblemId
from judge.cli.working import choose_next
from judge.errors import UsageError
from judge.problem import Difficulty
from judge.records import Kind, Record, Status
from judge.render import text
from judge.render.verdicts import color, megabytes, seconds
from judge.source import shown_path
from judge.verdict import Verdict

if TYPE_CHECKING:
    from judge.records import Records
    from judge.render.screen import Screen
    from judge.render.tables import Cell

RECENT: Final = 5


@click.command(epilog="Example: judge status")
@pass_context
def status(context: Context) -> None:
    """Show where you are, and what is next, on one screen."""
    from judge.render.tables import table  # noqa: PLC0415 - tabulate takes a while

    screen = screen_of(sys.stdout)
    with context.records() as records:
        current = records.current_problem
        done = records.status_by_problem()
        recent = records.list(limit=RECENT)
        last = next(iter(records.list(current, limit=1)), None) if current else None
    problems = list(load_all(context, []))
    levels = [[problem for problem in problems if problem.difficulty is level] for level in Difficulty]
    solved = [problem for problem in problems if done.get(problem.id) is Status.SOLVED]
    parts = ", ".join(
        f"{sum(problem in solved for problem in of_level)} of {len(of_level)} {level}"
        for level, of_level in zip(Difficulty, levels, strict=True)
        if of_level
    )
    lines = [f"{screen.paint('Solved', 'bold')}   {len(solved)} of {len(problems)}  {screen.paint(parts, 'dim')}"]
    lines.append(f"{screen.paint('Current', 'bold')}  {_where(context, current, last, screen)}")
    lines.append(f"{screen.paint('Sandbox', 'bold')}  {context.sandbox_kind}  {screen.paint('judge doctor', 'dim')}")
    if recent:
        lines += ["", table(_HEAD, [_row(record) for record in recent], screen, right=_RIGHT)]
    lines += ["", screen.paint(f"Next: {_advice(context, current, done)}", "dim")]
    click.echo("\n".join(lines), color=screen.color)


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
            _refuse_in_contest(context, records.get(record_id), source=source)
            if source:
                _print_source(records.source(record_id))
            else:
                _print_one(context, records, record_id, reveal=reveal)
            return
        if source:
            raise UsageError("--source needs the number of a submission", "They are listed by: judge history")
        _print_list(context, records, what)


def _print_list(context: Context, records: Records, what: str | None) -> None:
    from judge.render.tables import table  # noqa: PLC0415 - tabulate takes a while

    problem = None if what is None else _known_id(context, records, what)
    found = tuple(record for record in records.list(problem) if contest_with(context, record.problem) is None)
    if context.contest is not None:
        context.note("The history of the contest's problems opens when it ends: judge contest status")
    if not found:
        click.echo(f"Nothing was submitted yet{f' to {problem}' if problem else ''}. The first time: judge submit ID")
        return
    screen = screen_of(sys.stdout)
    click.echo(table(_HEAD, [_row(record) for record in found], screen, right=_RIGHT), color=screen.color)


def _refuse_in_contest(context: Context, record: Record, *, source: bool) -> None:
    """While a contest runs, earlier solutions of its problems are closed, and what hidden tests said of any."""
    running = contest_with(context, record.problem)
    if running is None:
        return
    handed_in = {attempt.sha256 for attempt in running.log.run.attempts}
    if source and (record.sha256 in handed_in or record.file == shown_path(context.solution_file(record.problem))):
        return
    from judge.cli.running import refuse  # noqa: PLC0415 - only while a contest runs

    refuse(context, record.problem, "the history")


def _known_id(context: Context, records: Records, what: str) -> str:
    """The id that is meant; a problem that is here no more still has its history."""
    try:
        return context.catalogue.resolve(what)
    except UsageError:
        if records.list(what, limit=1):
            return what
        raise


def _print_one(context: Context, records: Records, record_id: int, *, reveal: bool) -> None:
    record = records.get(record_id)
    screen = screen_of(sys.stdout)
    where = screen.paint(f"{record.file}  {_when(record)}  {record.sandbox}", "dim")
    click.echo(f"{screen.paint(f'#{record.id} {record.problem}', 'bold')}  {where}", color=screen.color)
    report = records.report(record_id)
    if report is None:
        click.echo(f"The file before it was reset. Its source: judge history {record_id} --source")
        return
    from judge.render.terminal import report_text  # noqa: PLC0415 - only where a report is shown

    limits = context.catalogue.load(record.problem).limits if record.problem in context.catalogue.ids else None
    click.echo(report_text(report, screen, limits=limits, reveal=reveal), color=screen.color)


def _print_source(source: bytes) -> None:
    """Byte for byte for a file or a program; made safe to print for a terminal."""
    if sys.stdout.isatty():
        shown = source.decode("utf-8", "replace")
        click.echo(text.clean(shown, max_chars=len(shown) + 1, max_lines=len(shown) + 1))
        return
    stream = sys.stdout.buffer
    stream.write(source)
    stream.flush()


def _where(context: Context, current: str | None, last: Record | None, screen: Screen) -> str:
    if current is None:
        return screen.paint("none yet", "dim")
    path = context.solution_file(current)
    name = f"{current}  {screen.paint(str(path) if path.exists() else 'no file yet', 'dim')}"
    if last is None or last.verdict is None:
        return name
    score = f"{last.verdict} {last.passed} of {last.total}"
    return f"{name}  {screen.paint(score, color(last.verdict))}"


def _advice(context: Context, current: str | None, done: dict[str, Status]) -> str:
    if current is not None and done.get(current) is not Status.SOLVED and current in context.catalogue.ids:
        path = context.solution_file(current)
        return f"judge submit {current}" if path.exists() else f"judge start {current}"
    try:
        return f"judge start {choose_next(context).id}"
    except UsageError as nothing_left:
        return f"{nothing_left.message}. {nothing_left.hint}"


_HEAD: Final = ("#", "Problem", "Verdict", "Tests", "Time", "Memory", "When", "Sandbox")
_RIGHT: Final = frozenset({0, 3, 4, 5})


def _row(record: Record) -> list[Cell]:
    if record.kind is Kind.RESET or record.verdict is None:
        return [str(record.id), record.problem, ("reset", "dim"), "", "", "", _when(record), ""]
    ran = record.verdict is not Verdict.COMPILE_ERROR
    return [
        str(record.id),
        record.problem,
        (str(record.verdict), color(record.verdict)),
        f"{record.passed}/{record.total}",
        seconds(record.time_s) if ran else "",
        megabytes(record.memory_mb) if ran else "",
        _when(record),
        record.sandbox,
    ]


def _when(record: Record) -> str:
    """In the user's own time."""
    try:
        return f"{datetime.fromisoformat(record.started_at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return record.started_at
