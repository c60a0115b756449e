"""What each wall of a container costs: the same submission in a new container with it, and without it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from measure import ROOT, Row, by_turns, solution

from judge.cli.context import Context
from judge.judging import judge
from judge.problem import load
from judge.sandboxes.docker.containers import Recipe
from judge.sandboxes.docker.sandbox import connect
from judge.submission import Submission
from judge.verdict import Verdict

PROBLEM = "number_of_islands"

Change = Callable[[dict[str, Any]], None]


def _set(**fields: Any) -> Change:
    return lambda host_config: host_config.update(fields)


def _no_profile(host_config: dict[str, Any]) -> None:
    host_config["SecurityOpt"] = ["no-new-privileges:true", "seccomp=unconfined"]


def _dockers_profile(host_config: dict[str, Any]) -> None:
    host_config["SecurityOpt"] = ["no-new-privileges:true"]


WALLS: dict[str, Change] = {
    "our seccomp profile, against none": _no_profile,
    "our seccomp profile, against Docker's": _dockers_profile,
    "no network, against the host's": _set(NetworkMode="host"),
    "a read-only root, against a writable one": _set(ReadonlyRootfs=False),
    "no capabilities, against Docker's": _set(CapDrop=[]),
    "limits of memory and processes, against none": _set(Memory=0, MemorySwap=0, PidsLimit=0),
}


@contextlib.contextmanager
def _without(change: Change) -> Iterator[None]:
    config = Recipe.config

    def changed(recipe: Recipe, memory_mb: int, core: int) -> dict[str, Any]:
        body = config(recipe, memory_mb, core)
        change(body["HostConfig"])
        if body["HostConfig"]["NetworkMode"] != "none":
            body["NetworkDisabled"] = False
        return body

    with mock.patch.object(Recipe, "config", changed):
        yield


def walls(_home: Path, rounds: int) -> Iterator[Row]:
    """A whole submission, in two new containers."""
    problem = load(ROOT / "problems" / PROBLEM)
    submission = Submission("x.py", Path(solution(PROBLEM)).read_bytes())
    settings = replace(Context().settings, spare_s=0)
    sandbox = connect(problem.runtime, print, settings)

    def submit() -> float:
        began = time.perf_counter()
        report = judge(problem, submission, sandbox)
        took = time.perf_counter() - began
        if report.verdict is not Verdict.ACCEPTED:
            raise RuntimeError(f"an accepted submission got {report.verdict}: {report.message}")
        return took

    def submit_without(change: Change) -> float:
        with _without(change):
            return submit()

    chosen = dict(WALLS)
    if sandbox.oci_runtime:
        chosen[f"{sandbox.oci_runtime}, against runc"] = _set(Runtime="runc")
    for name, change in chosen.items():
        wall, _, against = name.partition(", against ")
        with_it, without_it = by_turns(rounds, submit, lambda: submit_without(change))  # noqa: B023 - called at once
        yield Row(f"submission, cold: {wall}", against, with_it, without_it)
