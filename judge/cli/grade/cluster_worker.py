"""What a worker of a cluster does for `judge grade --cluster`: Dask calls this on the worker's machine.

As in a command, the environment of that machine says where its Docker engine is.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from judge.cli.context import Context
from judge.errors import JudgeError, ProblemError
from judge.grading import cluster_wire
from judge.judging import judge
from judge.problem import Runtime
from judge.sandbox_kind import SandboxKind
from judge.sandboxes import Settings
from judge.sandboxes.choice import choose
from judge.sandboxes.reuse import ReusingSandbox
from judge.verdict import Report


def trouble() -> tuple[str, str]:
    """The version of this machine's judge, and why it cannot grade; empty if it can."""
    try:
        remove_abandoned()
    except JudgeError as error:
        return cluster_wire.version(), error.message
    return cluster_wire.version(), ""


def judge_piece(version: str, runtime: str, problems: dict[str, bytes], solutions: bytes) -> str:
    """Judge solutions of one author, in containers that serve nobody else.

    Args:
        version: of the judge that asks.
        runtime: of all their problems.
        problems: packed by `pack_problem`, by id.
        solutions: packed by `Piece.pack`.

    Raises:
        SandboxError: this machine's Docker engine failed; another machine may succeed.
    """
    if version != cluster_wire.version():
        mismatch = f"a worker has judge {cluster_wire.version()}, but this run uses {version}"
        return cluster_wire.pack_results([ProblemError(mismatch)] * len(cluster_wire.unpack_solutions(solutions)))
    sandbox = choose(SandboxKind.DOCKER, Runtime(runtime), lambda _: None, fall_back=False, settings=_settings())
    results: list[Report | JudgeError] = []
    with tempfile.TemporaryDirectory(prefix="judge-") as folder, ReusingSandbox(sandbox) as reusing:
        loaded = {name: cluster_wire.unpack_problem(data, Path(folder)) for name, data in problems.items()}
        for name, submission in cluster_wire.unpack_solutions(solutions):
            try:
                results.append(judge(loaded[name], submission, reusing))
            except ProblemError as error:
                results.append(error)
    return cluster_wire.pack_results(results)


def remove_abandoned() -> None:
    """Remove what a killed worker has left behind. Raises SandboxError."""
    from judge.sandboxes.docker import sandbox, spares  # noqa: PLC0415 - not every machine uses them

    settings = _settings()
    spares.remove_abandoned(sandbox.engine_of(settings), settings)


def _settings() -> Settings:
    """No container outlives its piece."""
    return replace(Context().settings, spare_s=0)
