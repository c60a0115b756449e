"""Who judges for `judge grade`: this machine, or a cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol

from judge.cli.context import Context
from judge.cli.grade.request import JudgingChoice
from judge.grading import cache_keys, local
from judge.grading.results import Candidate, Graded
from judge.render.grade.live import GradingLive
from judge.render.shared import text
from judge.submission import ALL

if TYPE_CHECKING:
    from judge.problem import Runtime
    from judge.sandboxes import Sandbox


class Judges(Protocol):
    """This machine, or a cluster."""

    def judge(self, candidates: Sequence[Candidate], live: GradingLive) -> Iterator[Graded]:
        """Yield each result as soon as it has come; `live` hears of what begins."""

    def result_key(self, candidate: Candidate, sha256: str) -> str:
        """The key that the result is stored under; empty if it must not be stored."""


def judges_for(context: Context, judging: JudgingChoice, digests: Mapping[str, str]) -> Judges:
    """The judges that were asked for; `digests` are those of the problems."""
    if judging.cluster is not None:
        return _Cluster(context, digests, judging.cluster)
    return _ThisMachine(context, digests, judging.jobs or os.cpu_count() or 1)


class _ThisMachine:
    def __init__(self, context: Context, digests: Mapping[str, str], jobs: int) -> None:
        self._context = context
        self._digests = digests
        self._jobs = jobs
        self._live: GradingLive | None = None
        self._sandbox_for = cache(self._make_sandbox)
        self._runtime_of = cache(lambda problem: context.catalogue.load(problem).runtime)

    def judge(self, candidates: Sequence[Candidate], live: GradingLive) -> Iterator[Graded]:
        self._live = live
        return local.grade(candidates, self._context.catalogue.load, self._sandbox_for, self._jobs, live.begin)

    def result_key(self, candidate: Candidate, sha256: str) -> str:
        problem = candidate.problem
        if problem not in self._digests:
            return ""
        sandbox = self._sandbox_for(self._runtime_of(problem)).info
        return cache_keys.result_key(candidate, sha256, self._digests[problem], ALL, sandbox)

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
        from judge.cli.grade import cluster_worker  # noqa: PLC0415 - only for a cluster
        from judge.grading import cluster  # noqa: PLC0415 - only for a cluster

        side = cluster.WorkerSide(cluster_worker.trouble, cluster_worker.judge_piece)
        return cluster.grade(candidates, self._context.catalogue.load, self._url, side, live.begin)

    def result_key(self, candidate: Candidate, sha256: str) -> str:
        """The same for all workers: they have the same version of judge, which chooses the images."""
        problem = candidate.problem
        if problem not in self._digests:
            return ""
        return cache_keys.result_key(candidate, sha256, self._digests[problem], ALL, None)
