"""Spares: warm containers that wait in the engine, each to be taken by one of several competing processes.

A spare's name says that it waits and when it was last used. To take it is to rename it; the new name depends on the
container alone, so that only the first of several processes succeeds. The name of a grader that has run tests holds
their digest as well: from then on it serves no others.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Collection, Sequence
from typing import Final

from judge.sandboxes import Settings
from judge.sandboxes.docker import containers
from judge.sandboxes.docker.containers import DIGEST, OWNER, Container, Recipe
from judge.sandboxes.docker.engine import Engine, EngineError

_WAITING: Final = "judge-spare"
_TAKEN: Final = "judge-taken"
_ABANDONED_S: Final = 30
"""A container created this long ago and not started is abandoned."""


def taken_name(role: str, key: str) -> str:
    """The name of a container in use."""
    return f"{_TAKEN}-{role}-{key}"


def _waiting_name(role: str, key: str, tests: str = "") -> str:
    return "-".join([_WAITING, role, key, *([tests] if tests else []), str(int(time.time()))])


def is_waiting(container: Container) -> bool:
    """Whether a container can be taken."""
    return container.name.startswith(_WAITING) and container.state == "running"


def last_used(container: Container) -> int:
    """When a container was started or given back, in seconds since the epoch."""
    return int(container.name.rpartition("-")[2]) if is_waiting(container) else container.created


def _key(name: str) -> str:
    return name.split("-")[3]


def tests_of(spare: Container) -> str:
    """The digest of the tests that a waiting grader has run; empty if it has run none."""
    return "-".join(spare.name.split("-")[4:-1])


def claim(engine: Engine, recipe: Recipe, tests: str = "") -> Container | None:
    """Take a spare made from exactly this recipe, one that has run these tests or none; None if none waits.

    Raises EngineError.
    """
    labels = (f"{DIGEST}={recipe.digest}", f"{OWNER}={recipe.owner}")
    waiting = containers.ours(engine, *labels, name=f"^/{_WAITING}-", running=True)
    fit = [spare for spare in waiting if tests_of(spare) in {tests, ""}]
    for spare in sorted(fit, key=lambda spare: (tests_of(spare), last_used(spare)), reverse=True):
        if _take(engine, spare):
            return spare
    return None


def _take(engine: Engine, spare: Container) -> bool:
    """Rename a spare; False if another process was faster, or it has ended. Raises EngineError."""
    try:
        containers.rename(engine, spare.name, taken_name(spare.role, _key(spare.name)))
    except EngineError as error:
        if error.status == 0:
            raise
        return False
    return True


def _take_and_remove(engine: Engine, spare: Container) -> None:
    """Remove a spare, unless a submission has taken it since it was listed. Raises EngineError."""
    if _take(engine, spare):
        containers.remove(engine, spare.id)


def give_back(engine: Engine, settings: Settings, grader: Container, tests: str) -> None:
    """Let a grader wait for the next submission to be judged by these tests; the least recently used make room.

    Never raises: if the engine is gone, so is the container.
    """
    with contextlib.suppress(EngineError):
        containers.rename(engine, grader.id, _waiting_name(grader.role, _key(grader.name), tests))
        _make_room(engine, settings, _waiting(engine, settings))


def tidy(engine: Engine, settings: Settings, current: Collection[str]) -> None:
    """Remove spares that no current recipe makes, and containers never started. Raises EngineError."""
    remove_abandoned(engine, settings)
    for container in containers.ours(engine, f"{OWNER}={settings.owner}"):
        if is_waiting(container) and container.digest not in current:
            _take_and_remove(engine, container)


def remove_abandoned(engine: Engine, settings: Settings) -> None:
    """Remove containers never started, whose process was killed in between. Raises EngineError."""
    for container in containers.ours(engine, f"{OWNER}={settings.owner}"):
        if container.state == "created" and time.time() - container.created > _ABANDONED_S:
            containers.remove(engine, container.id)


def start_missing(engine: Engine, settings: Settings, wanted: Sequence[tuple[Recipe, int]]) -> list[str]:
    """Start a spare for each recipe (with its limit in MB) that has none; the least recently used make room.

    Returns:
        The names of those that were started.

    Raises:
        EngineError: one cannot be started.
    """
    waiting = _waiting(engine, settings)
    digests = {recipe.digest for recipe, _ in wanted}
    fresh = {spare.digest for spare in waiting if not tests_of(spare)}
    missing = [(recipe, memory_mb) for recipe, memory_mb in wanted if recipe.digest not in fresh]
    _make_room(engine, settings, waiting, digests, len(missing))
    names = []
    cores = containers.host(engine).cores
    for core, (recipe, memory_mb) in enumerate(missing[: settings.max_spares], os.getpid()):
        name = _waiting_name(recipe.role, uuid.uuid4().hex[:12])
        containers.start(engine, containers.create(engine, recipe, name, memory_mb, core % cores))
        names.append(name)
    return names


def _waiting(engine: Engine, settings: Settings) -> list[Container]:
    return [one for one in containers.ours(engine, f"{OWNER}={settings.owner}", running=True) if is_waiting(one)]


def _make_room(
    engine: Engine, settings: Settings, waiting: Sequence[Container], wanted: Collection[str] = (), more: int = 0
) -> None:
    """Remove spares until there may be `more`: fresh ones of a wanted digest last, the least recently used first."""

    def worth(spare: Container) -> tuple[bool, int]:
        return spare.digest in wanted and not tests_of(spare), last_used(spare)

    for spare in sorted(waiting, key=worth)[: max(0, len(waiting) + more - settings.max_spares)]:
        _take_and_remove(engine, spare)
