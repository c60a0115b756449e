"""Our containers on an engine: creating, listing and removing them. Knows nothing of what they do."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from judge.sandboxes.docker import seccomp_profile
from judge.sandboxes.docker.engine import Engine, EngineError, with_query

ROLE: Final = "judge.role"
RUNTIME: Final = "judge.runtime"
OWNER: Final = "judge.owner"
DIGEST: Final = "judge.digest"
MEMORY: Final = "judge.memory_mb"
GVISOR: Final = "runsc"
"""The name of gVisor in the engine's configuration, as its installer sets it."""

_USER: Final = "10001:10001"
_PIDS: Final = 64
_ULIMITS: Final = {"core": 0, "nofile": 256, "msgqueue": 0, "memlock": 0}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the containers of one role and runtime are made, except the limits, which can change while one waits.

    Attributes:
        role: `worker` or `grader`.
        runtime: what it preloads.
        image: the tag of its image, a digest of its contents.
        command: the arguments of its program.
        once: whether it ends when its first client disconnects.
        owner: whose container it is.
        tmpfs: folders that it may write to, with their mount options.
        binds: folders of the host that it sees, in Docker's notation.
        oci_runtime: what the engine starts it with; empty for the engine's default.
    """

    role: str
    runtime: str
    image: str
    command: tuple[str, ...]
    once: bool
    owner: str
    tmpfs: tuple[tuple[str, str], ...] = ()
    binds: tuple[str, ...] = ()
    oci_runtime: str = ""

    def config(self, memory_mb: int, core: int) -> dict[str, Any]:
        """The body of the engine's request to create one."""
        return {
            "Image": self.image,
            "Cmd": list(self.command),
            "User": _USER,
            "OpenStdin": True,
            "StdinOnce": self.once,
            "AttachStdin": True,
            "AttachStdout": True,
            "AttachStderr": True,
            "NetworkDisabled": True,
            "Labels": {ROLE: self.role, RUNTIME: self.runtime, OWNER: self.owner, MEMORY: str(memory_mb)},
            "HostConfig": {
                "AutoRemove": True,
                "NetworkMode": "none",
                "IpcMode": "none",
                "ReadonlyRootfs": True,
                "CapDrop": ["ALL"],
                "SecurityOpt": ["no-new-privileges:true", f"seccomp={seccomp_profile.seccomp()}"],
                "PidsLimit": _PIDS,
                **_limits(memory_mb),
                "CpusetCpus": str(core),
                "LogConfig": {"Type": "none"},
                "Ulimits": [{"Name": name, "Soft": limit, "Hard": limit} for name, limit in _ULIMITS.items()],
                "Tmpfs": dict(self.tmpfs),
                "Binds": list(self.binds),
                "Runtime": self.oci_runtime,
            },
        }

    @property
    def digest(self) -> str:
        """A digest of the configuration, limits left out."""
        return hashlib.sha256(json.dumps(self.config(0, 0), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Container:
    """One of our containers.

    Attributes:
        created: seconds since the epoch.
        state: `running`, `created`, `exited`, as Docker reports it.
    """

    id: str
    name: str
    state: str
    created: int
    labels: Mapping[str, str]

    @property
    def role(self) -> str:
        """`worker` or `grader`."""
        return self.labels.get(ROLE, "")

    @property
    def runtime(self) -> str:
        """What it preloads."""
        return self.labels.get(RUNTIME, "")

    @property
    def digest(self) -> str:
        """The digest of its recipe."""
        return self.labels.get(DIGEST, "")

    @property
    def memory_mb(self) -> int:
        """The limit that it was made with."""
        return int(self.labels.get(MEMORY) or 0)


def create(engine: Engine, recipe: Recipe, name: str, memory_mb: int, core: int) -> Container:
    """Create a container, not yet started. Raises EngineError."""
    config = recipe.config(memory_mb, core)
    config["Labels"][DIGEST] = recipe.digest
    created = json.loads(engine.request("POST", with_query("/containers/create", name=name), config))
    return Container(str(created["Id"]), name, "created", int(time.time()), config["Labels"])


def start(engine: Engine, container: Container) -> None:
    """Start a container. Raises EngineError."""
    engine.request("POST", f"/containers/{container.id}/start")


@dataclass(frozen=True, slots=True)
class Host:
    """The machine that the engine runs on.

    Attributes:
        cores: how many it has; the `core` of `create` is below that.
        gvisor: whether containers can run in gVisor.
    """

    cores: int
    gvisor: bool


def host(engine: Engine) -> Host:
    """Ask the engine. Raises EngineError."""
    info = json.loads(engine.request("GET", "/info"))
    return Host(cores=int(info["NCPU"]), gvisor=GVISOR in (info.get("Runtimes") or {}))


def is_running(engine: Engine, container: Container) -> bool:
    """Whether a container still runs. Raises EngineError."""
    try:
        return bool(json.loads(engine.request("GET", f"/containers/{container.id}/json"))["State"]["Running"])
    except EngineError as error:
        if error.status != 404:  # noqa: PLR2004 - HTTP's "not found"
            raise
        return False


def limit(engine: Engine, container: Container, memory_mb: int) -> None:
    """Change the memory limit of a container. Raises EngineError."""
    engine.request("POST", f"/containers/{container.id}/update", _limits(memory_mb))


def _limits(memory_mb: int) -> dict[str, int]:
    return {"Memory": memory_mb << 20, "MemorySwap": memory_mb << 20}


def rename(engine: Engine, container: str, name: str) -> None:
    """Rename a container, given by name or id. Raises EngineError."""
    engine.request("POST", with_query(f"/containers/{container}/rename", name=name))


def ours(engine: Engine, *labels: str, name: str = "", running: bool = False) -> list[Container]:
    """Our containers that have all of these labels (`key=value`) and this in their name. Raises EngineError."""
    filters = {"label": [ROLE, *labels], **({"name": [name]} if name else {})}
    found = json.loads(engine.request("GET", with_query("/containers/json", all=not running, filters=filters)))
    return [
        Container(
            id=str(one["Id"]),
            name=str((one.get("Names") or ["/"])[0]).removeprefix("/"),
            state=str(one.get("State", "")),
            created=int(one.get("Created", 0)),
            labels=one.get("Labels") or {},
        )
        for one in found
    ]


def remove(engine: Engine, container: str) -> bool:
    """End a container and remove it; False if it is already gone or going. Raises EngineError."""
    try:
        engine.request("DELETE", with_query(f"/containers/{container}", force=True))
    except EngineError as error:
        if error.status not in {404, 409}:  # gone, or being removed
            raise
        return False
    return True


def remove_all(engine: Engine) -> list[str]:
    """Remove all our containers, even in use. Gives the names removed. Raises EngineError."""
    return [container.name for container in ours(engine) if remove(engine, container.id)]


def used_mb(engine: Engine, container: str) -> float:
    """The memory that a container uses now, without the page cache; 0 if it has ended. Raises EngineError."""
    try:
        query = with_query(f"/containers/{container}/stats", stream=False, **{"one-shot": True})
        # the answer is empty if it ends meanwhile
        stats = json.loads(engine.request("GET", query) or "{}").get("memory_stats", {})
    except EngineError as error:
        if error.status == 0:
            raise
        return 0.0
    details = stats.get("stats", {})
    cache = details.get("total_inactive_file", details.get("inactive_file", 0))
    return float(max(0, stats.get("usage", 0) - cache)) / (1 << 20)
