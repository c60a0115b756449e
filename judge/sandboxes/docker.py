"""Workers and graders in Docker containers: no network, nothing writable, no privileges, gone when we are.

A container is removed by the engine when it ends, and it ends when its input closes: killing the judge at any moment
leaves none behind.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from typing import Any, Final

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.types import LogConfig, Ulimit

from judge.errors import SandboxError
from judge.problem import Runtime
from judge.sandboxes import Channel, ChannelClosedError, DeadlinePassedError, Progress, image
from judge.verdict import SandboxInfo

ROLE_LABEL: Final = "judge.role"
RUNTIME_LABEL: Final = "judge.runtime"

_USER: Final = "10001:10001"
_API_TIMEOUT_S: Final = 60
_PIDS: Final = 64
_RUNTIME_MB: Final = {Runtime.PYTHON: 64, Runtime.NUMPY: 128, Runtime.TORCH: 512}
"""What a loaded runtime takes, generously; a child shares it with the supervisor."""
_FRAMES_MB: Final = 128
"""What the supervisor may need to pass on the largest frames."""
_GRADER_MB: Final = 2048
_ULIMITS: Final = {"core": 0, "nofile": 256, "msgqueue": 0, "memlock": 0}
_HEADER: Final = struct.Struct(">BxxxI")
_STDERR: Final = 2


class NoEngineError(SandboxError):
    """No Docker engine answers, or this user may not talk to it."""


def client() -> docker.DockerClient:
    """A client of the engine that the user's Docker settings name. Raises NoEngineError."""
    try:
        found = _connected()
        found.ping()
    except (DockerException, requests.RequestException, OSError) as error:
        raise _no_engine(error) from None
    return found


def _connected() -> docker.DockerClient:
    """By DOCKER_HOST, or by the Docker context in use (Docker Desktop, colima, rootless), which the SDK ignores."""
    with contextlib.suppress(Exception):
        context = docker.context.ContextAPI.get_current_context()
        if context.name != "default":
            return docker.DockerClient(base_url=context.Host, timeout=_API_TIMEOUT_S)
    return docker.from_env(timeout=_API_TIMEOUT_S)


def _no_engine(error: Exception) -> NoEngineError:
    text = str(error)
    if "Permission denied" in text or isinstance(error, PermissionError):
        return NoEngineError(
            "You may not use the Docker engine of this machine (permission denied on its socket).",
            "Type: sudo usermod -aG docker $USER, then log in again. Or go without isolation: --sandbox process",
        )
    if "No such file" in text or "Connection refused" in text or "Connection aborted" in text:
        return NoEngineError(
            "No Docker engine answers.",
            "Type: judge doctor, for how to install or start one. Or go without isolation: --sandbox process",
        )
    return NoEngineError(f"No Docker engine answers: {text[:300]}", "Type: judge doctor")


def connect(runtime: Runtime, progress: Progress, *, base_image: str | None = None) -> DockerSandbox:
    """A sandbox on the engine, with the image of `runtime` built. Raises SandboxError."""
    engine = client()
    return DockerSandbox(engine, image.ensure(engine, image.target_for(runtime), progress, base_image))


class DockerSandbox:
    """Containers of one image on one engine."""

    def __init__(self, engine: docker.DockerClient, tag: str) -> None:
        self._engine = engine
        weakref.finalize(self, engine.close)
        self._tag = tag
        self._cores = int(engine.info()["NCPU"])
        self.info = SandboxInfo(kind="docker", image=tag)

    def open_worker(self, runtime: Runtime, memory_mb: int) -> DockerChannel:
        """See `Sandbox`."""
        memory = _RUNTIME_MB[runtime] + memory_mb + _FRAMES_MB
        return self._open("worker", runtime, memory, ["worker", runtime], core=self._cores - 1)

    def open_grader(self, runtime: Runtime) -> DockerChannel:
        """See `Sandbox`. The grader, which runs nothing foreign, may write: 32 MB of tests and their caches."""
        folders = {"/tests": "rw,noexec,nosuid,nodev,size=32m,mode=700,uid=10001,gid=10001"}
        return self._open("grader", runtime, _GRADER_MB, ["grader", runtime, "/tests"], core=0, tmpfs=folders)

    def give_back(self, channel: Channel) -> None:
        """See `Sandbox`."""
        channel.kill()

    def _open(
        self, role: str, runtime: Runtime, memory_mb: int, command: list[str], core: int, **extra: Any
    ) -> DockerChannel:
        api = self._engine.api
        with _translated():
            host_config = api.create_host_config(
                auto_remove=True,
                network_mode="none",
                ipc_mode="none",
                read_only=True,
                cap_drop=["ALL"],
                security_opt=["no-new-privileges:true"],
                pids_limit=_PIDS,
                mem_limit=f"{memory_mb}m",
                memswap_limit=f"{memory_mb}m",
                cpuset_cpus=str(core),
                log_config=LogConfig(type="none"),
                ulimits=[Ulimit(name=name, soft=limit, hard=limit) for name, limit in _ULIMITS.items()],
                **extra,
            )
            created = api.create_container(
                self._tag,
                command=command,
                user=_USER,
                stdin_open=True,
                host_config=host_config,
                labels={ROLE_LABEL: role, RUNTIME_LABEL: runtime},
                name=f"judge-{role}-{uuid.uuid4().hex[:12]}",
            )
            return DockerChannel(self._engine, created["Id"])


class DockerChannel:
    """The attached standard streams of one container."""

    def __init__(self, engine: docker.DockerClient, container: str) -> None:
        self._api = engine.api
        self._id = container
        self._begun = int(time.time())
        self._pending = bytearray()
        self._errors = bytearray()
        try:
            attached = self._api.attach_socket(container, {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
            self._attached = attached  # closing this closes the stream, losing it leaks it
            self._socket: socket.socket = getattr(attached, "_sock", attached)
            self._api.start(container)
        except BaseException:
            self._remove()
            raise

    def write(self, data: bytes, deadline: float) -> None:
        """See `Channel`."""
        view = memoryview(data)
        while view:
            view = view[self._attempt(lambda: self._socket.send(view[: 1 << 20]), deadline) :]  # noqa: B023 - called at once

    def read(self, deadline: float) -> bytes:
        """See `Channel`. Docker interleaves stdout and stderr; the second is kept for its last words."""
        while True:
            while len(self._pending) >= _HEADER.size:
                stream, length = _HEADER.unpack_from(self._pending)
                end = _HEADER.size + length
                if len(self._pending) < end:
                    break
                data = bytes(memoryview(self._pending)[_HEADER.size : end])
                del self._pending[:end]
                if stream != _STDERR:
                    return data
                self._errors = (self._errors + data)[-4096:]
            received = self._attempt(lambda: self._socket.recv(1 << 20), deadline)
            if not received:
                raise self._closed()
            self._pending += received

    def _attempt(self, action: Callable[[], Any], deadline: float) -> Any:
        self._socket.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            return action()
        except TimeoutError:
            raise DeadlinePassedError from None
        except OSError:
            raise self._closed() from None

    def _closed(self) -> ChannelClosedError:
        """Why the stream ended. Raises SandboxError where the engine is gone too."""
        with _translated():
            now = int(time.time()) + 1
            filters = {"container": self._id, "event": "oom"}
            events = self._api.events(since=self._begun, until=now, filters=filters, decode=True)
            out_of_memory = any(True for _ in events)
        return ChannelClosedError(out_of_memory=out_of_memory, last_words=self._errors.decode(errors="replace")[-2000:])

    def kill(self) -> None:
        """See `Channel`."""
        with contextlib.suppress(OSError):
            self._attached.close()
            self._socket.close()
        self._remove()

    def _remove(self) -> None:
        # the engine removes it when it ends; a kill is for one that does not end, so nobody waits for the answer
        def remove() -> None:
            with contextlib.suppress(DockerException, requests.RequestException, OSError):
                self._api.remove_container(self._id, force=True)

        thread = threading.Thread(target=remove)
        thread.start()


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """What the SDK raises, in our words."""
    try:
        yield
    except ImageNotFound as error:
        raise SandboxError(f"the sandbox image is gone: {error.explanation}", "Type: judge sandbox build") from None
    except NotFound as error:
        raise SandboxError(f"a container is gone: {error.explanation}", "Run it again.") from None
    except APIError as error:
        text = str(error.explanation or error)
        hint = "Free some space; then: judge sandbox clean" if "no space left" in text else "Type: judge doctor"
        raise SandboxError(f"Docker refused: {text[:500]}", hint) from None
    except (DockerException, requests.RequestException, OSError) as error:
        raise SandboxError(
            f"the Docker engine does not answer any more: {str(error)[:300]}", "Type: judge doctor"
        ) from None
