"""A loop around the core over many solutions of many authors; each author's are judged apart.

A branch is data. Nothing of it is imported or executed here: files are read by `judge.source`, and what is in them
goes to the sandbox.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Final

from judge import source
from judge.errors import ProblemError, UsageError
from judge.grading.results import Candidate, Graded
from judge.judging import judge
from judge.pool import judge_each
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox

_LFS: Final = b"version https://git-lfs.github.com/spec/"
"""What a file begins with that Git LFS has put in the place of another one."""


def grade(
    candidates: Sequence[Candidate],
    load: Callable[[str], Problem],
    sandbox_for: Callable[[Runtime], Sandbox],
    jobs: int,
    on_begin: Callable[[Candidate], None] = lambda _: None,
) -> Iterator[Graded]:
    """Judge all of them, `jobs` at a time; each as soon as it is there.

    Containers are used again for one author and never for another.

    Args:
        candidates: in any order.
        load: gives a problem by its id; may raise ProblemError.
        sandbox_for: where the solutions of a runtime run.
        jobs: how many to judge at a time.
        on_begin: told of each that is being judged from now on, in any thread.

    Raises:
        SandboxError: the sandbox broke. What has not begun by then is not begun; what had begun is given first.
    """
    problems: dict[str, Problem] = {}
    broken: dict[str, str] = {}
    for name in {candidate.problem for candidate in candidates}:
        try:
            problems[name] = load(name)
        except ProblemError as error:
            broken[name] = error.message
    for candidate in candidates:
        if candidate.problem in broken:
            yield Graded(candidate, fault=broken[candidate.problem])

    def domain(candidate: Candidate) -> tuple[str, Runtime]:
        return candidate.author, problems[candidate.problem].runtime

    def work(candidate: Candidate, sandbox: Sandbox) -> Graded:
        on_begin(candidate)
        return grade_one(candidate, problems[candidate.problem], sandbox)

    known = sorted((one for one in candidates if one.problem not in broken), key=domain)
    groups = [(sandbox_for(runtime), tuple(group)) for (_, runtime), group in groupby(known, key=domain)]
    yield from _all_groups(groups, work, jobs)


def grade_one(candidate: Candidate, problem: Problem, sandbox: Sandbox) -> Graded:
    """One solution's result. Raises SandboxError."""
    try:
        submission = source.read(candidate.path)
    except UsageError as error:
        return Graded(candidate, refused=error.message)
    if submission.source.startswith(_LFS):
        return Graded(candidate, refused=f"{submission.file} is a pointer of Git LFS, not the file itself")
    try:
        return Graded(candidate, judge(problem, submission, sandbox))
    except ProblemError as error:
        return Graded(candidate, fault=error.message)


def _all_groups(
    groups: Sequence[tuple[Sandbox, tuple[Candidate, ...]]], work: Callable[[Candidate, Sandbox], Graded], jobs: int
) -> Iterator[Graded]:
    """As many groups at a time as there are jobs; where there are fewer, more of a group at a time."""
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
