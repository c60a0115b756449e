"""Places to drill in, and an engine of our own to break."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.cli.context import Context
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox
from judge.sandboxes.images import tags
from tests.support.drilling import HIDDEN, SAMPLE, Engine, Place
from tests.support.own_engine import Daemon, running_engine

GVISOR_HERE = "gvisor"
"""Not its usual name, by which judge would choose it for every test."""


@pytest.fixture
def docker_ready(docker: Callable[[Runtime], Sandbox]) -> None:
    docker(Runtime.PYTHON)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A path so short that a socket's, which has room for 108 characters, fits below it."""
    folder = Path(tempfile.mkdtemp(prefix="jd-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place(short_folder: Path, make_problem: Callable[..., Problem]) -> Place:
    """A user's place, without Docker unless its environment says so."""
    problem = make_problem(HIDDEN)
    (problem.folder / "tests" / "test_sample.py").write_text(SAMPLE)
    return Place(short_folder, problem.folder.parent)


@pytest.fixture
def engine(docker_ready: None, place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The containers of `place` on the engine of this machine, where spares wait."""
    place.environment["JUDGE_WARM_MINUTES"] = "0.3"  # one that was claimed and never spoken to waits that long
    with monkeypatch.context() as patch:
        for name in ("JUDGE_HOME", "JUDGE_WARM_MINUTES", "TMPDIR"):
            patch.setenv(name, place.environment[name])
        made = Engine(Context().settings)
    yield made
    made.clear()


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory, docker: Callable[[Runtime], Sandbox]) -> Iterator[Daemon]:
    """A second engine, which has the image, and gVisor where this machine has it."""
    if os.geteuid() != 0 or not shutil.which("dockerd"):
        pytest.skip("needs root and dockerd, to run an engine of its own")
    docker(Runtime.PYTHON)
    wrapper = tmp_path_factory.mktemp("runtimes") / "runsc"
    # a container has no network of its own, for which old releases want to be told so; kvm is not everywhere
    wrapper.write_text('#!/bin/sh\nexec runsc --network=none --platform=ptrace "$@"\n')
    wrapper.chmod(0o755)
    with running_engine(f"--add-runtime={GVISOR_HERE}={wrapper}") as made:
        made.load(tags.tag(tags.Target.PYTHON))
        yield made
