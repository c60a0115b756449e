"""What works on this machine, what does not, and the command that mends it: plain data. Knows no terminal.

What it looks at is handed in, so that it neither reads the environment nor imports the docker SDK.
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
"""What the engine calls gVisor, once it is installed."""
IMAGES_MB: Final = 3_000
"""Free space that building both images takes."""
RECORDS_MB: Final = 50
_PROCESS_PACKAGES: Final = ("pytest", "hypothesis", "msgpack", "timeout_decorator")
"""What a worker and a grader need as plain processes, in every runtime."""


class Level(StrEnum):
    """How well something works."""

    GOOD = "ok"
    LACKING = "note"
    """Something is not there, and judge works without it."""
    BROKEN = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what.
        says: what was found, in a few words or a sentence.
        mend: the command or the step that mends it; empty where nothing needs to be.
    """

    name: str
    level: Level
    says: str
    mend: str = ""


class ImageState(Protocol):
    """What the doctor asks of one of our images."""

    @property
    def name(self) -> str:
        """Its target."""

    @property
    def current(self) -> bool:
        """Whether it is there, and built from the inputs as they are now."""


def check_python() -> Check:
    """Whether this Python is new enough."""
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, MIN_PYTHON))
    if sys.version_info[:2] < MIN_PYTHON:
        return Check("Python", Level.BROKEN, f"{found} is too old, {wanted} is needed", f"Install Python {wanted}.")
    return Check("Python", Level.GOOD, found)


def check_engine(
    ask: Callable[[], dict[str, Any]], find_program: Callable[[str], str | None] = shutil.which
) -> list[Check]:
    """Whether a Docker engine answers, and whether it can hold a submission in.

    Args:
        ask: what the engine says of itself (`docker info`); raises SandboxError where none answers.
        find_program: where a program is, or None.
    """
    try:
        info = ask()
    except SandboxError as error:
        if "ermission denied" in error.message:
            return [Check("Docker engine", Level.BROKEN, error.message, error.hint)]
        state, mend = _why_no_engine(find_program)
        return [Check("Docker engine", Level.BROKEN, f"{error.message} {state}", mend)]
    found = Check("Docker engine", Level.GOOD, f"{info.get('ServerVersion')} on {info.get('OperatingSystem')}")
    return [found, *_confinement(info)]


def _why_no_engine(find_program: Callable[[str], str | None]) -> tuple[str, str]:
    if find_program("dockerd"):
        return "It is installed and not running.", "sudo service docker start"
    if find_program("docker"):
        return "Only its client is installed.", "Start Docker Desktop, or see which engine is meant: docker context ls"
    return (
        "Docker is not installed.",
        "sudo apt-get install docker.io (elsewhere: https://docs.docker.com/engine/install)",
    )


def _confinement(info: dict[str, Any]) -> Iterator[Check]:
    cgroup = str(info.get("CgroupVersion", "?"))
    lacking = [what for key, what in _CONTROLLERS.items() if not info.get(key)]
    if lacking:
        says = f"version {cgroup}, without control over {', '.join(lacking)}: those limits would not hold"
        mend = "Boot with: cgroup_enable=memory swapaccount=1 (or use cgroup v2); see docker info"
        yield Check("cgroup", Level.BROKEN if "memory" in lacking else Level.LACKING, says, mend)
    else:
        yield Check("cgroup", Level.GOOD, f"version {cgroup}")
    options = [str(option) for option in info.get("SecurityOptions") or ()]
    if not any("seccomp" in option for option in options):
        says = "the engine cannot filter system calls: its kernel lacks CONFIG_SECCOMP"
        yield Check("seccomp", Level.BROKEN, says, "Use a kernel that has it; see: docker info")
    else:
        yield Check("seccomp", Level.GOOD, "on, with a profile of our own")
    if GVISOR in (info.get("Runtimes") or {}):
        yield Check("gVisor", Level.GOOD, "solutions run in it")
    else:
        says = "not there: solutions run on this kernel, behind seccomp, namespaces and an unprivileged user"
        yield Check(
            "gVisor",
            Level.LACKING,
            says,
            "A second wall, for strangers' code: https://gvisor.dev/docs/user_guide/install",
        )


_CONTROLLERS: Final = {"MemoryLimit": "memory", "PidsLimit": "processes", "CPUSet": "CPU sets"}
"""Keys of `docker info`, and what they limit."""


def check_images(states: Callable[[], Sequence[ImageState]]) -> list[Check]:
    """Whether our images are there and current. One that is not is built when it is first needed."""
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
            "not built yet, or out of date; it is built when it is first needed",
            f"judge sandbox build {state.name}",
        )
        for state in found
    ]


def check_records(read: Callable[[], object]) -> Check:
    """Whether the records can be read. `read` raises JudgeError where they cannot."""
    try:
        read()
    except JudgeError as error:
        return Check("records", Level.BROKEN, error.message, error.hint)
    return Check("records", Level.GOOD, "can be read and written")


def check_disk(name: str, folder: Path, wanted_mb: int) -> Check:
    """Whether there is room in `folder`, which need not be there yet."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        free_mb = shutil.disk_usage(there).free >> 20
    except OSError as error:
        return Check(name, Level.LACKING, f"{there} cannot be looked at: {error.strerror}", f"df -h {there}")
    if free_mb < wanted_mb:
        return Check(
            name, Level.LACKING, f"{free_mb:,} MB free in {there}, {wanted_mb:,} MB are wanted", f"df -h {there}"
        )
    return Check(name, Level.GOOD, f"{free_mb:,} MB free in {there}")


def check_process_sandbox() -> list[Check]:
    """Which runtimes the plain process could serve; it isolates nothing."""
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
