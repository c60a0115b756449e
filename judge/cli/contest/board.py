"""`judge contest board`: the scoreboard of several runs, frozen or revealed, in the terminal or as a page."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge import names
from judge.cli.contest.run_logs import logs_of, path_of
from judge.cli.contest.standing import ghost_run
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, show, write_out
from judge.contest.board import build
from judge.contest.board_entries import LeftOutReason, select_entries
from judge.contest.reveal import unfreeze
from judge.render.shared import text
from judge.render.shared.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from judge.contest.board import Board
    from judge.contest.board_entries import LeftOut
    from judge.contest.model import Run
    from judge.contest.reveal import Reveal

_SUFFIXES: Final = {".html": "html", ".htm": "html", ".json": "json"}


@click.command(epilog="Example: judge contest board results/ --format html --output board.html")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--contest", "name", metavar="NAME", help="Which contest, if the files come from several.")
@click.option("--at", type=click.FloatRange(min=0), metavar="M", help="Show the scoreboard as of minute M.")
@click.option("--unfreeze", "unfreezes", is_flag=True, help="Reveal step by step what the freeze hides.")
@click.option("--ghosts", is_flag=True, help="Also show each person's other runs, as ghosts.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "html", "json"]),
    help="Output format (default: from the suffix of --output, else terminal).",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@pass_context
def board(
    context: Context,
    files: tuple[str, ...],
    *,
    name: str | None,
    at: float | None,
    unfreezes: bool,
    ghosts: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Show the scoreboard of several people's runs: exported files, folders of them, or numbers of your own runs.

    Each person's first run counts. Without a FILE, shows your last contest together with the runs you have imported.
    While that contest is running, everybody else is shown as they stood at the same contest time.
    """
    logs = logs_of(context, files)
    path = None if files else path_of(context)
    own = logs.get(path) if path else None
    name = name or (own.run.contest.name if own else None)
    chosen = own.run if own and own.run.contest.name == name else None
    gathered = select_entries((one.run for one in logs.values()), name, chosen=chosen)
    for warning in names.warnings(run.participant for run in gathered.runs):
        context.note(text.one_line(f"participants: {warning}"))  # strangers chose the names
    contest, left_out = gathered.contest, list(gathered.left_out)
    shown_ghosts: list[Run] = []
    if ghosts:
        shown_ghosts = [one.run for one in left_out if one.reason is LeftOutReason.FURTHER_RUN]
        left_out = [one for one in left_out if one.reason is not LeftOutReason.FURTHER_RUN]
    if path and own and chosen:
        if (rival := ghost_run(path)) is not None:
            shown_ghosts.append(replace(rival, contest=contest))  # its attempts count by today's rule
        if own.run.ended_s is None and at is None:
            at = own.now(context.read_clock())[0] / 60
    form = form or _SUFFIXES.get(output.suffix.lower() if output else "", "terminal")
    screen = Screen() if output else screen_of(sys.stdout)
    if not unfreezes or at is not None:
        at_s = None if at is None else 60 * at
        one = build(contest, gathered.runs, ghosts=shown_ghosts, at_s=at_s, frozen=not unfreezes)
        write_out(_board(form, one, screen, left_out), output, screen)
        return
    reveal = unfreeze(contest, gathered.runs, ghosts=shown_ghosts)
    if form == "terminal" and reveal.steps and screen.live and sys.stdin.isatty():
        _reveal(reveal, screen, left_out)
    else:
        write_out(_formatted_reveal(form, reveal, screen, left_out), output, screen)


def _board(form: str, one: Board, screen: Screen, left_out: Sequence[LeftOut]) -> str:
    if form == "html":
        from judge.render.contest.board_html import board_page  # noqa: PLC0415 - only the format asked for

        return board_page(one, left_out)
    from judge.render.contest.board import board_json, board_text  # noqa: PLC0415 - as above

    return board_json(one, left_out) if form == "json" else board_text(one, screen, left_out)


def _formatted_reveal(form: str, reveal: Reveal, screen: Screen, left_out: Sequence[LeftOut]) -> str:
    if form == "html":
        from judge.render.contest.board_html import reveal_page  # noqa: PLC0415 - only the format asked for

        return reveal_page(reveal, left_out)
    from judge.render.contest.board import board_json, reveal_text  # noqa: PLC0415 - as above

    if form == "json":
        return board_json(reveal.final, left_out, reveal.steps)
    return reveal_text(reveal, screen, left_out)


def _reveal(reveal: Reveal, screen: Screen, left_out: Sequence[LeftOut]) -> None:
    """Show one scoreboard after another, each at a key press."""
    from judge.render.contest.board import board_text  # noqa: PLC0415 - only the format asked for
    from judge.render.contest.board_words import step_words  # noqa: PLC0415 - as above

    click.clear()
    show(board_text(reveal.start, screen, left_out), screen)
    for number, step in enumerate(reveal.steps, 1):
        click.pause(f"\nPress any key to reveal {number} of {len(reveal.steps)} ...")
        click.clear()
        show(board_text(step.board, screen, left_out), screen)
        show(f"\n{screen.paint(step_words(step), 'bold')}", screen)
