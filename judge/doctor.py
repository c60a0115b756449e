"""What works on this machine, what does not, and the command that fixes it: plain data. Knows no terminal.

What it checks is passed in, so that it neither reads the environment nor imports the Docker SDK.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Protocol

from judge.errors import JudgeError, SandboxError
from judge.problem import Runtime
from sandbox.runtimes import LIBRARIES

MIN_PYTHON: Final = (3, 11)
GVISOR: Final = "runsc"
"""The name of gVisor in the engine's configuration."""
IMAGES_MB: Final = 3_000
"""Free space needed to build both images."""
RECORDS_MB: Final = 50
_PROCESS_PACKAGES: Final = ("pytest", "hypothesis", "msgpack", "timeout_decorator")
"""What a worker and a grader import as plain processes, in every runtime."""


class Level(StrEnum):
    """How well something works."""

    GOOD = "ok"
    LACKING = "note"
    """Something is missing, and judge works without it."""
    BROKEN = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked.

    Attributes:
        name: what was checked.
        finding: the result, in a few words or a sentence.
        fix: the command or step that fixes it; empty if nothing needs fixing.
    """

    name: str
    level: Level
    finding: str
    fix: str = ""


class ImageState(Protocol):
    """What the doctor needs to know about one of our images."""

    @property
    def name(self) -> str:
        """The name of its target."""

    @property
    def current(self) -> bool:
        """Whether it exists, built from the current inputs."""


def check_python() -> Check:
    """Whether this Python is new enough."""
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, MIN_PYTHON))
    if sys.version_info[:2] < MIN_PYTHON:
        return Check(
            "Python", Level.BROKEN, f"{found} is too old: {wanted} or newer is needed", f"Install Python {wanted}."
        )
    return Check("Python", Level.GOOD, found)


def check_engine(
    ask: Callable[[], dict[str, Any]], find_program: Callable[[str], str | None] = shutil.which
) -> list[Check]:
    """Whether a Docker engine answers, and whether it can confine a submission.

    Args:
        ask: gives `docker info`; raises SandboxError if no engine answers.
        find_program: the path of a program, or None.
    """
    try:
        info = ask()
    except SandboxError as error:
        if "ermission denied" in error.message:
            return [Check("Docker engine", Level.BROKEN, error.message, error.hint)]
        state, fix = _why_no_engine(find_program)
        return [Check("Docker engine", Level.BROKEN, f"{error.message} {state}", fix)]
    found = Check("Docker engine", Level.GOOD, f"{info.get('ServerVersion')} on {info.get('OperatingSystem')}")
    return [found, *_confinement(info)]


def _why_no_engine(find_program: Callable[[str], str | None]) -> tuple[str, str]:
    if find_program("dockerd"):
        return "It is installed but not running.", "sudo service docker start"
    if find_program("docker"):
        return "Only its client is installed.", "Start Docker Desktop, or see which engine is in use: docker context ls"
    return (
        "Docker is not installed.",
        "sudo apt-get install docker.io (elsewhere: https://docs.docker.com/engine/install)",
    )


def _confinement(info: dict[str, Any]) -> Iterator[Check]:
    cgroup = str(info.get("CgroupVersion", "?"))
    lacking = [what for key, what in _CONTROLLERS.items() if not info.get(key)]
    if lacking:
        finding = f"version {cgroup} cannot limit {', '.join(lacking)}"
        fix = "Boot with: cgroup_enable=memory swapaccount=1 (or use cgroup v2); see docker info"
        yield Check("cgroup", Level.BROKEN if "memory" in lacking else Level.LACKING, finding, fix)
    else:
        yield Check("cgroup", Level.GOOD, f"version {cgroup}")
    options = [str(option) for option in info.get("SecurityOptions") or ()]
    if not any("seccomp" in option for option in options):
        finding = "the engine cannot filter system calls: its kernel lacks CONFIG_SECCOMP"
        yield Check("seccomp", Level.BROKEN, finding, "Use a kernel that has it; see: docker info")
    else:
        yield Check("seccomp", Level.GOOD, "on, with judge's own profile")
    if GVISOR in (info.get("Runtimes") or {}):
        yield Check("gVisor", Level.GOOD, "solutions run in it")
    else:
        finding = "not installed: solutions run on this kernel, behind seccomp, namespaces and an unprivileged user"
        yield Check(
            "gVisor",
            Level.LACKING,
            finding,
            "For a second layer of isolation: https://gvisor.dev/docs/user_guide/install",
        )


_CONTROLLERS: Final = {"MemoryLimit": "memory", "PidsLimit": "processes", "CPUSet": "CPU sets"}
"""Keys of `docker info`, and what each can limit."""


def check_images(states: Callable[[], Sequence[ImageState]]) -> list[Check]:
    """Whether our images exist and are current. A missing one is built when it is first needed."""
    try:
        found = states()
    except SandboxError as error:
        return [Check("images", Level.BROKEN, error.message, error.hint)]
    return [
        Check(f"image {state.name}", Level.GOOD, "current")
        if state.current
        else Check(
            f"image {state.name}",
            Level.LACKING,
            "not built yet, or out of date; it is built when first needed",
            f"judge sandbox build {state.name}",
        )
        for state in found
    ]


def check_records(read: Callable[[], object]) -> Check:
    """Whether the records can be read: `read` raises JudgeError if not."""
    try:
        read()
    except JudgeError as error:
        return Check("records", Level.BROKEN, error.message, error.hint)
    return Check("records", Level.GOOD, "can be read and written")


def check_disk(name: str, folder: Path, wanted_mb: int) -> Check:
    """Whether there is free space in `folder`, which need not exist yet."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        free_mb = shutil.disk_usage(existing).free >> 20
    except OSError as error:
        return Check(
            name, Level.LACKING, f"{existing} cannot be read: {error.strerror}", f"Check the disk: df -h {existing}"
        )
    if free_mb < wanted_mb:
        return Check(
            name,
            Level.LACKING,
            f"{free_mb:,} MB free in {existing}, {wanted_mb:,} MB needed",
            f"Free some space: df -h {existing}",
        )
    return Check(name, Level.GOOD, f"{free_mb:,} MB free in {existing}")


def check_process_sandbox() -> list[Check]:
    """Which runtimes a plain process, which isolates nothing, can serve."""
    if not Path("/proc/self/status").exists():
        return [Check("process sandbox", Level.LACKING, "needs Linux's /proc", "Use Docker.")]
    missing = [name for name in _PROCESS_PACKAGES if find_spec(name) is None]
    if missing:
        return [
            Check("process sandbox", Level.BROKEN, f"{', '.join(missing)} cannot be imported", _pip_install(missing))
        ]
    return [_runtime(runtime) for runtime in Runtime]


def _runtime(runtime: Runtime) -> Check:
    name = f"process sandbox, {runtime}"
    libraries = LIBRARIES[runtime]
    missing = [library for library in libraries if find_spec(library) is None]
    if missing:
        return Check(name, Level.LACKING, f"{', '.join(missing)} cannot be imported", _pip_install(missing))
    return Check(name, Level.GOOD, ", ".join(f"{library} {_version(library)}" for library in libraries) or "works")


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _pip_install(names: list[str]) -> str:
    return f"{sys.executable} -m pip install {' '.join(name.replace('_', '-') for name in names)}"
