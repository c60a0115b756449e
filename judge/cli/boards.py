"""`judge contest board`: the scoreboard of several runs, frozen or unfrozen, for the terminal and as a page."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, show, write_out
from judge.contest import log, runs
from judge.contest.board import build
from judge.contest.gathering import Reason, gather
from judge.contest.ongoing import ghost_of
from judge.contest.unfreezing import unfreeze
from judge.errors import UsageError
from judge.render.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from judge.contest.board import Board
    from judge.contest.gathering import LeftOut
    from judge.contest.model import Contest, Run
    from judge.contest.reading import Log
    from judge.contest.unfreezing import Unfreezing

_SUFFIXES: Final = {".html": "html", ".htm": "html", ".json": "json"}


@click.command(epilog="Example: judge contest board results/ --format html --output board.html")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--contest", "name", metavar="NAME", help="Of which contest, where the files are of several.")
@click.option("--at", type=click.FloatRange(min=0), metavar="M", help="As it stood after so many minutes.")
@click.option("--unfreeze", "unfreezes", is_flag=True, help="Reveal step by step what the freeze hides.")
@click.option("--ghosts", is_flag=True, help="Show further runs of a person too, as ghosts.")
@click.option("--format", "form", type=click.Choice(["terminal", "html", "json"]), help="From --output, or terminal.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file.")
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
    """Show the scoreboard of several people's runs: exported FILEs, folders of them, numbers of your own runs.

    Of each person the first run counts. Without a FILE it is the board of your last contest, with what you have
    imported; while that runs, of all others it shows what they had done by the same time.
    """
    logs = logs_of(context, files)
    path = None if files else _newest(context)
    own = logs.get(path) if path else None
    name = name or (own.run.contest.name if own else None)
    chosen = own.run if own and own.run.contest.name == name else None
    gathered = gather((one.run for one in logs.values()), name, chosen=chosen)
    contest, left_out = gathered.contest, list(gathered.left_out)
    shown_ghosts: list[Run] = []
    if ghosts:
        shown_ghosts = [one.run for one in left_out if one.reason is Reason.FURTHER_RUN]
        left_out = [one for one in left_out if one.reason is not Reason.FURTHER_RUN]
    if path and own and chosen:
        shown_ghosts += _rival(path, contest)
        if own.run.ended_s is None and at is None:
            at = own.now(context.read_clock())[0] / 60
    form = form or _SUFFIXES.get(output.suffix.lower() if output else "", "terminal")
    screen = Screen() if output else screen_of(sys.stdout)
    if not unfreezes or at is not None:
        at_s = None if at is None else 60 * at
        one = build(contest, gathered.runs, ghosts=shown_ghosts, at_s=at_s, frozen=not unfreezes)
        write_out(_board(form, one, screen, left_out), output, screen)
        return
    unfreezing = unfreeze(contest, gathered.runs, ghosts=shown_ghosts)
    if form == "terminal" and unfreezing.steps and screen.live and sys.stdin.isatty():
        _reveal(unfreezing, screen, left_out)
    else:
        write_out(_unfreezing(form, unfreezing, screen, left_out), output, screen)


def logs_of(context: Context, files: Sequence[str]) -> dict[Path, Log]:
    """The logs that a person names; all that are kept, where none is named. Raises UsageError."""
    if not files:
        return dict(_in_folder(context, context.runs))
    found: dict[Path, Log] = {}
    for name in files:
        if Path(name).is_dir():
            found.update(_in_folder(context, Path(name)))
        else:
            path = runs.find(context.runs, name)
            found[path] = log.load(path)
    return found


def _in_folder(context: Context, folder: Path) -> Iterator[tuple[Path, Log]]:
    """What of a folder can be read as a result; what cannot is named."""
    for path in sorted(folder.glob("*.jsonl")):
        try:
            yield path, log.load(path)
        except UsageError as error:
            context.note(f"Left out: {error.message}")


def _newest(context: Context) -> Path:
    """The log of the contest that runs, or of the last one. Raises UsageError where there is none."""
    return context.contest.ongoing.path if context.contest else runs.find(context.runs)


def _rival(path: Path, contest: Contest) -> list[Run]:
    """Whom the run of this log races against; its attempts count by the rule of today."""
    there = ghost_of(path)
    return [replace(log.read(there), contest=contest)] if there.is_file() else []


def _board(form: str, one: Board, screen: Screen, left_out: Sequence[LeftOut]) -> str:
    if form == "html":
        from judge.render.board_page import board_page  # noqa: PLC0415 - the one that is asked for

        return board_page(one, left_out)
    from judge.render.board import board_json, board_text  # noqa: PLC0415 - as above

    return board_json(one, left_out) if form == "json" else board_text(one, screen, left_out)


def _unfreezing(form: str, unfreezing: Unfreezing, screen: Screen, left_out: Sequence[LeftOut]) -> str:
    if form == "html":
        from judge.render.board_page import unfreezing_page  # noqa: PLC0415 - the one that is asked for

        return unfreezing_page(unfreezing, left_out)
    from judge.render.board import board_json, unfreezing_text  # noqa: PLC0415 - as above

    if form == "json":
        return board_json(unfreezing.final, left_out, unfreezing.steps)
    return unfreezing_text(unfreezing, screen, left_out)


def _reveal(unfreezing: Unfreezing, screen: Screen, left_out: Sequence[LeftOut]) -> None:
    """One board after another, each at a key."""
    from judge.render.board import board_text  # noqa: PLC0415 - the one that is asked for
    from judge.render.board_words import step_words  # noqa: PLC0415 - as above

    click.clear()
    show(board_text(unfreezing.start, screen, left_out), screen)
    for number, step in enumerate(unfreezing.steps, 1):
        click.pause(f"\nAny key reveals {number} of {len(unfreezing.steps)} ...")
        click.clear()
        show(board_text(step.board, screen, left_out), screen)
        show(f"\n{screen.paint(step_words(step), 'bold')}", screen)
