"""`judge hint`: one hint after another; in a contest each has a price."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.options import problem_argument
from judge.cli.target import problem_of
from judge.errors import UsageError
from judge.render.shared.figures import count

if TYPE_CHECKING:
    from judge.contest.gate import RunningContest


@click.command(epilog="Example: judge hint layer_norm, or judge hint layer_norm 1")
@problem_argument
@click.argument("number", metavar="[N]", required=False, type=click.IntRange(min=1))
@pass_context
def hint(context: Context, name: str | None, number: int | None) -> None:
    """Show the next hint that you have not seen, or hint N."""
    if name is not None and number is None and name.isdecimal():
        number, name = int(name[:9]), None
    problem = problem_of(context, name)
    hints = problem.hints
    if not hints:
        raise UsageError(f"{problem.id} has no hints", f"Read the solution: judge show {problem.id} --editorial")
    if number is not None and not 1 <= number <= len(hints):
        raise UsageError(f"there is no hint {number}: {problem.id} has {count(len(hints), 'hint')}")
    contest = context.contest_scoring(problem.id)
    with context.records() as records:
        if number is None:
            seen = contest.hints_taken(problem.id) if contest else records.hints_seen(problem.id)
            number = next((n for n in range(1, len(hints) + 1) if n not in seen), None)
        if number is None:
            seen_all = "the only hint. To see it" if len(hints) == 1 else f"all {len(hints)} hints. To see one"
            click.echo(f"You have seen {seen_all} again: judge hint {problem.id} 1")
            if contest is None:
                click.echo(f"Read the solution: judge show {problem.id} --editorial")
            return
        if contest is not None:
            _pay(context, contest, problem.id, number)
        records.mark_hint_seen(problem.id, number)
    screen = screen_of(sys.stdout)
    click.echo(screen.paint(f"{problem.id}  hint {number} of {len(hints)}", "bold"), color=screen.color)
    words = hints[number - 1]
    if screen.live:
        from judge.render.shared.markdown import markdown_text  # noqa: PLC0415 - rich is slow to import

        words = markdown_text(words, screen).rstrip()
    click.echo(words, color=screen.color)


def _pay(context: Context, contest: RunningContest, problem_id: str, number: int) -> None:
    """Record in the contest that a hint is taken, after its price was shown. Raises UsageError, Abort."""
    from judge.contest.actions import take_hint  # noqa: PLC0415 - only while a contest is running

    price = contest.price_of_hint(problem_id, number)
    if not price:
        return
    if sys.stdin.isatty():
        click.confirm(f"{price} Take it?", abort=True, err=True)
    else:
        context.note(price)
    take_hint(contest.log, problem_id, number, context.read_clock())
