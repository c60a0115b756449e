"""`judge contest`: the group, whose commands are loaded when they are called."""

from __future__ import annotations

from typing import Final

import click

from judge.cli.subcommands import LazyGroup

COMMANDS: Final = {
    "list": ("judge.cli.contest_files:list_contests", "Presets, your own contests, and what was played."),
    "new": ("judge.cli.contest_files:new", "Write a contest to contests/NAME.toml."),
    "start": ("judge.cli.contest_running:start", "Start one; the clock runs."),
    "status": ("judge.cli.contest_status:status", "How it stands; --watch stays."),
    "submit": ("judge.cli.competing:submit", "Hand in a solution; after the end, unscored."),
    "pause": ("judge.cli.contest_running:pause", "Stop the clock of an interview."),
    "resume": ("judge.cli.contest_running:resume", "Let it go on."),
    "finish": ("judge.cli.contest_running:finish", "End before the time is up."),
    "abort": ("judge.cli.contest_running:abort", "Give it up, unscored."),
    "report": ("judge.cli.contest_report:report", "Look back on a contest; as a page for a mentor."),
    "board": ("judge.cli.boards:board", "The scoreboard of several people's runs."),
    "export": ("judge.cli.exporting:export", "A run as a file for others, or for the ICPC's tools."),
    "import": ("judge.cli.contest_files:import_run", "Take an exported result into your runs."),
    "rejudge": ("judge.cli.rejudging:rejudge", "Judge the attempts of a run again."),
}
"""Name, where its command is, and its line in the help."""


@click.group(cls=LazyGroup, table=COMMANDS, epilog="Example: judge contest start bytedance-aml-1")
def contest() -> None:
    """Hold a contest against the clock, alone or with others; judge interview is one for yourself.

    While one runs, judge submit counts for it.
    """
