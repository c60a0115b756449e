"""Random inputs for a submission until one fails: a loop around a trial (`judge.trial`).

The grader draws the inputs and shrinks one that fails; the clock and what has been found so far are kept here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from judge.errors import ProblemError, UsageError
from judge.problem import Problem
from judge.sandboxes import Sandbox
from judge.submission import Selection, Submission
from judge.trial import Trial
from judge.verdict import Refusal, TestResult, Verdict

SHRINK_S: Final = 10.0
"""How long a failing input may still be shrunk if it was found when the time was nearly up."""


@dataclass(frozen=True, slots=True)
class StressResult:
    """What has been found so far, or in the end.

    Attributes:
        seed: what the inputs are drawn from.
        seconds: how long inputs have been tried.
        tried: the number of inputs up to and including the first that failed.
        tried_smaller: the number of inputs since then, each tried to see whether a smaller one fails too.
        failure: the result of the smallest input that failed.
        finished: whether shrinking has ended because no smaller input fails, not because time was up.
        passed_again: whether the input that failed passed when it was tried again in a new process.
        interrupted: whether the user ended it.
        refusal: why the source cannot be loaded.
    """

    seed: int
    seconds: float = 0.0
    tried: int = 0
    tried_smaller: int = 0
    failure: TestResult | None = None
    finished: bool = False
    passed_again: bool = False
    interrupted: bool = False
    refusal: Refusal | None = None


def stress(
    problem: Problem,
    submission: Submission,
    sandbox: Sandbox,
    *,
    seconds: float,
    seed: int,
    on_input: Callable[[StressResult], None] = lambda _: None,
) -> StressResult:
    """Try random inputs for `seconds` seconds or until one fails, then smaller ones until none of them fails.

    The same seed tries the same inputs in the same order. An interrupt (Ctrl-C) returns what is known by then.

    Raises:
        UsageError: no test of this problem draws inputs.
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run.
    """
    with Trial(problem, submission, sandbox, 1.0) as trial:
        trial.start(Selection(seed=seed), random_inputs=True)
        tests = trial.collect()
        if not tests:
            raise UsageError(
                f"no test of {problem.id} draws random inputs",
                f"Its tests have fixed inputs: run `judge submit {problem.id}`.",
            )
        refusal = trial.load()
        found = StressResult(seed, refusal=refusal)
        if refusal:
            trial.finish()
            return found
        began = time.monotonic()
        ends = began + seconds
        last = Verdict.ACCEPTED
        try:
            for result in trial.draw_inputs(tests):
                if result.verdict is Verdict.JUDGE_ERROR:
                    raise ProblemError(f"problem {problem.id}: {result.name}: {result.message}")
                now = time.monotonic()
                if found.failure is None and result.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}:
                    ends = max(ends, now + SHRINK_S)
                found = replace(_count_input(found, result), seconds=now - began)
                on_input(found)
                if found.passed_again or now > ends:
                    trial.finish()
                    return found
                last = result.verdict
        except KeyboardInterrupt:
            return replace(found, seconds=time.monotonic() - began, interrupted=True)
        trial.finish()
        # the last input that hypothesis tries is the smallest again
        return replace(found, finished=not trial.lost, passed_again=last is Verdict.ACCEPTED)


def _count_input(found: StressResult, result: TestResult) -> StressResult:
    """What is known after one more input."""
    if result.verdict is Verdict.SKIPPED:  # an input that the test rejects
        return found
    failed = result.verdict is not Verdict.ACCEPTED
    if found.failure is None:
        return replace(found, tried=found.tried + 1, failure=result if failed else None)
    tried_smaller = found.tried_smaller + 1
    if failed:
        return replace(found, tried_smaller=tried_smaller, failure=result)
    # the first input after a failure is the same one again
    return replace(found, tried_smaller=tried_smaller, passed_again=tried_smaller == 1)
