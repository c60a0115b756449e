"""Workers and graders in Docker containers: no network, nothing writable, no privileges, none left behind.

A solution container ends when its input closes, so that killing the judge at any moment leaves none behind. The engine
removes those that have ended. If spares are kept, a grader outlives the judge that used it and ends itself after
waiting too long.
"""

from __future__ import annotations

import itertools
import os
import uuid
from functools import cached_property
from typing import Final

from judge.problem import Runtime
from judge.sandbox_kind import SandboxKind
from judge.sandboxes import Channel, Progress, Settings
from judge.sandboxes.docker import containers, direct_socket, spares
from judge.sandboxes.docker.channel import AttachedChannel
from judge.sandboxes.docker.containers import GVISOR, Container, Host, Recipe
from judge.sandboxes.docker.engine import Engine, EngineError, SdkEngine, UnixEngine
from judge.sandboxes.images import tags
from judge.sandboxes.own_folder import user_lock
from judge.verdict import SandboxInfo

_RUNTIME_MB: Final = {Runtime.PYTHON: 64, Runtime.NUMPY: 128, Runtime.TORCH: 512}
"""What a loaded runtime takes at most; a child shares it with the supervisor."""
_FRAMES_MB: Final = 128
"""What the supervisor may need to pass on the largest frames."""
_GRADER_MB: Final = 2048
_TESTS: Final = (("/tests", "rw,noexec,nosuid,nodev,size=32m,mode=700,uid=10001,gid=10001"),)
"""The grader, which runs nothing foreign, may write: 32 MB of tests and their caches."""


def engine_of(settings: Settings) -> Engine:
    """The engine that the settings name. Raises NoEngineError."""
    engine: Engine
    if settings.socket:
        engine = UnixEngine(settings.socket)
    else:
        from judge.sandboxes.docker import sdk  # noqa: PLC0415 - slow to import

        engine = SdkEngine(sdk.client())
    engine.request("GET", "/_ping")
    return engine


def connect(runtime: Runtime, progress: Progress, settings: Settings) -> DockerSandbox:
    """A sandbox on the engine, with the image for `runtime` built. Raises SandboxError."""
    engine = engine_of(settings)
    target = tags.target_for(runtime)
    tag = tags.tag(target, settings.base_image)
    try:
        engine.request("GET", f"/images/{tag}/json")
    except EngineError as error:
        if error.status != 404:  # noqa: PLR2004 - HTTP's "not found"
            raise
        from judge.sandboxes.docker import sdk  # noqa: PLC0415 - slow to import, and building is slow anyway
        from judge.sandboxes.images import build  # noqa: PLC0415 - slow to import, and building is slow anyway

        build.ensure(sdk.client(), target, progress, settings.base_image)
    return DockerSandbox(engine, tag, settings)


class DockerSandbox:
    """Containers of one image on one engine."""

    def __init__(self, engine: Engine, tag: str, settings: Settings) -> None:
        self._engine = engine
        self._tag = tag
        self._settings = settings
        self._next_core = itertools.count(os.getpid())  # processes side by side start with different cores
        self.info = SandboxInfo(SandboxKind.DOCKER, image=tag)

    def open_worker(self, runtime: Runtime, memory_mb: int) -> AttachedChannel:
        """See `Sandbox`."""
        recipe = worker_recipe(runtime, self._tag, self._settings, self.oci_runtime)
        return self._open(recipe, worker_memory_mb(runtime, memory_mb))

    def open_grader(self, runtime: Runtime, tests: str) -> AttachedChannel:
        """See `Sandbox`."""
        return self._open(grader_recipe(runtime, self._tag, self._settings), _GRADER_MB, tests)

    def give_back(self, channel: Channel) -> None:
        """See `Sandbox`. A grader waits for the same tests; a worker ends, because its input is closed."""
        assert isinstance(channel, AttachedChannel)  # noqa: S101 - this sandbox opened it
        channel.detach()
        if channel.tests and self._settings.spare_s:
            spares.give_back(self._engine, self._settings, channel.container, channel.tests)

    def _open(self, recipe: Recipe, memory_mb: int, tests: str = "") -> AttachedChannel:
        channel = self._opened(recipe, memory_mb, tests)
        channel.tests = tests
        return channel

    def _opened(self, recipe: Recipe, memory_mb: int, tests: str) -> AttachedChannel:
        if self._settings.spare_s:
            while (spare := spares.claim(self._engine, recipe, tests)) is not None:
                channel = self._attach(spare, memory_mb)
                if channel is not None:
                    return channel
                containers.remove(self._engine, spare.id)
        name = spares.taken_name(recipe.role, uuid.uuid4().hex[:12])
        container = containers.create(self._engine, recipe, name, memory_mb, self._core())
        try:
            channel = AttachedChannel(self._engine, container, warm=False)
            containers.start(self._engine, container)
            self._connect_directly(channel)
        except BaseException:
            containers.remove(self._engine, container.id)
            raise
        return channel

    def _connect_directly(self, channel: AttachedChannel) -> None:
        if self._settings.socket and (folder := direct_socket.folder(self._settings.owner, self._settings.session)):
            channel.connect_directly(folder)

    def _attach(self, spare: Container, memory_mb: int) -> AttachedChannel | None:
        """The channel to a spare; None if it has ended, or its limits cannot be changed."""
        try:
            if spare.memory_mb != memory_mb:
                containers.limit(self._engine, spare, memory_mb)
            channel = AttachedChannel(self._engine, spare, warm=True)
            # the engine would never report the end of one that ended before we attached
            if containers.is_running(self._engine, spare):
                self._connect_directly(channel)
                return channel
            channel.detach()
        except EngineError as error:
            if error.status == 0:
                raise
        return None

    def _core(self) -> int:
        """The next core, so that a worker and its grader get different ones."""
        return next(self._next_core) % self._host.cores

    @property
    def oci_runtime(self) -> str:
        """What solution containers are started with: gVisor if the engine has it, unless the settings name another."""
        return self._settings.oci_runtime or (GVISOR if self._host.gvisor else "")

    @cached_property
    def _host(self) -> Host:
        return containers.host(self._engine)


def worker_recipe(runtime: str, tag: str, settings: Settings, oci_runtime: str) -> Recipe:
    """The recipe of a solution container."""
    return Recipe(
        role="worker",
        runtime=runtime,
        image=tag,
        command=("worker", runtime, _seconds(settings.spare_s)),
        once=True,
        owner=settings.owner,
        binds=_binds(settings),
        oci_runtime=oci_runtime,
    )


def worker_memory_mb(runtime: str, memory_mb: int) -> int:
    """The limit of a solution container whose solution may add `memory_mb` to the loaded runtime."""
    return _RUNTIME_MB[Runtime(runtime)] + memory_mb + _FRAMES_MB


def grader_recipe(runtime: str, tag: str, settings: Settings) -> Recipe:
    """The recipe of a grader container."""
    command = ("grader", runtime, _seconds(settings.spare_s), "/tests")
    once = not settings.spare_s
    binds = _binds(settings)
    return Recipe("grader", runtime, tag, command, once=once, owner=settings.owner, tmpfs=_TESTS, binds=binds)


def _binds(settings: Settings) -> tuple[str, ...]:
    folder = direct_socket.folder(settings.owner, settings.session) if settings.socket else ""
    return (f"{folder}:{direct_socket.INSIDE}:ro",) if folder else ()


def _seconds(spare_s: float) -> str:
    return f"{spare_s:g}"


def refill(settings: Settings, runtimes: dict[Runtime, int], progress: Progress) -> list[str]:
    """Start a spare worker and a spare grader for each of `runtimes` that has none. Gives the names of those started.

    Args:
        settings: whose spares, how many, for how long.
        runtimes: what each preloads, with the memory limit in MB of the problem that probably comes next.
        progress: gets a line about an image that must be built first.

    Raises:
        SandboxError: they cannot be started.
    """
    if not settings.spare_s:
        return []
    wanted: list[tuple[Recipe, int]] = []
    oci_runtime = ""
    for runtime, memory_mb in runtimes.items():
        sandbox = connect(runtime, progress, settings)
        tag, oci_runtime = sandbox.info.image, sandbox.oci_runtime
        wanted.append((worker_recipe(runtime, tag, settings, oci_runtime), worker_memory_mb(runtime, memory_mb)))
        wanted.append((grader_recipe(runtime, tag, settings), _GRADER_MB))
    current = set()
    for runtime in Runtime:
        tag = tags.tag(tags.target_for(runtime), settings.base_image)
        current |= {
            worker_recipe(runtime, tag, settings, oci_runtime).digest,
            grader_recipe(runtime, tag, settings).digest,
        }
    engine = engine_of(settings)
    with user_lock(f"{settings.owner}.lock", session=settings.session):  # two at a time would start too many
        spares.tidy(engine, settings, current)
        direct_socket.tidy(settings.owner, settings.session)
        return spares.start_missing(engine, settings, wanted)
