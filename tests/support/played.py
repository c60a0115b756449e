"""Whole runs, written as logs through the real writer: an interview of an hour, and those before it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from judge.contest import log
from judge.contest.clock import Reading
from judge.contest.events import Ended, EndReason, Event, Hinted, Judged, Paused, Received, Resumed, Started
from judge.contest.log_parser import Log
from judge.contest.model import Contest, GroupResult, Task
from judge.verdict import Verdict

PROBLEMS = Path(__file__).resolve().parents[2] / "problems"
START_S = 1_774_000_000.0
ROUND_3 = Contest(
    "bytedance-multimodal-3",
    "Multimodal algorithm intern, round 3",
    tuple(
        Task(label, problem)
        for label, problem in zip(
            "ABCD", ("multi_head_attention", "merge_visual_tokens", "dpo_loss", "parse_model_output"), strict=True
        )
    ),
    60,
    "interview",
    hint_cost=0.2,
)


class Play:
    """A run being played: every call is an event at a minute of wall time after the start."""

    def __init__(
        self, path: Path, contest: Contest = ROUND_3, who: str = "Lin Wei", *, day: int = 0, extra: int = 0
    ) -> None:
        self.path = path
        self.started_s = START_S + 86400 * day
        self.skew_s = 0.0
        self.attempts = 0
        log.create(path, Started(path.stem, contest, who, extra), self.reading(0))

    def reading(self, minute: float) -> Reading:
        return Reading(self.started_s + 60 * minute + self.skew_s, 5000.0 + 60 * minute, "boot")

    def add(self, minute: float, event: Event, source: bytes = b"") -> Log:
        return log.append(log.load(self.path), self.reading(minute), lambda _log, _at_s: event, source)

    def submit(
        self,
        minute: float,
        problem: str,
        verdict: str | None,
        source: bytes = b"",
        message: str = "",
        *,
        passed: int = 0,
        late: bool = False,
    ) -> None:
        self.attempts += 1
        source = source or f"# {problem} {self.attempts}\n".encode()
        digest = hashlib.sha256(source).hexdigest()
        self.add(minute, Received(self.attempts, problem, digest, 7, upsolving=late), source)
        if verdict is not None:
            samples, others = min(passed, 4), max(passed - 4, 0)
            ran = verdict not in {"CE", "JE"}
            groups = (GroupResult("sample", samples, 4), GroupResult("hidden", others, 16)) if ran else ()
            self.add(minute + 0.02, Judged(self.attempts, Verdict(verdict), groups, message))

    def hint(self, minute: float, problem: str, number: int) -> None:
        self.add(minute, Hinted(problem, number))

    def pause(self, minute: float, minutes: float) -> None:
        self.add(minute, Paused())
        self.add(minute + minutes, Resumed(60 * minutes))

    def end(self, minute: float, contest_minute: float | None = None, reason: EndReason = EndReason.FINISHED) -> Path:
        ended_s = 60 * (minute if contest_minute is None else contest_minute)
        self.add(minute, Ended(ended_s, reason))
        return self.path


def example(problem: str, name: str) -> bytes:
    return (PROBLEMS / problem / "submissions" / f"{name}.py").read_bytes()


def attention() -> tuple[bytes, bytes, bytes]:
    """Attention by hand: not scaled and masked after the softmax, then scaled, then right."""
    right = example("multi_head_attention", "accepted/transpose_and_matmul")
    halfway = right.replace(b"-inf", b"0.0")
    assert halfway != right
    first = b"".join(line for line in halfway.splitlines(keepends=True) if b"sqrt" not in line or b"import" in line)
    return first, halfway, right


def played_interview(folder: Path) -> Path:
    """An hour with everything in it."""
    _earlier(folder)
    play = Play(folder / "bytedance-multimodal-3-4.jsonl", day=9, extra=5)
    first, halfway, right = attention()
    play.submit(
        9.2, "multi_head_attention", "WA", first, "test_masked_keys: the result: 6 of 48 elements differ", passed=9
    )
    play.submit(13.5, "multi_head_attention", "WA", halfway, "test_weights_sum_to_one: off by 0.031", passed=14)
    play.submit(16.1, "multi_head_attention", "AC", right, passed=20)
    play.submit(24.4, "dpo_loss", "CE", b"def dpo_loss(:\n", "line 1: invalid syntax")
    play.submit(24.9, "dpo_loss", "WA", example("dpo_loss", "wrong_answer/smoothing_halved"), "test_smoothing: got 0.61, expected 0.69", passed=17)  # fmt: skip
    play.pause(27, 6)
    play.hint(35.3, "dpo_loss", 1)
    play.submit(38, "dpo_loss", "AC", example("dpo_loss", "accepted/gather_of_log_softmax"), passed=20)
    play.skew_s = 1800
    play.submit(47.5, "parse_model_output", "TLE", example("parse_model_output", "wrong_answer/looks_inside_objects"), "test_long_chatter: no answer within 1 s", passed=12)  # fmt: skip
    play.submit(55, "parse_model_output", "RTE", example("parse_model_output", "wrong_answer/any_quote_closes"), "test_nothing_at_all: IndexError: string index out of range", passed=15)  # fmt: skip
    play.end(71, 65, EndReason.TIME)
    play.submit(84, "parse_model_output", "AC", example("parse_model_output", "accepted/recursive_descent"), late=True, passed=20)  # fmt: skip
    return play.path


def _earlier(folder: Path) -> None:
    """A contest of another kind, and the same one a week before."""
    aml = Contest(
        "bytedance-aml-1", "AML, round 1", (Task("A", "clip"), Task("B", "longest_substring")), 45, "interview"
    )
    play = Play(folder / "bytedance-aml-1-1.jsonl", aml, day=0)
    play.submit(12, "longest_substring", "AC", passed=20)
    play.submit(40, "clip", "WA", passed=10)
    play.end(45)
    play = Play(folder / "bytedance-multimodal-3-2.jsonl", day=2)
    play.submit(31, "multi_head_attention", "WA", passed=8)
    play.submit(52, "multi_head_attention", "WA", passed=12)
    play.end(60)
    other = Play(folder / "bytedance-multimodal-3-3.jsonl", who="Somebody else", day=3)
    other.submit(3, "dpo_loss", "AC", passed=20)
    other.end(60)
