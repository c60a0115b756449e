"""`judge contest`: the group, whose commands are loaded when they are called."""

from __future__ import annotations

from typing import Final

import click

from judge.cli.lazy_commands import LazyGroup

COMMANDS: Final = {
    "list": ("judge.cli.contest.list:list_contests", "List presets, your own contests, and past runs."),
    "new": ("judge.cli.contest.new:new", "Write a contest to contests/NAME.toml."),
    "start": ("judge.cli.contest.start:start", "Start a contest; the clock starts at once."),
    "status": ("judge.cli.contest.status:status", "Show how a contest stands, once or live."),
    "submit": ("judge.cli.contest.submit:submit", "Submit a solution; after the end, unscored."),
    "pause": ("judge.cli.contest.pause:pause", "Stop the clock of an interview."),
    "resume": ("judge.cli.contest.resume:resume", "Resume the clock."),
    "finish": ("judge.cli.contest.finish:finish", "End the contest before its time is up."),
    "abort": ("judge.cli.contest.abort:abort", "Give up the contest; it is not scored."),
    "report": ("judge.cli.contest.report:report", "Look back on a contest, also as a page for a mentor."),
    "board": ("judge.cli.contest.board:board", "Show the scoreboard of several people's runs."),
    "export": ("judge.cli.contest.export:export", "Export a run for others, or for ICPC tools."),
    "import": ("judge.cli.contest.import_:import_run", "Copy an exported run into your runs."),
    "rejudge": ("judge.cli.contest.rejudge:rejudge", "Judge the attempts of a run again."),
}
"""Name, where its command is, and its line in the help."""


@click.group(cls=LazyGroup, table=COMMANDS, epilog="Example: judge contest start bytedance-aml-1")
def contest() -> None:
    """Compete against the clock, alone or with others.

    While a contest is running, judge submit counts for it. To start a mock interview: judge interview.
    """
