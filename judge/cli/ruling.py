"""The options of `judge grade` about the rules of a repository: where they are, when solutions came in, how often.

Rules come from the trusted side alone: one that lies in the working directory is the branch's, unless it is named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from judge import toml
from judge.cli.context import Context
from judge.errors import UsageError
from judge.grading import Graded, Standing, attempts, rules
from judge.grading.rules import FILE, Counted, Rules
from judge.source import shown_path

Command = TypeVar("Command", bound=Callable[..., Any])
Tries = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules that are in force, and what the trusted side says besides: when, and how often."""

    rules: Rules
    received_at: datetime
    attempts: Tries

    @property
    def counts_commits(self) -> bool:
        """Whether the branch's commits are to be counted."""
        return self.rules.attempts is not None and self.rules.attempts.counted is Counted.COMMITS

    def only_of(self, authors: Iterable[str]) -> Ruling:
        """The same for some authors: nobody else has to be there."""
        roster = tuple(sorted({*self.rules.roster}.intersection(authors)))
        return replace(self, rules=replace(self.rules, roster=roster))

    def standings(self, results: Iterable[Graded], commits: Tries) -> tuple[Standing, ...]:
        """Each author by the rules."""
        return rules.standings(self.rules, results, self.received_at, commits or self.attempts)


_SINCE: Final = 'Say it: --base origin/main. Of parts that are merged they cannot be counted: counted = "file"'


def rule_options(command: Command) -> Command:
    """Give a command the options; it hands what they say to `ruling_of`."""
    for option in reversed(
        [
            click.option("--rules", metavar="FILE", type=click.Path(path_type=Path), help="The rules: a judge.toml."),
            click.option("--received-at", metavar="TIME", help="When the solutions came in, in ISO 8601; now."),
            click.option(
                "--attempts", metavar="FILE", type=click.Path(path_type=Path), help="How often who has tried."
            ),
        ]
    ):
        command = option(command)
    return command


def ruling_of(
    context: Context,
    named: Path | None,
    received_at: str | None,
    attempts_file: Path | None,
    base: str | None = None,
    taken: Path | None = None,
) -> Ruling | None:
    """The rules that are in force; None where there are none.

    Args:
        context: of the command.
        named: the file that --rules names.
        received_at: when solutions came in; now, where nobody says.
        attempts_file: how often who has tried.
        base: since when commits are counted.
        taken: the rules that were taken out of git at a trusted ref; they hold where none are named.

    Raises:
        UsageError: an option says what it cannot, or the rules need one that is missing.
        ProblemError: the rules are at fault.
    """
    file = named or taken
    lying_here = context.folder / FILE
    if taken is None and os.path.lexists(lying_here) and (file is None or lying_here.resolve() != file.resolve()):
        context.note(f"{FILE} of this folder is not used; if you trust it: --rules {FILE}")
    if file is None:
        for option, given in (("--received-at", received_at), ("--attempts", attempts_file)):
            if given is not None:
                raise UsageError(f"{option} means nothing without rules", f"Give them: --rules {FILE}")
        return None
    found = rules.load(file, context.catalogue)
    counted = found.attempts.counted if found.attempts else None
    where = shown_path(file)
    if counted is Counted.FILE and attempts_file is None:
        raise UsageError(f"{where} counts attempts by a file, and none is given", "Give it: --attempts FILE")
    if counted is not Counted.FILE and attempts_file is not None:
        raise UsageError(f"{where} counts no attempts by a file", 'Leave --attempts out, or write: counted = "file"')
    if counted is Counted.COMMITS and base is None:
        raise UsageError(f"{where} counts commits, and since when is not said", _SINCE)
    tries = attempts.load(attempts_file) if attempts_file else {}
    return Ruling(found, _moment(received_at) if received_at is not None else datetime.now(UTC), tries)


def _moment(text: str) -> datetime:
    """ISO 8601, or seconds since 1970, as GitHub tells the time of a push."""
    try:
        return toml.moment(datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else text)
    except (ValueError, OverflowError, OSError) as error:
        complaint = str(error) if isinstance(error, ValueError) else "is not of this age"
        raise UsageError(
            f"--received-at {complaint}", "In CI give the time of the push, as its server tells it."
        ) from None
