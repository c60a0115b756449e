"""The scoring rules by name. A new one is a class in a module of its own here, and an entry in `RULES`."""

from __future__ import annotations

from typing import Final

from judge.contest.model import Contest
from judge.contest.rules.icpc import Icpc
from judge.contest.rules.interview import Interview
from judge.contest.rules.ioi import Ioi
from judge.contest.rules.leetcode import LeetCode
from judge.contest.rules.scoring_rule import ScoringRule

INTERVIEW: Final = Interview.name
"""The rule of `judge interview`, and of a new contest that names none."""

RULES: Final[dict[str, ScoringRule]] = {rule.name: rule for rule in (Interview(), Icpc(), LeetCode(), Ioi())}


def rule_of(contest: Contest) -> ScoringRule:
    """The rule by which a contest is scored."""
    return RULES[contest.rule]
