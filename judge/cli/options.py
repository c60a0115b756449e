"""Arguments and options that several commands share, so that they are named and explained alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click

from judge.cli.target import ProblemId
from judge.sandbox_kind import CHOICES

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

problem_argument: Final[Decorator] = click.argument("name", metavar="[ID]", required=False, type=ProblemId())
"""A problem (default: the current one)."""

sandbox_option: Final[Decorator] = click.option(
    "--sandbox",
    type=click.Choice(CHOICES),
    help="Where the solution runs; auto uses Docker if it is available.",
)


def solution_arguments(command: Callable[..., Any]) -> Callable[..., Any]:
    """`[ID|FILE] [FILE]`, to be read by `judge.cli.target.target_of`."""
    what = click.argument("what", metavar="[ID|FILE]", required=False, type=ProblemId())
    file = click.argument("file", metavar="[FILE]", required=False, type=click.Path())
    return what(file(command))
