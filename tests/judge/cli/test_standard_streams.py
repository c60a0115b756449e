"""Standard streams that are closed or cannot be written, as a shell passes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from judge import workspace
from judge.records import Records
from tests.support.small_problems import WRONG

FULL = "Error: standard output cannot be written: No space left on device\n"
pytestmark = pytest.mark.usefixtures("right")


def shell(arguments: str, redirection: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        f"{sys.executable} -m judge {arguments} {redirection}",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(workspace.__file__).parents[1])},
    )


COMMANDS = ("--help", "list", "show addition", "test addition", "submit addition --format json", "grade --format json")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_behind_standard_output_is_reported_in_one_line(command: str) -> None:
    ran = shell(command, "> /dev/full")
    assert ran.returncode == 2
    assert [line for line in ran.stderr.splitlines(keepends=True) if "Error" in line] == [FULL]
    assert not any(word in ran.stderr for word in ("bug", "Traceback", "Exception"))


def test_a_submission_is_recorded_though_its_verdict_cannot_be_written(folder: Path) -> None:
    shell("submit addition", "> /dev/full")
    with Records(folder / "home" / "records.sqlite3") as records:
        assert [record.verdict for record in records.list()] == ["AC"]
    ran = shell("history 1 --source", "> /dev/full")
    assert (ran.returncode, ran.stderr) == (2, FULL)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_standard_output_is_no_error(command: str) -> None:
    ran = shell(command, ">&-")
    assert ran.returncode == 0
    assert not any(word in ran.stderr for word in ("Error", "bug", "Traceback", "Exception"))


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- >&- 2>&-"])
def test_a_verdict_is_the_same_with_closed_streams(right: Path, closed: str) -> None:
    assert shell("submit addition", closed).returncode == 0
    right.write_text(WRONG)
    assert shell("submit addition", closed).returncode == 1


def test_a_full_disk_behind_standard_error_changes_nothing() -> None:
    ran = shell("submit addition", "2> /dev/full")
    assert ran.returncode == 0
    assert "Accepted" in ran.stdout
