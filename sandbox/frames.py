"""The closed set of frames, and how they lie on a byte stream. Knows no value, no test and no file descriptor.

frame := kind (1 byte) length (4 bytes, big-endian) payload (length bytes)

host -> worker    MEET HELLO LOAD BEGIN CALL END     all but BEGIN get one REPLY; the worker never speaks unasked
worker -> host    REPLY
host -> grader    MEET HELLO START REPLY, or END in place of a REPLY: the rest of the tests is not wanted
grader -> host    REPLY to HELLO, COLLECTED (BEGIN CALL* END)* FINISHED, or BROKEN at any time

MEET names a socket: where its REPLY is a value, all else goes over that. Its end is the end of a worker; a grader then
listens where it did before.

The REPLY to HELLO has HELLO's payload: what was still under way when it was sent can be told apart.

Where random inputs are drawn until one fails, each is a BEGIN CALL* END, and the host answers with END: did it fail?
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

MAX_FRAME: Final = 32 << 20
"""Bytes of one frame's payload."""
MAX_CLAIM: Final = MAX_FRAME - 64
"""Bytes of what the child may send: it must fit into a frame together with what is measured."""

_HEADER: Final = struct.Struct(">BI")
_REPLY: Final = struct.Struct(">BQQ")


class Kind(IntEnum):
    """What a frame is."""

    LOAD = 1
    BEGIN = 2
    CALL = 3
    END = 4
    REPLY = 5
    START = 6
    COLLECTED = 7
    FINISHED = 8
    BROKEN = 9
    HELLO = 10
    MEET = 11


class Status(IntEnum):
    """What became of a request. Most may be claimed by the child: none is in its favour but VALUE."""

    VALUE = 0
    """It returned; the payload is an encoded value, a claim that the test checks."""
    RAISED = 1
    """It raised; the payload is an encoded description."""
    TIME = 2
    """Out of time; the payload is text: where."""
    MEMORY = 3
    """Out of memory; the payload is text: where."""
    FORBIDDEN = 4
    """It used a forbidden function; the payload is text: which."""
    OUTPUT = 5
    """It printed or returned more than may be."""
    LOAD_ERROR = 6
    """The source cannot be loaded; the payload is text: why."""
    DIED = 7
    """The process ended by itself; the payload is text: how."""
    GARBLED = 8
    """The process wrote something that is no reply."""
    NO_RUNTIME = 9
    """The worker itself cannot run: a library of the runtime is missing. The judge's fault, not the solution's."""


CLAIMS: Final = frozenset(set(Status) - {Status.LOAD_ERROR, Status.DIED, Status.GARBLED, Status.NO_RUNTIME})
"""What the child may say of a call; all else only the supervisor says."""
LOAD_CLAIMS: Final = CLAIMS | {Status.LOAD_ERROR}
"""What the child may say of the loading."""


class BadFrameError(Exception):
    """Bytes are no frame, or not the frame that is due."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The worker's answer, with what the current test has used so far as measured outside the submission's process."""

    status: Status
    payload: bytes = b""
    cpu_ns: int = 0
    peak_bytes: int = 0

    def pack(self) -> bytes:
        """The payload of a REPLY frame."""
        return _REPLY.pack(self.status, self.cpu_ns, self.peak_bytes) + self.payload

    @classmethod
    def unpack(cls, data: bytes) -> Reply:
        """The reply of a REPLY frame's payload. Raises BadFrameError."""
        try:
            status, cpu_ns, peak_bytes = _REPLY.unpack_from(data)
            return cls(Status(status), data[_REPLY.size :], cpu_ns, peak_bytes)
        except (struct.error, ValueError) as error:
            raise BadFrameError(f"a reply is malformed: {error}") from None


def pack(kind: Kind, payload: bytes = b"") -> bytes:
    """One frame. Raises BadFrameError where the payload is too large."""
    if len(payload) > MAX_FRAME:
        raise BadFrameError(f"a frame of {len(payload):,} bytes is larger than {MAX_FRAME:,}")
    return _HEADER.pack(kind, len(payload)) + payload


class FrameBuffer:
    """Cuts a stream of bytes into frames of at most `limit` bytes of payload."""

    def __init__(self, limit: int = MAX_FRAME) -> None:
        self._bytes = bytearray()
        self._limit = limit

    def feed(self, data: bytes) -> None:
        """Add what has arrived."""
        self._bytes += data

    def next(self) -> tuple[Kind, bytes] | None:
        """The next whole frame, or None where more bytes are needed. Raises BadFrameError."""
        if len(self._bytes) < _HEADER.size:
            return None
        kind, length = _HEADER.unpack_from(self._bytes)
        if length > self._limit:
            raise BadFrameError(f"a frame of {length:,} bytes is announced, the limit is {self._limit:,}")
        end = _HEADER.size + length
        if len(self._bytes) < end:
            return None
        payload = bytes(memoryview(self._bytes)[_HEADER.size : end])
        del self._bytes[:end]
        try:
            return Kind(kind), payload
        except ValueError:
            raise BadFrameError(f"frame kind {kind} is not known") from None

    @property
    def missing(self) -> int:
        """Bytes that the next frame needs before more can be said: of its header, then of its payload."""
        if len(self._bytes) < _HEADER.size:
            return _HEADER.size - len(self._bytes)
        return max(0, _HEADER.size + int(_HEADER.unpack_from(self._bytes)[1]) - len(self._bytes))

    @property
    def empty(self) -> bool:
        """Whether nothing is left over."""
        return not self._bytes
