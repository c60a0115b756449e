"""`judge contest`: the group, whose commands are loaded when they are called."""

from __future__ import annotations

from typing import Final

import click

from judge.cli.groups import LazyGroup

COMMANDS: Final = {
    "report": ("judge.cli.contest_report:report", "Look back on a contest; as a page for a mentor."),
    "board": ("judge.cli.boards:board", "The scoreboard of several people's runs."),
    "export": ("judge.cli.exporting:export", "A run as a file for others, or for the ICPC's tools."),
    "list": ("judge.cli.contest_files:list_contests", "Presets, your own contests, and what was played."),
}
"""Name, where its command is, and its line in the help."""


@click.group(cls=LazyGroup, table=COMMANDS, epilog="Example: judge contest start bytedance-aml-1")
def contest() -> None:
    """Hold a contest against the clock, alone or with others; judge interview is one for yourself.

    While one runs, judge submit counts for it.
    """
