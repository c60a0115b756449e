"""The channel to one container: its attached standard streams."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from judge.errors import SandboxError
from judge.sandboxes import ChannelClosedError, DeadlinePassedError
from judge.sandboxes.docker import containers
from judge.sandboxes.docker.containers import Container
from judge.sandboxes.docker.direct_socket import Listener
from judge.sandboxes.docker.engine import Engine, with_query
from sandbox.frames import BadFrameError, FrameBuffer, Kind, Reply, Status, pack

_HEADER: Final = struct.Struct(">BxxxI")
_STDERR: Final = 2
_READY_S: Final = 60.0
"""How long a container may take to load its runtime."""
_LAST_WORDS_S: Final = 0.5


class AttachedChannel:
    """See `judge.sandboxes.Channel`.

    Attributes:
        container: the other side.
        warm: whether it has been waiting, so that it may have ended meanwhile.
        tests: the digest of the tests that it runs if it is a grader; else empty.
    """

    tests = ""

    def __init__(self, engine: Engine, container: Container, *, warm: bool) -> None:
        self.container = container
        self.warm = warm
        self._engine = engine
        self._begun = int(time.time())
        self._pending = bytearray()
        self._errors = bytearray()
        self._stream = engine.attach(container.id)
        self._socket = self._stream.socket
        self._direct: socket.socket | None = None

    def connect_directly(self, folder: str) -> None:
        """Switch to a socket in that folder, if the other side can reach it. If that has ended, `read` reports it."""
        try:
            with Listener(folder) as listener:
                deadline = time.monotonic() + _READY_S
                self.write(pack(Kind.MEET, listener.name.encode()), deadline)
                frames = FrameBuffer()
                while (frame := frames.next()) is None:
                    frames.feed(self._read_stream(deadline))
                if Reply.unpack(frame[1]).status is Status.VALUE:
                    self._direct = listener.accept()
        except (OSError, ChannelClosedError, DeadlinePassedError, BadFrameError):
            return

    def write(self, data: bytes, deadline: float) -> None:
        """See `Channel`."""
        view, connection = memoryview(data), self._direct or self._socket
        while view:
            view = view[self._attempt(lambda: connection.send(view[: 1 << 20]), connection, deadline) :]  # noqa: B023 - called at once

    def read(self, deadline: float) -> bytes:
        """See `Channel`."""
        if self._direct is None:
            return self._read_stream(deadline)
        direct = self._direct
        received: bytes = self._attempt(lambda: direct.recv(1 << 20), direct, deadline)
        if not received:
            raise self._closed()
        return received

    def _read_stream(self, deadline: float) -> bytes:
        """The next piece of stdout. Docker interleaves stderr, whose end is kept as last words."""
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
            received = self._attempt(lambda: self._socket.recv(1 << 20), self._socket, deadline)
            if not received:
                raise self._closed()
            self._pending += received

    def _attempt(self, action: Callable[[], Any], connection: socket.socket, deadline: float) -> Any:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            return action()
        except TimeoutError:
            raise DeadlinePassedError from None
        except OSError:
            raise self._closed() from None

    def _closed(self) -> ChannelClosedError:
        """Why it ended. Raises SandboxError if the engine is gone too."""
        if self._direct is not None:  # its last words come through the engine
            self._direct.close()
            self._direct = None
            with contextlib.suppress(ChannelClosedError, DeadlinePassedError):
                self._read_stream(time.monotonic() + _LAST_WORDS_S)
        filters = {"container": [self.container.id], "event": ["oom", "kill"]}
        query = with_query("/events", since=str(self._begun), until=str(int(time.time()) + 1), filters=filters)
        events = {json.loads(line).get("Action") for line in self._engine.request("GET", query).splitlines()}
        return ChannelClosedError(
            out_of_memory="oom" in events,
            from_outside="kill" in events,  # the engine reports those that it was asked for
            last_words=self._errors.decode(errors="replace")[-2000:],
        )

    def detach(self) -> None:
        """Close the streams. A container that ends with its first client ends now."""
        for connection in (self._direct, self._stream):
            with contextlib.suppress(OSError):
                if connection is not None:
                    connection.close()

    def abort(self) -> None:
        """See `Channel`."""
        for connection in (self._direct, self._socket):
            with contextlib.suppress(OSError):
                if connection is not None:
                    connection.shutdown(socket.SHUT_RDWR)

    def kill(self) -> None:
        """See `Channel`. The engine removes what has ended; nobody waits for the answer."""
        self.detach()

        def remove() -> None:
            with contextlib.suppress(SandboxError):
                containers.remove(self._engine, self.container.id)

        threading.Thread(target=remove).start()
