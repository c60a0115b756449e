"""Many solutions by many authors, judged on this machine; each author's apart.

A branch is data. Nothing of it is imported or executed here: `judge.source` reads its files, and their contents go to
the sandbox.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from judge.errors import ProblemError
from judge.grading.isolation import container_groups
from judge.grading.preparation import load_problems, read_submission
from judge.grading.results import Candidate, Graded
from judge.judging import judge
from judge.pool import judge_each
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.sandboxes.reuse import SharedGraders


def grade(
    candidates: Sequence[Candidate],
    load: Callable[[str], Problem],
    sandbox_for: Callable[[Runtime], Sandbox],
    jobs: int,
    on_begin: Callable[[Candidate], None] = lambda _: None,
) -> Iterator[Graded]:
    """Judge all candidates, `jobs` at a time; yield each result as soon as it has come.

    A solution's container is used again only for the same author; a grader, which runs nothing foreign, serves all.

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

    runtimes = {name: problem.runtime for name, problem in problems.items()}
    with contextlib.ExitStack() as stack:
        shared: dict[Runtime, Sandbox] = {}
        groups = []
        for runtime, group in container_groups(candidates, runtimes):
            if runtime not in shared:
                shared[runtime] = stack.enter_context(SharedGraders(sandbox_for(runtime)))
            groups.append((shared[runtime], group))
        yield from _all_groups(groups, work, jobs)


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
            for _, graded in judge_each(work, wanted, sandbox, max(1, jobs // at_a_time)):
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
