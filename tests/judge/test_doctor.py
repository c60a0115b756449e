"""The doctor: what it finds, and that whatever does not work comes with a fix."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from judge import doctor
from judge.doctor import Level
from judge.errors import SandboxError, StorageError

GOOD_INFO: dict[str, Any] = {
    "ServerVersion": "27.1",
    "OperatingSystem": "Debian GNU/Linux 12",
    "CgroupVersion": "2",
    "SecurityOptions": ["name=seccomp,profile=builtin", "name=cgroupns"],
    "Runtimes": {"runc": {}, "runsc": {}},
    "MemoryLimit": True,
    "PidsLimit": True,
    "CPUSet": True,
}


@dataclass
class AnImage:
    name: str
    current: bool


def refuse(message: str) -> Any:
    def ask() -> dict[str, Any]:
        raise SandboxError(message, "the hint of the error")

    return ask


def by_name(checks: list[doctor.Check]) -> dict[str, doctor.Check]:
    return {check.name: check for check in checks}


def test_an_engine_that_can_isolate_is_good() -> None:
    checks = doctor.check_engine(lambda: GOOD_INFO)
    assert {check.level for check in checks} == {Level.GOOD}
    assert [(check.name, check.finding) for check in checks] == [
        ("Docker engine", "27.1 on Debian GNU/Linux 12"),
        ("cgroup", "version 2"),
        ("seccomp", "on, with judge's own profile"),
        ("gVisor", "solutions run in it"),
    ]


def test_an_engine_without_gvisor_is_usable_and_says_what_would_be_stronger() -> None:
    check = by_name(doctor.check_engine(lambda: GOOD_INFO | {"Runtimes": {"runc": {}}}))["gVisor"]
    assert check.level is Level.LACKING
    assert "gvisor.dev" in check.fix


@pytest.mark.parametrize(
    ("installed", "finding", "fix"),
    [
        ({"docker", "dockerd"}, "installed but not running", "sudo service docker start"),
        ({"docker"}, "Only its client", "docker context ls"),
        (set(), "not installed", "sudo apt-get install docker.io"),
    ],
)
def test_the_check_says_why_no_engine_answers(installed: set[str], finding: str, fix: str) -> None:
    (check,) = doctor.check_engine(
        refuse("No Docker engine answers."), lambda name: name if name in installed else None
    )
    assert check.level is Level.BROKEN
    assert finding in check.finding
    assert fix in check.fix


def test_a_refused_permission_is_not_taken_for_a_missing_engine() -> None:
    (check,) = doctor.check_engine(refuse("You may not use it (permission denied on its socket)."), lambda _: None)
    assert (check.finding, check.fix) == (
        "You may not use it (permission denied on its socket).",
        "the hint of the error",
    )


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"MemoryLimit": False}, "cgroup"),
        ({"SecurityOptions": []}, "seccomp"),
        ({"SecurityOptions": None}, "seccomp"),
    ],
)
def test_an_engine_that_cannot_hold_a_submission_in_is_broken(changes: dict[str, Any], name: str) -> None:
    checks = doctor.check_engine(lambda: GOOD_INFO | changes)
    assert by_name(checks)[name].level is Level.BROKEN
    assert by_name(checks)[name].fix


def test_a_missing_image_is_a_note_and_can_be_built() -> None:
    good, lacking = doctor.check_images(lambda: [AnImage("python", current=True), AnImage("torch", current=False)])
    assert good.level is Level.GOOD
    assert (lacking.level, lacking.fix) == (Level.LACKING, "judge sandbox build torch")


def test_unreadable_records_are_reported_with_the_hint() -> None:
    def read() -> None:
        raise StorageError("the file is damaged", "move it away")

    check = doctor.check_records(read)
    assert (check.level, check.finding, check.fix) == (Level.BROKEN, "the file is damaged", "move it away")


def test_the_disk_of_a_folder_that_is_not_there_yet_is_that_of_its_parent(tmp_path: Path) -> None:
    check = doctor.check_disk("disk", tmp_path / "not" / "there", 0)
    assert check.level is Level.GOOD
    assert str(tmp_path) in check.finding


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    assert doctor.check_disk("disk", tmp_path, 1 << 40).level is Level.LACKING


def test_this_python_is_new_enough() -> None:
    assert doctor.check_python().level is Level.GOOD


def test_an_old_python_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert doctor.check_python().finding == "3.10.4 is too old: 3.11 or newer is needed"


def test_a_runtime_without_its_library_comes_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "torch" else object())
    checks = by_name(doctor.check_process_sandbox())
    assert checks["process sandbox, python"].level is Level.GOOD
    assert checks["process sandbox, torch"].level is Level.LACKING
    assert checks["process sandbox, torch"].fix.endswith("-m pip install torch")
