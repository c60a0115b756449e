"""Judges what `judge grade` has found, and shows how it goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from judge import grading
from judge.cli.context import Context
from judge.cli.display import screen_of
from judge.errors import JudgeError
from judge.grading import Graded, Shown, keeping, marks
from judge.judging import ALL
from judge.render import text
from judge.render.grading import GradingLive

if TYPE_CHECKING:
    from judge.grading import Candidate
    from judge.grading.keeping import Kept
    from judge.problem import Runtime
    from judge.sandboxes import Sandbox


def judge_all(
    context: Context,
    candidates: Sequence[Candidate],
    digests: Mapping[str, str],
    jobs: int,
    kept: Kept | None,
    forms: Sequence[tuple[str, str]],
) -> tuple[list[Graded], Exception | None]:
    """The result of every candidate, and what broke on our side in the middle, if anything did.

    Where something broke, what was not judged by then has a result that says so, and is counted against nobody. Where
    it broke before anything was judged, there are no results.

    Args:
        context: of the command.
        candidates: what to judge.
        digests: of their problems.
        jobs: how many to judge at a time.
        kept: results from before, and where new ones go.
        forms: that are asked for.
    """
    lines = ("terminal", "") in forms
    stream = sys.stdout if lines else sys.stderr
    results: list[Graded] = []
    broke: Exception | None = None
    try:
        with GradingLive(stream, screen_of(stream), len(candidates), lines=lines) as live:
            machine = _Machine(context, digests, live, jobs)
            judging = machine.judge(candidates) if kept is None else machine.go_on(candidates, kept)
            for graded in judging:
                results.append(graded)
                live.end(graded.told(Shown.MESSAGES))
    except KeyboardInterrupt:
        if kept is not None and results:
            context.note(f"\n{len(results)} of {len(candidates)} are kept. Go on: the same command with --resume")
        raise
    except Exception as error:  # noqa: BLE001 - raised again when what is known has been written
        broke = error
    if kept is not None and kept.found:
        context.note(f"{kept.found} of {len(candidates)} were judged before, and are taken from there.")
    return results + _not_judged(candidates, results, broke), broke


def _not_judged(candidates: Sequence[Candidate], results: Sequence[Graded], broke: Exception | None) -> list[Graded]:
    if broke is None or not results:
        return []
    why = broke.message if isinstance(broke, JudgeError) else "judge has failed"
    done = {graded.candidate for graded in results}
    return [Graded(one, fault=f"not judged: {why}") for one in candidates if one not in done]


class _Machine:
    """This machine, which judges."""

    def __init__(self, context: Context, digests: Mapping[str, str], live: GradingLive, jobs: int) -> None:
        self._context = context
        self._digests = digests
        self._live = live
        self._jobs = jobs
        self._sandbox_for = cache(self._make_sandbox)
        self._runtime_of = cache(lambda problem: context.catalogue.load(problem).runtime)

    def judge(self, candidates: Sequence[Candidate]) -> Iterator[Graded]:
        return grading.grade(candidates, self._context.catalogue.load, self._sandbox_for, self._jobs, self._live.begin)

    def go_on(self, candidates: Sequence[Candidate], kept: Kept) -> Iterator[Graded]:
        return keeping.go_on(candidates, self._mark, kept, self.judge)

    def _mark(self, candidate: Candidate, sha256: str) -> str:
        problem = candidate.problem
        if problem not in self._digests:
            return ""
        info = self._sandbox_for(self._runtime_of(problem)).info
        return marks.mark_of(candidate, sha256, self._digests[problem], ALL, info)

    def _make_sandbox(self, runtime: Runtime) -> Sandbox:
        def say(note: str) -> None:
            self._live.say(text.clean(note))

        return self._context.make_sandbox(runtime, fall_back=False, progress=say)
