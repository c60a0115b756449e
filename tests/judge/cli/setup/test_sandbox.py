"""`judge sandbox`, and the containers that wait after a submission."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.cli.context import Context
from judge.problem import Runtime
from judge.sandboxes.docker import containers, sandbox, spares
from judge.sandboxes.docker.containers import OWNER, Container
from tests.support.small_problems import RIGHT, Judge

pytestmark = pytest.mark.docker


@pytest.fixture
def there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Callable[[], list[Container]]]:
    """The containers of this test's own JUDGE_HOME, which may keep spares."""
    request.getfixturevalue("docker")(Runtime.PYTHON)
    monkeypatch.setenv("JUDGE_SANDBOX", "docker")
    monkeypatch.setenv("JUDGE_WARM_MINUTES", "5")
    settings = Context().settings
    engine = sandbox.engine_of(settings)

    def find() -> list[Container]:
        return containers.ours(engine, f"{OWNER}={settings.owner}")

    yield find
    for one in find():
        containers.remove(engine, one.id)


def soon(condition: Callable[[], bool], within_s: float = 20.0) -> bool:
    deadline = time.monotonic() + within_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def both_wait(found: list[Container]) -> bool:
    return {one.role for one in found if spares.is_waiting(one)} == {"worker", "grader"}


def test_after_a_submission_the_next_one_is_awaited(
    judge: Judge, folder: Path, there: Callable[[], list[Container]]
) -> None:
    (folder / "add.py").write_text(RIGHT)
    assert judge("submit", "addition", "add.py").code == 0
    assert soon(lambda: both_wait(there()))
    ran = judge("submit", "addition", "add.py", "--format", "json")
    assert json.loads(ran.out)["sandbox"]["warm"] is True


def test_a_test_run_is_awaited_likewise(judge: Judge, folder: Path, there: Callable[[], list[Container]]) -> None:
    (folder / "add.py").write_text(RIGHT)
    assert judge("test", "addition", "add.py").code == 0
    assert soon(lambda: both_wait(there()))


def test_a_folder_called_judge_in_the_working_directory_is_not_run(
    judge: Judge, folder: Path, there: Callable[[], list[Container]]
) -> None:
    (folder / "judge").mkdir()
    (folder / "judge" / "__init__.py").write_text(f"open({str(folder / 'owned')!r}, 'w')")
    (folder / "judge" / "__main__.py").write_text("")
    (folder / "add.py").write_text(RIGHT)
    judge("submit", "addition", "add.py")
    assert soon(lambda: both_wait(there()))
    assert not (folder / "owned").exists()


def test_warm_starts_what_is_missing_and_names_it(judge: Judge, there: Callable[[], list[Container]]) -> None:
    assert judge("sandbox", "warm", "python").out.count("started judge-spare-") == 2
    assert "Already warm: python" in judge("sandbox", "warm", "python").out
    assert both_wait(there())


def test_status_shows_runtime_age_and_memory_of_what_waits(
    judge: Judge, there: Callable[[], list[Container]], monkeypatch: pytest.MonkeyPatch
) -> None:
    judge("sandbox", "warm", "python")
    monkeypatch.setenv("COLUMNS", "140")
    ran = judge("sandbox", "status")
    for one in there():
        (line,) = [line for line in ran.out.splitlines() if one.name in line]
        assert re.search(rf"^python +{one.role} +waiting +\d+ s +\d+ MB ", line)


def test_zero_minutes_keeps_none(
    judge: Judge, folder: Path, there: Callable[[], list[Container]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUDGE_WARM_MINUTES", "0")
    (folder / "add.py").write_text(RIGHT)
    assert judge("submit", "addition", "add.py").code == 0
    assert "JUDGE_WARM_MINUTES is 0" in judge("sandbox", "warm", "python").out
    assert soon(lambda: not there())


@pytest.mark.parametrize("value", ["soon", "-1", "nan"])
def test_minutes_that_are_no_number_are_a_usage_error(
    judge: Judge, there: Callable[[], list[Container]], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("JUDGE_WARM_MINUTES", value)
    ran = judge("sandbox", "warm", "python")
    assert ran.code == 2
    assert "export JUDGE_WARM_MINUTES=15" in ran.err


def test_clean_can_leave_the_images(
    judge: Judge, there: Callable[[], list[Container]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "ROLE", "judge.role.of.this.test")  # other tests have containers too
    judge("sandbox", "warm", "python")
    assert judge("sandbox", "clean", "--containers").out.count("removed judge-spare-") == 2
    assert "Nothing to remove" in judge("sandbox", "clean", "--containers").out
    assert "current" in judge("sandbox", "status").out


def test_a_warm_submission_imports_only_what_it_uses(
    judge: Judge, folder: Path, there: Callable[[], list[Container]]
) -> None:
    judge("sandbox", "warm", "python")
    (folder / "add.py").write_text(RIGHT)
    command = [sys.executable, "-X", "importtime", "-m", "judge", "submit", "addition", "add.py", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["sandbox"]["warm"] is True
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "msgpack" in imported
    assert not imported & {
        "pytest",
        "_pytest",
        "numpy",
        "torch",
        "rich",
        "docker",
        "requests",
        "hypothesis",
        "tabulate",
    }


def test_without_spares_too_the_sdk_is_not_imported(
    judge: Judge, folder: Path, there: Callable[[], list[Container]]
) -> None:
    (folder / "add.py").write_text(RIGHT)
    command = [sys.executable, "-X", "importtime", "-m", "judge", "submit", "addition", "add.py", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["sandbox"]["warm"] is False
    assert "| docker\n" not in done.stderr
