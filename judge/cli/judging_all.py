"""Judges what `judge grade` has found, and shows how it goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from judge import grading
from judge.cli import large_blocks
from judge.cli.context import Context
from judge.cli.display import screen_of
from judge.errors import JudgeError
from judge.grading import Graded, Shown, keeping, marks
from judge.judging import ALL
from judge.render import text
from judge.render.grading import GradingLive
from judge.verdict import SandboxInfo

if TYPE_CHECKING:
    from judge.grading import Candidate
    from judge.grading.keeping import Kept
    from judge.problem import Runtime
    from judge.sandboxes import Sandbox


class Judges(Protocol):
    """Who judges: this machine, or a cluster."""

    def judge(self, candidates: Sequence[Candidate], live: GradingLive) -> Iterator[Graded]:
        """The result of each as soon as it is there; `live` is told of what begins."""

    def mark(self, candidate: Candidate, sha256: str) -> str:
        """What decides the result, as a digest; empty where nothing of it may be kept."""


def judges_of(context: Context, digests: Mapping[str, str], jobs: int | None, cluster: str | None) -> Judges:
    """This machine, or the cluster at an address; `digests` are those of the problems."""
    if cluster is not None:
        return _Cluster(context, digests, cluster)
    return _Machine(context, digests, jobs or os.cpu_count() or 1)


def judge_all(
    context: Context,
    candidates: Sequence[Candidate],
    judges: Judges,
    kept: Kept | None,
    forms: Sequence[tuple[str, str]],
    shown: Shown,
) -> tuple[list[Graded], Exception | None]:
    """The result of every candidate as it may be told, and what broke on our side in the middle, if anything did.

    Where something broke, what was not judged by then has a result that says so, and is counted against nobody. Where
    it broke before anything was judged, there are no results.

    Args:
        context: of the command.
        candidates: what to judge.
        judges: who does.
        kept: results from before, and where new ones go.
        forms: that are asked for.
        shown: how much of the reports may be told; what a thousand solutions have printed is not held until the end.
    """
    large_blocks.give_back()
    lines = ("terminal", "") in forms
    stream = sys.stdout if lines else sys.stderr
    results: list[Graded] = []
    broke: Exception | None = None
    try:
        with GradingLive(stream, screen_of(stream), len(candidates), lines=lines) as live:

            def judge(wanted: Sequence[Candidate]) -> Iterator[Graded]:
                return judges.judge(wanted, live)

            judging = judge(candidates) if kept is None else keeping.go_on(candidates, judges.mark, kept, judge)
            for graded in judging:
                results.append(graded.told(shown))
                live.end(results[-1])
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
    def __init__(self, context: Context, digests: Mapping[str, str], jobs: int) -> None:
        self._context = context
        self._digests = digests
        self._jobs = jobs
        self._live: GradingLive | None = None
        self._sandbox_for = cache(self._make_sandbox)
        self._runtime_of = cache(lambda problem: context.catalogue.load(problem).runtime)

    def judge(self, candidates: Sequence[Candidate], live: GradingLive) -> Iterator[Graded]:
        self._live = live
        return grading.grade(candidates, self._context.catalogue.load, self._sandbox_for, self._jobs, live.begin)

    def mark(self, candidate: Candidate, sha256: str) -> str:
        problem = candidate.problem
        if problem not in self._digests:
            return ""
        info = self._sandbox_for(self._runtime_of(problem)).info
        return marks.mark_of(candidate, sha256, self._digests[problem], ALL, info)

    def _make_sandbox(self, runtime: Runtime) -> Sandbox:
        return self._context.make_sandbox(runtime, fall_back=False, progress=self._say)

    def _say(self, note: str) -> None:
        if self._live is not None:
            self._live.say(text.clean(note))


class _Cluster:
    def __init__(self, context: Context, digests: Mapping[str, str], url: str) -> None:
        self._context = context
        self._digests = digests
        self._url = url

    def judge(self, candidates: Sequence[Candidate], live: GradingLive) -> Iterator[Graded]:
        from judge.cli import cluster_worker  # noqa: PLC0415 - only where there is a cluster
        from judge.grading import cluster  # noqa: PLC0415 - likewise

        side = cluster.WorkerSide(cluster_worker.trouble, cluster_worker.judge_piece)
        return cluster.grade(candidates, self._context.catalogue.load, self._url, side, live.begin)

    def mark(self, candidate: Candidate, sha256: str) -> str:
        """Whichever machine judges: all have the same version of judge, which chooses the images."""
        if candidate.problem not in self._digests:
            return ""
        return marks.mark_of(candidate, sha256, self._digests[candidate.problem], ALL, SandboxInfo("cluster"))
