"""The rules that hold for one call of `judge grade`, with what the trusted side knows: when, and how often.

Rules come from the trusted side only: a judge.toml in the working directory belongs to the branch, unless it is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from judge import toml
from judge.cli.context import Context
from judge.cli.grade.request import RuleChoice
from judge.errors import UsageError
from judge.grading import attempt_counts, rules, standings
from judge.grading.results import Graded, Standing
from judge.grading.rules import FILE, Counted, Rules
from judge.source import shown_path

AttemptCounts = Mapping[tuple[str, str], int]
"""How often each author has tried each problem."""


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The rules, when the solutions were submitted, and how often their authors have tried."""

    rules: Rules
    received_at: datetime
    attempts: AttemptCounts

    @property
    def counts_commits(self) -> bool:
        """Whether the branch's commits are counted as attempts."""
        return self.rules.attempts is not None and self.rules.attempts.counted is Counted.COMMITS

    def for_authors(self, authors: Iterable[str]) -> RulesInForce:
        """The same rules for some authors only: nobody else must appear."""
        roster = tuple(sorted({*self.rules.roster}.intersection(authors)))
        return replace(self, rules=replace(self.rules, roster=roster))

    def standings(self, results: Iterable[Graded], commits: AttemptCounts) -> tuple[Standing, ...]:
        """The standing of each author."""
        return standings.standings(self.rules, results, self.received_at, commits or self.attempts)


_NO_BASE: Final = 'Give --base origin/main. A merge of shards cannot count commits: there, use counted = "file"'


def rules_in_force(
    context: Context, choice: RuleChoice, base: str | None = None, trusted: Path | None = None
) -> RulesInForce | None:
    """The rules that hold; None without rules.

    Args:
        context: of the command.
        choice: what the options say.
        base: the ref since which commits are counted.
        trusted: the rules in git at a trusted ref; they hold if no others are named.

    Raises:
        UsageError: an option is not valid, or the rules need one that is missing.
        ProblemError: the rules are not valid.
    """
    file = choice.file or trusted
    local = context.folder / FILE
    if trusted is None and os.path.lexists(local) and (file is None or local.resolve() != file.resolve()):
        context.note(f"{FILE} in this folder is ignored; to trust it: --rules {FILE}")
    if file is None:
        for option, value in (("--received-at", choice.received_at), ("--attempts", choice.attempts)):
            if value is not None:
                raise UsageError(f"{option} needs rules", f"Give them: --rules {FILE}")
        return None
    loaded = rules.load(file, context.catalogue)
    counted = loaded.attempts.counted if loaded.attempts else None
    shown = shown_path(file)
    if counted is Counted.FILE and choice.attempts is None:
        raise UsageError(f"{shown} takes attempts from a file, but no --attempts given", "Give it: --attempts FILE")
    if counted is not Counted.FILE and choice.attempts is not None:
        raise UsageError(f"{shown} does not take attempts from a file", 'Omit --attempts, or write: counted = "file"')
    if counted is Counted.COMMITS and base is None:
        raise UsageError(f"{shown} counts commits, but no --base given", _NO_BASE)
    received_at = datetime.now(UTC) if choice.received_at is None else _moment(choice.received_at)
    return RulesInForce(loaded, received_at, attempt_counts.load(choice.attempts) if choice.attempts else {})


def _moment(text: str) -> datetime:
    """ISO 8601, or seconds since 1970, which GitHub gives for the time of a push."""
    try:
        return toml.moment(datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else text)
    except (ValueError, OverflowError, OSError) as error:
        reason = str(error) if isinstance(error, ValueError) else "is not a plausible date"
        raise UsageError(
            f"--received-at {reason}", "In CI, give the time of the push as the server reports it."
        ) from None
