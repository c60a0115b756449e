"""Requests to the Docker engine: its HTTP API over a Unix socket, or through the SDK for an engine elsewhere.

A submission needs four requests. Importing the SDK takes a quarter of a second, as long as a whole verdict, so it is
imported only to reach an engine over TCP, TLS or SSH, and to build images. http.client, too, takes longer to import
than the four requests take, and may swallow the first bytes after an attach.
"""

from __future__ import annotations

import json
import socket
from typing import Any, Final, Protocol

from judge.errors import SandboxError

DEFAULT_SOCKET: Final = "/var/run/docker.sock"
_TIMEOUT_S: Final = 60.0
_NOT_FOUND: Final = 404
_ASCII: Final = 128


class NoEngineError(SandboxError):
    """No Docker engine answers, or this user has no access to it."""


class EngineError(SandboxError):
    """The engine refused a request, or ended in the middle of one (status 0).

    Attributes:
        status: of HTTP: 404 if the object does not exist, 409 if it is in conflict with another.
    """

    def __init__(self, status: int, text: str) -> None:
        if status == 0:
            message, hint = f"the Docker engine stopped answering: {text[:300]}", "Run: judge doctor"
        elif status == _NOT_FOUND and "image" in text:
            message, hint = f"the sandbox image no longer exists: {text[:300]}", "Run: judge sandbox build"
        elif status == _NOT_FOUND:
            message, hint = f"a container no longer exists: {text[:300]}", "Run the command again."
        elif "no space left" in text:
            message, hint = f"Docker refused: {text[:500]}", "Free some space, then run: judge sandbox clean"
        else:
            message, hint = f"Docker refused: {text[:500]}", "Run: judge doctor"
        super().__init__(message, hint)
        self.status = status


class Engine(Protocol):
    """One Docker engine."""

    def request(self, method: str, path: str, body: object = None) -> bytes:
        """The body of the answer. Raises EngineError, or NoEngineError if nothing listens."""

    def attach(self, container: str) -> Stream:
        """The standard streams of a container, in Docker's framing. Raises as `request`."""


class Stream:
    """An attached socket, and the object that must live as long as it does."""

    def __init__(self, connection: socket.socket, keeper: Any = None) -> None:
        self.socket = connection
        self._keeper = keeper

    def close(self) -> None:
        """Close it. A second call does nothing."""
        if self._keeper is not None:
            self._keeper.close()
        self.socket.close()


class UnixEngine:
    """An engine behind a Unix socket, with one connection for each request."""

    def __init__(self, path: str = DEFAULT_SOCKET) -> None:
        self._path = path

    def request(self, method: str, path: str, body: object = None) -> bytes:
        """See `Engine`."""
        with self._connect() as connection:
            status, rest = _converse(connection, "1.0", method, path, body)
            pieces = [rest]
            try:
                while data := connection.recv(1 << 18):
                    pieces.append(data)
            except OSError as error:
                raise EngineError(0, str(error)) from None
        return _checked(status, b"".join(pieces))

    def attach(self, container: str) -> Stream:
        """See `Engine`."""
        connection = self._connect()
        try:
            status, rest = _converse(connection, "1.1", "POST", f"/containers/{container}/attach?{_STREAMS}")
            _checked(status, rest)
        except BaseException:
            connection.close()
            raise
        return Stream(connection)

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_TIMEOUT_S)
        try:
            connection.connect(self._path)
        except OSError as error:
            connection.close()
            raise no_engine(error) from None
        return connection


_STREAMS: Final = "stdin=1&stdout=1&stderr=1&stream=1"


def _converse(
    connection: socket.socket, version: str, method: str, path: str, body: object = None
) -> tuple[int, bytes]:
    """Send one request. Gives the status of the answer, and the part of its body that has arrived."""
    content = b"" if body is None else json.dumps(body).encode()
    upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\n" if version == "1.1" else ""
    head = (
        f"{method} {path} HTTP/{version}\r\nHost: docker\r\n{upgrade}"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    received = b""
    try:
        connection.sendall(head.encode() + content)
        while b"\r\n\r\n" not in received:
            data = connection.recv(1 << 16)
            if not data:
                raise EngineError(0, "it closed the connection")
            received += data
    except OSError as error:
        raise EngineError(0, str(error)) from None
    answer, _, rest = received.partition(b"\r\n\r\n")
    return int(answer.split(None, 2)[1]), rest


class SdkEngine:
    """An engine that only the SDK knows how to reach."""

    def __init__(self, client: Any) -> None:
        self._client = client  # keeps its connections open
        self._api = client.api

    def request(self, method: str, path: str, body: object = None) -> bytes:
        """See `Engine`."""
        import requests  # noqa: PLC0415 - the SDK has paid for it

        try:
            answer = self._api.request(method, self._api.base_url + path, json=body, timeout=_TIMEOUT_S)
        except (requests.RequestException, OSError) as error:
            raise EngineError(0, str(error)) from None
        return _checked(answer.status_code, answer.content)

    def attach(self, container: str) -> Stream:
        """See `Engine`."""
        from docker.errors import APIError, DockerException  # noqa: PLC0415 - slow to import, and paid for
        from requests import RequestException  # noqa: PLC0415 - as above

        try:
            attached = self._api.attach_socket(container, {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
        except APIError as error:
            raise EngineError(error.status_code or 0, str(error.explanation)) from None
        except (DockerException, RequestException, OSError) as error:
            raise EngineError(0, str(error)) from None
        return Stream(getattr(attached, "_sock", attached), attached)


def no_engine(error: Exception) -> NoEngineError:
    """The error that says why no engine answers, and what to type next."""
    text = str(error)
    if "Permission denied" in text or isinstance(error, PermissionError):
        return NoEngineError(
            "You have no access to the Docker engine of this machine (permission denied on its socket).",
            "Run: sudo usermod -aG docker $USER, then log in again. To run without isolation: --sandbox process",
        )
    if any(words in text for words in ("No such file", "Connection refused", "Connection aborted")):
        return NoEngineError(
            "No Docker engine answers.",
            "To install or start one: judge doctor. To run without isolation: --sandbox process",
        )
    return NoEngineError(f"No Docker engine answers: {text[:300]}", "Run: judge doctor")


def with_query(path: str, **parameters: object) -> str:
    """A path with its query; values other than strings are sent as JSON, as the engine expects filters."""
    values = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return f"{path}?{'&'.join(f'{name}={_quoted(value)}' for name, value in values.items())}"


def _quoted(text: str) -> str:
    # urllib.parse would do it, and takes 10 ms to import
    return "".join(chr(byte) if chr(byte).isalnum() and byte < _ASCII else f"%{byte:02X}" for byte in text.encode())


def _checked(status: int, body: bytes) -> bytes:
    if status >= 400:  # noqa: PLR2004 - HTTP's first error
        try:
            text = str(json.loads(body)["message"])
        except (ValueError, KeyError, TypeError):
            text = body.decode(errors="replace")
        raise EngineError(status, text)
    return body
