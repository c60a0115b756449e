"""Random inputs for a submission until one fails: a loop around the core (`judge.judging`).

The grader draws inputs and makes a failing one smaller; here are the clock, and what has been found so far.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from judge.errors import ProblemError, UsageError
from judge.judging import Selection, Submission, Trial
from judge.problem import Problem
from judge.sandboxes import Sandbox
from judge.verdict import TestResult, Verdict

SHRINK_S: Final = 10.0
"""How long a failing input may be made smaller when the time was nearly up as it was found."""


@dataclass(frozen=True, slots=True)
class Stressed:
    """What has been found, so far or in the end.

    Attributes:
        seed: what inputs were drawn from.
        seconds: for how long they were.
        tried: inputs until the first that failed, it included.
        tried_smaller: inputs since then, each to see whether a smaller one fails too.
        failure: the smallest that failed.
        finished: whether none that is smaller was found, and not for want of time.
        passed_again: whether the input that failed passed when it was tried again, by a process that had just begun.
        interrupted: whether the user had enough.
        refusal: the verdict on a source that cannot be loaded, and why.
    """

    seed: int
    seconds: float = 0.0
    tried: int = 0
    tried_smaller: int = 0
    failure: TestResult | None = None
    finished: bool = False
    passed_again: bool = False
    interrupted: bool = False
    refusal: tuple[Verdict, str] | None = None


def stress(
    problem: Problem,
    submission: Submission,
    sandbox: Sandbox,
    *,
    seconds: float,
    seed: int,
    on_input: Callable[[Stressed], None] = lambda _: None,
) -> Stressed:
    """Try random inputs for so many seconds, until one fails; then smaller ones, until none of those does.

    The same seed tries the same inputs in the same order. An interrupt (Ctrl-C) ends it with what is known by then.

    Raises:
        UsageError: no test of this problem draws inputs.
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run.
    """
    with Trial(problem, submission, sandbox, 1.0) as trial:
        trial.start(Selection(seed=seed), stress=True)
        tests = trial.collect()
        if not tests:
            raise UsageError(
                f"no test of {problem.id} draws random inputs",
                f"Its tests all have inputs of their own: judge submit {problem.id}",
            )
        refusal = trial.loaded()
        found = Stressed(seed, refusal=refusal)
        if refusal:
            trial.finish()
            return found
        began = time.monotonic()
        ends = began + seconds
        last = Verdict.ACCEPTED
        try:
            for result in trial.examples(tests):
                if result.verdict is Verdict.JUDGE_ERROR:
                    raise ProblemError(f"problem {problem.id}: {result.name}: {result.message}")
                now = time.monotonic()
                if found.failure is None and result.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}:
                    ends = max(ends, now + SHRINK_S)
                found = replace(_with(found, result), seconds=now - began)
                on_input(found)
                if found.passed_again or now > ends:
                    trial.finish()
                    return found
                last = result.verdict
        except KeyboardInterrupt:
            return replace(found, seconds=time.monotonic() - began, interrupted=True)
        trial.finish()
        # the last input that hypothesis tries is the smallest, once more
        return replace(found, finished=not trial.lost, passed_again=last is Verdict.ACCEPTED)


def _with(found: Stressed, result: TestResult) -> Stressed:
    """What is known after one more input."""
    match result.verdict:
        case Verdict.SKIPPED:  # not an input that the test wants
            return found
        case Verdict.ACCEPTED if found.failure is None:
            return replace(found, tried=found.tried + 1)
        case Verdict.ACCEPTED:  # what comes first after the failure is the same input again
            return replace(found, tried_smaller=found.tried_smaller + 1, passed_again=found.tried_smaller == 0)
        case _ if found.failure is None:
            return replace(found, tried=found.tried + 1, failure=result)
        case _:
            return replace(found, tried_smaller=found.tried_smaller + 1, failure=result)
