"""Contests through the command line: a file, a run of it, and what its log says."""

from __future__ import annotations

import hashlib
from pathlib import Path

from judge.contest import log
from judge.contest.events import Judged, Received
from judge.contest.model import Run
from judge.verdict import Verdict
from tests.support.clocked import Clock
from tests.support.small_problems import RIGHT, WRONG, Judge


def new_contest(judge: Judge, rule: str = "interview", *options: str, minutes: int = 60, name: str = "sunday") -> None:
    ran = judge(
        "contest",
        "new",
        name,
        "--problems",
        "addition,add_hard",
        "--minutes",
        str(minutes),
        "--scoring",
        rule,
        *options,
    )
    assert ran.code == 0, ran.err


def the_run(folder: Path, number: int = 1) -> Run:
    return log.read(folder / "home" / "contests" / f"sunday-{number}.jsonl")


def played(judge: Judge, folder: Path, clock: Clock) -> None:
    """A first run of sunday: A wrong at 5:00, right at 10:00."""
    new_contest(judge)
    judge("contest", "start", "sunday", "--as", "ann")
    path = folder / "home" / "contests" / "sunday-1.jsonl"
    for number, (source, verdict) in enumerate([(WRONG, Verdict.WRONG_ANSWER), (RIGHT, Verdict.ACCEPTED)], 1):
        clock.pass_s(300)
        sha256 = hashlib.sha256(source.encode()).hexdigest()
        for event in (Received(number, "addition", sha256, number), Judged(number, verdict)):
            log.append(log.load(path), clock.now(), lambda _log, _at_s, event=event: event, source.encode())
    judge("contest", "finish")
