"""Fixtures: both sandboxes, real. With JUDGE_REQUIRE_DOCKER=1 a Docker test fails where it would be skipped."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from judge.cli.context import Context
from judge.errors import SandboxError
from judge.problem import Problem, Runtime
from judge.sandbox_kind import SandboxKind
from judge.sandboxes import choice
from judge.sandboxes.process import ProcessSandbox
from judge.sandboxes.reuse import ReusingSandbox
from tests.support.browsing import started
from tests.support.problem_files import write_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from judge.sandboxes import Sandbox

ROOT = Path(__file__).parent.parent
os.environ["JUDGE_WARM_MINUTES"] = "0"  # no test leaves a container waiting, unless it is about such ones


def docker_sandbox(runtime: Runtime) -> Sandbox:
    """The Docker sandbox, with its image built; skips or fails where there is none."""
    try:
        settings = replace(Context().settings, spare_s=0)
        return choice.choose(SandboxKind.DOCKER, runtime, print, fall_back=False, settings=settings)
    except SandboxError as error:
        if os.environ.get("JUDGE_REQUIRE_DOCKER") == "1":
            pytest.fail(f"Docker is required here: {error}", pytrace=False)
        pytest.skip(str(error))


_sharing: dict[str, ReusingSandbox] = {}
"""Sandboxes whose graders wait, by what they are; each submission gets a worker of its own."""


def share_graders_of(sandbox: Sandbox) -> ReusingSandbox:
    """The sandbox, so that a grader that is needed again is there."""
    return _sharing.setdefault(f"{sandbox.info}", ReusingSandbox(sandbox, workers=False))


def close_shared_graders() -> None:
    """End those that are kept."""
    while _sharing:
        _sharing.popitem()[1].__exit__()


@pytest.fixture(scope="session", autouse=True)
def _close_shared_graders() -> Iterator[None]:
    yield
    close_shared_graders()


@pytest.fixture(scope="session")
def share_graders() -> Callable[[Sandbox], Sandbox]:
    """Wraps a sandbox so that a grader that is needed again is there."""
    return share_graders_of


@pytest.fixture(scope="module", params=["process", pytest.param("docker", marks=pytest.mark.docker)])
def open_sandbox(request: pytest.FixtureRequest) -> Callable[[Runtime], Sandbox]:
    """Each test that asks for this runs over both sandboxes."""
    if request.param == "docker":
        return docker_sandbox
    return lambda _: ProcessSandbox()


@pytest.fixture(scope="session")
def docker() -> Callable[[Runtime], Sandbox]:
    """The Docker sandbox alone, for what a plain process does not promise. Mark such a test `docker`."""
    return docker_sandbox


@pytest.fixture
def make_problem(tmp_path: Path) -> Callable[..., Problem]:
    """Make a problem folder of one hidden test file, and load it."""

    def make(tests: str, *, id: str = "tiny", **fields: Any) -> Problem:  # noqa: A002 - the word of the domain
        return write_problem(tmp_path / "problems" / id, tests, **fields)

    return make


@pytest.fixture(scope="module")
def make_problem_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Problem]:
    """`make_problem` for what all tests of a module share."""
    return lambda tests, **fields: write_problem(tmp_path_factory.mktemp("problems") / "shared", tests, **fields)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, for pages; see `browsing.opened`."""
    with started() as chromium:
        yield chromium
