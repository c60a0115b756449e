"""How an attempt comes to its verdict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from judge.contest import log
from judge.contest.attempts import Settled, settle, twice_near_limit, waiting
from judge.contest.clock import Reading
from judge.contest.events import Received, Started
from judge.contest.model import Attempt, Contest, GroupResult, Task
from judge.errors import SandboxError
from judge.records import Records
from judge.sandbox_kind import SandboxKind
from judge.submission import Selection, Submission
from judge.verdict import Report, SandboxInfo, TestResult, Verdict, overall_verdict

SUBMISSION = Submission("addition.py", b"def add(a, b): return a + b")
ATTEMPT = Attempt(1, "addition", 5.0, None, sha256=SUBMISSION.sha256, seed=42)
NOW = Reading(1_700_000_000.0, 5000.0, "boot")


def report(*tests: tuple[Verdict, float]) -> Report:
    results = tuple(
        TestResult(f"test_{at}", "sample" if at == 0 else "hidden", verdict, time_s, time_limit_s=1.0)
        for at, (verdict, time_s) in enumerate(tests)
    )
    return Report(
        "addition", "addition.py", SUBMISSION.sha256, overall_verdict(results), SandboxInfo(SandboxKind.PROCESS),
        "2026-01-01T00:00:00.000Z", 0.1, len(tests), tests=results,
    )  # fmt: skip


AC, WA, TLE = Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT
QUICK = report((AC, 0.1), (AC, 0.1))
WRONG = report((AC, 0.1), (WA, 0.1))
LATE = report((AC, 0.1), (TLE, 1.0))
CLOSE = report((AC, 0.1), (AC, 0.95))


class Sandbox:
    """Gives reports one after another; remembers what it was asked for."""

    def __init__(self, *reports: Report) -> None:
        self.left = list(reports)
        self.asked: list[Selection] = []

    def __call__(self, *asked: object) -> Report:
        self.asked += [one for one in asked if isinstance(one, Selection)]
        return self.left.pop(0)


@pytest.mark.parametrize("first", [QUICK, WRONG])
def test_a_run_far_from_the_limit_is_made_once(first: Report) -> None:
    assert twice_near_limit(ATTEMPT, SUBMISSION, Sandbox(first)) == (first, None)


@pytest.mark.parametrize(
    ("first", "second", "counts", "other"),
    [(LATE, QUICK, QUICK, TLE), (LATE, LATE, LATE, TLE), (LATE, WRONG, LATE, WA), (CLOSE, LATE, CLOSE, TLE), (CLOSE, QUICK, CLOSE, AC)],
)  # fmt: skip
def test_near_the_limit_the_better_of_two_runs_counts(
    first: Report, second: Report, counts: Report, other: Verdict
) -> None:
    assert twice_near_limit(ATTEMPT, SUBMISSION, Sandbox(first, second)) == (counts, other)


def test_both_runs_draw_the_same_inputs() -> None:
    sandbox = Sandbox(LATE, QUICK)
    twice_near_limit(ATTEMPT, SUBMISSION, sandbox)
    assert [selection.seed for selection in sandbox.asked] == [42, 42]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a-1.jsonl"
    contest = Contest("a", "A", (Task("A", "addition"),), 60, "ioi")
    log.create(path, Started("a-1", contest, "ann"), NOW)
    received = Received(1, "addition", SUBMISSION.sha256, 42)
    log.append(log.load(path), replace(NOW, boot_s=5005.0), lambda _log, _at_s: received, SUBMISSION.source)
    return path


def settled(path: Path, sandbox: Sandbox) -> Settled | None:
    (attempt,) = log.read(path).attempts
    with Records(path.parent / "records.sqlite3") as records:
        return settle(log.load(path), attempt, sandbox, records, lambda: NOW)


def test_a_verdict_is_in_the_log_and_in_the_records(path: Path) -> None:
    assert settled(path, Sandbox(WRONG)) is not None
    (attempt,) = log.read(path).attempts
    assert attempt.verdict is WA
    assert attempt.groups == (GroupResult("sample", 1, 1), GroupResult("hidden", 0, 1))
    with Records(path.parent / "records.sqlite3") as records:
        (record,) = records.list()
        assert records.source(record.id) == SUBMISSION.source


def test_an_attempt_with_a_verdict_is_not_judged_again(path: Path) -> None:
    settled(path, Sandbox(WRONG))
    assert settled(path, Sandbox()) is None


def test_a_record_that_was_written_before_a_kill_gives_the_verdict(path: Path) -> None:
    before = path.read_bytes()
    settled(path, Sandbox(WRONG))
    path.write_bytes(before)
    assert settled(path, Sandbox()) is not None
    assert log.read(path).attempts[0].verdict is WA
    with Records(path.parent / "records.sqlite3") as records:
        assert len(records.list()) == 1


def test_an_attempt_that_cannot_be_judged_stays_pending(path: Path) -> None:
    def broken(*_: object) -> Report:
        raise SandboxError("no engine")

    with Records(path.parent / "records.sqlite3") as records, pytest.raises(SandboxError):
        settle(log.load(path), ATTEMPT, broken, records, lambda: NOW)
    assert waiting(log.load(path)) == log.read(path).attempts


def test_a_judge_error_is_in_the_log_but_not_in_the_records(path: Path) -> None:
    settled(path, Sandbox(report((Verdict.JUDGE_ERROR, 0.0))))
    assert log.read(path).attempts[0].verdict is Verdict.JUDGE_ERROR
    with Records(path.parent / "records.sqlite3") as records:
        assert records.list() == ()
