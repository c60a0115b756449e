"""`judge doctor` and `judge sandbox`, with an engine and without."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.problem import Runtime
from judge.sandboxes import Sandbox
from tests.support.small_problems import Judge

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""docker-py leaks the socket of a client that could not be made."""


@pytest.fixture
def no_engine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    monkeypatch.setenv("JUDGE_SANDBOX", "auto")
    yield
    gc.collect()  # what was leaked is told here, and not in another test


@pytest.mark.usefixtures("no_engine")
def test_without_an_engine_the_doctor_says_so_and_exits_with_4(judge: Judge) -> None:
    ran = judge("doctor")
    assert ran.code == 4
    assert "✗ Docker engine" in ran.out
    assert "→ " in ran.out
    assert "Submissions cannot be isolated here." in ran.out
    assert "✓ Python" in ran.out


@pytest.mark.usefixtures("no_engine")
def test_the_plain_process_needs_no_engine(judge: Judge) -> None:
    ran = judge("doctor", "--sandbox", "process")
    assert ran.code == 0
    assert "✓ process sandbox, python" in ran.out
    assert "Docker" not in ran.out


def test_the_doctor_reports_damaged_records(judge: Judge, folder: Path) -> None:
    (folder / "home").mkdir()
    (folder / "home" / "records.sqlite3").write_text("this is no database, and never was one")
    ran = judge("doctor", "--sandbox", "process")
    assert ran.code == 70
    assert "✗ records" in ran.out


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("command", ["status", "build", "clean"])
def test_without_an_engine_the_sandbox_commands_exit_with_4(judge: Judge, command: str) -> None:
    ran = judge("sandbox", command)
    assert ran.code == 4
    assert ran.err.startswith("Error: No Docker engine answers.")
    assert "Traceback" not in ran.err


def test_an_unknown_image_is_a_usage_error(judge: Judge) -> None:
    ran = judge("sandbox", "build", "tensorflow")
    assert ran.code == 2
    assert "'python', 'torch'" in ran.err


@pytest.mark.docker
def test_with_an_engine_the_doctor_is_content(
    judge: Judge, docker: Callable[[Runtime], Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    docker(Runtime.PYTHON)
    monkeypatch.setenv("JUDGE_SANDBOX", "docker")
    ran = judge("doctor")
    assert ran.code == 0, ran.out
    assert "✓ seccomp" in ran.out
    assert "✓ image python" in ran.out


@pytest.mark.docker
def test_status_shows_images_and_the_containers_that_run(judge: Judge, docker: Callable[[Runtime], Sandbox]) -> None:
    worker = docker(Runtime.PYTHON).open_worker(Runtime.PYTHON, 64)
    try:
        ran = judge("sandbox", "status")
    finally:
        worker.kill()
    assert ran.code == 0
    assert "current" in ran.out
    assert "worker" in ran.out
