"""A client of the Docker SDK, for what needs more than a few requests: images, and engines at other addresses."""

from __future__ import annotations

import contextlib

import docker
import requests
from docker.errors import DockerException

from judge.sandboxes.api import no_engine

_TIMEOUT_S = 60


def client() -> docker.DockerClient:
    """A client of the engine that the user's Docker settings name. Raises NoEngineError."""
    try:
        found = _connected()
        found.ping()
    except (DockerException, requests.RequestException, OSError) as error:
        raise no_engine(error) from None
    return found


def _connected() -> docker.DockerClient:
    """By DOCKER_HOST, or by the Docker context in use (Docker Desktop, colima, rootless), which the SDK ignores."""
    with contextlib.suppress(Exception):
        context = docker.context.ContextAPI.get_current_context()
        if context.name != "default":
            return docker.DockerClient(base_url=context.Host, timeout=_TIMEOUT_S)
    return docker.from_env(timeout=_TIMEOUT_S)
