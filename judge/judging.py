"""The one core: a problem, a submission and a sandbox give a report. Everything else is a loop around `judge`.

What a solution does is a verdict in the report. A fault of the judge is an exception, or the verdict JE where only one
test is at fault.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from judge.problem import Problem
from judge.sandboxes import Sandbox
from judge.submission import ALL, Event, Selection, SourceLoaded, Submission, TestName, TestsCollected
from judge.trial import Trial
from judge.verdict import Report, TestResult, overall_verdict


def judge(
    problem: Problem,
    submission: Submission,
    sandbox: Sandbox,
    selection: Selection = ALL,
    on_event: Callable[[Event], None] = lambda _: None,
) -> Report:
    """Run the tests of `problem` on `submission`.

    Raises:
        SandboxError: the sandbox broke.
        ProblemError: the tests cannot be run.
    """
    started_at, started = datetime.now(UTC), time.monotonic()
    with Trial(problem, submission, sandbox, selection.time_factor) as trial:
        trial.start(selection)
        tests = trial.collect()
        on_event(TestsCollected(tuple(TestName(test.name, test.group) for test in tests)))
        refusal = trial.load()
        results: tuple[TestResult, ...] = ()
        if refusal is None:
            on_event(SourceLoaded())
            results = trial.run(tests, on_event, fail_fast=selection.fail_fast)
        trial.finish()
        return Report(
            problem=problem.id,
            file=submission.file,
            sha256=submission.sha256,
            verdict=refusal.verdict if refusal else overall_verdict(results),
            message=refusal.message if refusal else "",
            sandbox=replace(sandbox.info, warm=trial.warm),
            started_at=started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            wall_s=time.monotonic() - started,
            total=len(tests),
            tests=results,
        )
