"""Our containers on an engine: which run, and removing them. Knows nothing of what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from judge.sandboxes.docker import ROLE_LABEL, RUNTIME_LABEL
from judge.sandboxes.engine import translated

if TYPE_CHECKING:
    import docker


@dataclass(frozen=True, slots=True)
class ContainerState:
    """One of our containers.

    Attributes:
        role: `worker` or `grader`.
        created: when, in ISO 8601.
    """

    name: str
    role: str
    runtime: str
    status: str
    created: str


def ours(client: docker.DockerClient) -> list[ContainerState]:
    """Every container with our label, running or not. Raises SandboxError."""
    with translated("list the containers"):
        found = client.containers.list(all=True, filters={"label": ROLE_LABEL}, ignore_removed=True)
    return [
        ContainerState(
            name=str(container.name),
            role=container.labels.get(ROLE_LABEL, ""),
            runtime=container.labels.get(RUNTIME_LABEL, ""),
            status=str(container.status),
            created=str(container.attrs.get("Created", "")),
        )
        for container in found
    ]


def remove_all(client: docker.DockerClient) -> list[str]:
    """Remove every container with our label, whoever uses it; the names removed. Raises SandboxError."""
    from docker.errors import APIError, NotFound  # noqa: PLC0415 - slow to import, and a client has paid for it

    removed = []
    with translated("remove the containers"):
        for container in client.containers.list(all=True, filters={"label": ROLE_LABEL}, ignore_removed=True):
            try:
                container.remove(force=True)
            except NotFound:
                continue
            except APIError as error:
                if error.status_code != 409:  # noqa: PLR2004 - HTTP's "conflict": its removal has begun already
                    raise
                continue
            removed.append(str(container.name))
    return removed
