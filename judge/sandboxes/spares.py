"""Spares: warm containers of ours that wait in the engine, each to be taken by one of many competing processes.

A spare's name says that it waits and since when it has not been used. Taking it is renaming it, which the engine does
for one of several at a time; the new name follows from the container alone, so that whoever comes second fails.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from judge.sandboxes import Settings, containers, places
from judge.sandboxes.api import Engine, EngineError
from judge.sandboxes.containers import DIGEST, OWNER, Container, Recipe

_WAITING: Final = "judge-spare"
_TAKEN: Final = "judge-taken"
_ABANDONED_S: Final = 30
"""What was created this long ago and not started, will not be."""


def taken_name(role: str, key: str) -> str:
    """What a container in use is called."""
    return f"{_TAKEN}-{role}-{key}"


def _waiting_name(role: str, key: str) -> str:
    return f"{_WAITING}-{role}-{key}-{int(time.time())}"


def waits(container: Container) -> bool:
    """Whether it is there to be taken."""
    return container.name.startswith(_WAITING) and container.state == "running"


def last_used(container: Container) -> int:
    """When it was started or given back, in seconds since the epoch."""
    return int(container.name.rpartition("-")[2]) if waits(container) else container.created


def _key(name: str) -> str:
    return name.split("-")[3]


def claim(engine: Engine, recipe: Recipe) -> Container | None:
    """Take a spare that was made by this very recipe; None where none waits. Raises EngineError."""
    labels = (f"{DIGEST}={recipe.digest}", f"{OWNER}={recipe.owner}")
    for spare in sorted(containers.ours(engine, *labels, name=f"^/{_WAITING}-", running=True), key=last_used)[::-1]:
        try:
            containers.rename(engine, spare.name, taken_name(spare.role, _key(spare.name)))
        except EngineError as error:
            if error.status == 0:
                raise
            continue  # another was faster, or it has ended
        return spare
    return None


def give_back(engine: Engine, container: Container) -> None:
    """Let a container in use wait for the next one. Raises nothing: where the engine is gone, so is the container."""
    with contextlib.suppress(EngineError):
        containers.rename(engine, container.id, _waiting_name(container.role, _key(container.name)))


def tidy(engine: Engine, settings: Settings, current: Collection[str]) -> None:
    """Remove spares that no recipe of today would make, and what was created and never started. Raises EngineError."""
    remove_abandoned(engine, settings)
    for container in containers.ours(engine, f"{OWNER}={settings.owner}"):
        if waits(container) and container.digest not in current:
            containers.remove(engine, container.id)


def remove_abandoned(engine: Engine, settings: Settings) -> None:
    """Remove what was created and never started: its maker was killed in between. Raises EngineError."""
    for container in containers.ours(engine, f"{OWNER}={settings.owner}"):
        if container.state == "created" and time.time() - container.created > _ABANDONED_S:
            containers.remove(engine, container.id)


def start_missing(engine: Engine, settings: Settings, wanted: Sequence[tuple[Recipe, int]]) -> list[str]:
    """Start a spare, with a limit in MB, for each recipe of which none waits; the least recent ones make room.

    Returns:
        The names of those that were started.

    Raises:
        EngineError: one cannot be started.
    """
    waiting = [one for one in containers.ours(engine, f"{OWNER}={settings.owner}", running=True) if waits(one)]
    there = {spare.digest for spare in waiting}
    missing = [(recipe, memory_mb) for recipe, memory_mb in wanted if recipe.digest not in there]
    kept = [spare for spare in waiting if spare.digest in {recipe.digest for recipe, _ in wanted}]
    others = sorted((spare for spare in waiting if spare not in kept), key=last_used)
    excess = len(waiting) + len(missing) - settings.max_spares
    for spare in [*others, *sorted(kept, key=last_used)][: max(0, excess)]:
        containers.remove(engine, spare.id)
    names = []
    cores = containers.host(engine).cores
    for core, (recipe, memory_mb) in enumerate(missing[: settings.max_spares], os.getpid()):
        name = _waiting_name(recipe.role, uuid.uuid4().hex[:12])
        containers.start(engine, containers.create(engine, recipe, name, memory_mb, core % cores))
        names.append(name)
    return names


@contextlib.contextmanager
def alone(owner: str) -> Iterator[None]:
    """One process of an owner at a time starts spares: two would start too many."""
    with places.lock(f"{owner}.lock"):
        yield
