"""A client of the Docker SDK, for images and for engines without a Unix socket."""

from __future__ import annotations

import contextlib
import ipaddress
from typing import Any
from urllib.parse import urlsplit

import docker
import requests
from docker.errors import DockerException

from judge.sandboxes.docker.engine import no_engine

_TIMEOUT_S = 60


def client() -> docker.DockerClient:
    """A client of the engine in the user's Docker settings. Raises NoEngineError."""
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
            return _Client(base_url=context.Host, timeout=_TIMEOUT_S)
    return _Client.from_env(timeout=_TIMEOUT_S)


class _Api(docker.APIClient):
    """The SDK's connections, of which those to this machine never go through a proxy, as with the program `docker`."""

    def merge_environment_settings(self, url: Any, *args: Any, **kwargs: Any) -> Any:
        """See `requests.Session`: the settings of one request, with the environment's proxies."""
        merged = super().merge_environment_settings(url, *args, **kwargs)
        return {**merged, "proxies": {}} if _is_local(url) else merged


class _Client(docker.DockerClient):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.api = _Api(*args, **kwargs)


def _is_local(url: str) -> bool:
    """Whether a URL is that of a loopback address, or stands for a Unix socket or an SSH tunnel."""
    parts = urlsplit(url)
    if parts.scheme == "http+docker" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
