"""Many solutions by many authors, judged on this machine; each author's apart.

A branch is data. Nothing of it is imported or executed here: `judge.source` reads its files, and their contents go to
the sandbox.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from judge.errors import ProblemError
from judge.grading.isolation import container_groups
from judge.grading.preparation import load_problems, read_submission
from judge.grading.results import Candidate, Graded
from judge.judging import judge
from judge.pool import judge_each
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.sandboxes.reuse import MAX_GRADERS, ReusingSandbox


def grade(
    candidates: Sequence[Candidate],
    load: Callable[[str], Problem],
    sandbox_for: Callable[[Runtime], Sandbox],
    jobs: int,
    on_begin: Callable[[Candidate], None] = lambda _: None,
) -> Iterator[Graded]:
    """Judge all candidates, `jobs` at a time; yield each result as soon as it has come.

    A solution's container is used again only for the same author. A grader serves all authors, but only one problem. So
    a few problems are judged at a time, while their graders wait.

    Args:
        candidates: in any order.
        load: gives a problem by its id; may raise ProblemError.
        sandbox_for: where the solutions of a runtime run.
        jobs: how many to judge at a time.
        on_begin: called with each candidate when its judging begins, in any thread.

    Raises:
        SandboxError: the sandbox broke. No further candidate is begun; those already begun are yielded first.
    """
    problems, broken = load_problems(candidates, load)
    yield from broken

    def work(candidate: Candidate, sandbox: Sandbox) -> Graded:
        on_begin(candidate)
        return _judged(candidate, problems[candidate.problem], sandbox)

    for runtime, some in _batches(problems):
        groups = [group for _, group in container_groups(candidates, dict.fromkeys(some, runtime))]
        # two authors may need the same grader at once
        with ReusingSandbox(sandbox_for(runtime), workers=False, max_graders=len(some) * jobs) as shared:
            yield from _all_groups([(shared, group) for group in groups], work, jobs)


def _batches(problems: Mapping[str, Problem]) -> Iterator[tuple[Runtime, list[str]]]:
    """The problems of each runtime, few at a time."""
    for runtime in Runtime:
        names = sorted(name for name, problem in problems.items() if problem.runtime is runtime)
        for start in range(0, len(names), MAX_GRADERS):
            yield runtime, names[start : start + MAX_GRADERS]


def _judged(candidate: Candidate, problem: Problem, sandbox: Sandbox) -> Graded:
    submission = read_submission(candidate)
    if isinstance(submission, Graded):
        return submission
    try:
        return Graded(candidate, judge(problem, submission, sandbox))
    except ProblemError as error:
        return Graded(candidate, fault=error.message)


def _all_groups(
    groups: Sequence[tuple[Sandbox, tuple[Candidate, ...]]], work: Callable[[Candidate, Sandbox], Graded], jobs: int
) -> Iterator[Graded]:
    """As many groups at a time as there are jobs; with fewer groups, several candidates of a group at a time."""
    if not groups:
        return
    at_a_time = min(jobs, len(groups))
    ended: queue.SimpleQueue[Graded | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def work_on(sandbox: Sandbox, group: tuple[Candidate, ...]) -> None:
        try:
            wanted = (candidate for candidate in group if not stop.is_set())
            for _, graded in judge_each(work, wanted, sandbox, max(1, jobs // at_a_time), max_graders=0):
                ended.put(graded)
        except BaseException as error:  # noqa: BLE001 - raised again below
            ended.put(error)
        ended.put(None)

    pool = ThreadPoolExecutor(at_a_time)
    broke: BaseException | None = None
    try:
        for sandbox, group in groups:
            pool.submit(work_on, sandbox, group)
        left = len(groups)
        while left:
            result = ended.get()
            if isinstance(result, BaseException):
                stop.set()
                broke = broke or result
            elif result is None:
                left -= 1
            else:
                yield result
        if broke is not None:
            raise broke
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
