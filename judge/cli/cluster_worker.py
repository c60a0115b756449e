"""What the worker of a cluster does for `judge grade --cluster`: Dask calls this on the worker's machine.

Here, as in a command, the environment of that machine says where its Docker engine is.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from judge.cli.context import Context
from judge.errors import JudgeError, ProblemError
from judge.grading import parcels
from judge.judging import judge
from judge.problem import Runtime
from judge.sandboxes import Settings, choose
from judge.sandboxes.reuse import ReusingSandbox
from judge.verdict import Report


def trouble() -> tuple[str, str]:
    """The version of this machine's judge, and why it cannot grade; or nothing where it can."""
    try:
        tidy()
    except JudgeError as error:
        return parcels.version(), error.message
    return parcels.version(), ""


def judge_piece(version: str, runtime: str, problems: dict[str, bytes], solutions: bytes) -> str:
    """Judge some solutions of one author, in containers that serve nobody else.

    Args:
        version: of the judge that asks.
        runtime: of all of their problems.
        problems: what `pack_problem` made, by id.
        solutions: what `Piece.pack` made.

    Raises:
        SandboxError: this machine's engine or another of its parts is at fault; another machine may do better.
    """
    if version != parcels.version():
        wrong = f"a worker has judge {parcels.version()}, and {version} is grading"
        return parcels.pack_results([ProblemError(wrong)] * len(parcels.unpack_solutions(solutions)))
    sandbox = choose("docker", Runtime(runtime), lambda _: None, fall_back=False, settings=_settings())
    results: list[Report | JudgeError] = []
    with tempfile.TemporaryDirectory(prefix="judge-") as folder, ReusingSandbox(sandbox) as reusing:
        loaded = {name: parcels.unpack_problem(data, Path(folder)) for name, data in problems.items()}
        for name, submission in parcels.unpack_solutions(solutions):
            try:
                results.append(judge(loaded[name], submission, reusing))
            except ProblemError as error:
                results.append(error)
    return parcels.pack_results(results)


def tidy() -> None:
    """Remove what a worker has left behind who was killed. Raises SandboxError."""
    from judge.sandboxes import docker, spares  # noqa: PLC0415 - whichever sandbox is not used is not imported

    settings = _settings()
    spares.remove_abandoned(docker.engine_of(settings), settings)


def _settings() -> Settings:
    """No container outlives the piece that it was started for."""
    return replace(Context().settings, spare_s=0)
