"""Contests and runs of a line each: `run("ana", "A 12 WA", "A 30 AC")`, times in minutes."""

from __future__ import annotations

from typing import Any

from judge.contest.model import Attempt, Contest, GroupResult, Run, Task
from judge.contest.rules import RULES
from judge.verdict import Verdict

LABELS = "ABCDEFGHIJKLM"


def contest(rule: str = "icpc", problems: int = 3, *, points: float = 100.0, **fields: Any) -> Contest:
    """Problems a, b, c ... with the labels A, B, C ..., five hours unless `minutes` says otherwise."""
    tasks = tuple(Task(label, label.lower(), points) for label in LABELS[:problems])
    fields = {"minutes": 300, "wrong_minutes": RULES[rule].wrong_minutes} | fields
    return Contest("sunday", "Sunday contest", tasks, rule=rule, **fields)


def attempt(number: int, line: str) -> Attempt:
    """`A 12 WA`, `A 12.5 ?` while it is judged, `A 12 WA sample 2/2 hidden 3/4` with groups."""
    label, minute, verdict, *groups = line.split()
    results = []
    for name, share in zip(groups[::2], groups[1::2], strict=True):
        passed, total = share.split("/")
        results.append(GroupResult(name, int(passed), int(total)))
    known = None if verdict == "?" else Verdict(verdict)
    return Attempt(number, label.lower(), 60 * float(minute), known, tuple(results))


def run(participant: str, *lines: str, of: Contest | None = None, **fields: Any) -> Run:
    """Attempts in the order of the lines."""
    attempts = tuple(attempt(number, line) for number, line in enumerate(lines, 1))
    fields = {"id": f"run-of-{participant}", "started_at": "2026-05-17T10:00:00Z"} | fields
    return Run(contest=of or contest(), participant=participant, attempts=attempts, **fields)
