"""The closed set of frames, and how they lie on a byte stream. Knows no value, no test and no file descriptor.

frame := kind (1 byte) length (4 bytes, big-endian) payload (length bytes, see `sandbox.messages`)

host -> worker    MEET HELLO LOAD BEGIN CALL END     each but BEGIN gets one REPLY; the worker never speaks unasked
worker -> host    REPLY
host -> grader    MEET HELLO START REPLY, or an END instead of a REPLY to stop the run
grader -> host    REPLY to MEET and HELLO, COLLECTED (BEGIN CALL* END)* FINISHED, or BROKEN at any time

MEET names a socket: if its REPLY is a value, everything else goes over that socket. When it closes, a worker ends, and
a grader goes back to its streams.

The REPLY to HELLO repeats HELLO's payload, so that it cannot be taken for the answer to an earlier frame.

Where random inputs are drawn, each is a BEGIN CALL* END of its own, and the host answers its END with an END.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum, StrEnum
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
    """What became of a request. The child may claim most of them; only VALUE is in its favour."""

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
    """It printed or returned too much."""
    LOAD_ERROR = 6
    """The source cannot be loaded; the payload is text: why."""
    DIED = 7
    """The process ended by itself; the payload is text: how."""
    GARBLED = 8
    """The process wrote something that is not a reply."""
    NO_RUNTIME = 9
    """A library of the runtime is missing, so the worker cannot run. The judge's fault, not the solution's."""
    CHANGED = 10
    """It returned, but changed what it must leave alone, or depends on it; the payload is a sentence."""


class Outcome(StrEnum):
    """How a test ended, in the grader's words."""

    PASSED = "passed"
    WRONG = "wrong"
    """An exception after the solution had answered: its answer is to blame."""
    RAISED = "raised"
    """The solution raised, and the test did not expect it."""
    STOPPED = "stopped"
    """A limit ended the solution; the host, which routed the reply, knows which one."""
    SKIPPED = "skipped"
    BROKEN = "broken"
    """The test failed before the solution had answered anything: the test is to blame."""


CLAIMS: Final = frozenset(set(Status) - {Status.LOAD_ERROR, Status.DIED, Status.GARBLED, Status.NO_RUNTIME})
"""What the child may claim of a call; the rest is for the supervisor to say."""
LOAD_CLAIMS: Final = CLAIMS | {Status.LOAD_ERROR}
"""What the child may claim of loading the source."""


ANSWERS: Final = frozenset({Status.VALUE, Status.RAISED, Status.CHANGED})
"""Claims that the test gets to see; any other ends it."""


class BadFrameError(Exception):
    """Bytes that are not a frame, or not the frame that is expected."""


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
            raise BadFrameError(f"malformed reply: {error}") from None


def pack(kind: Kind, payload: bytes = b"") -> bytes:
    """One frame. Raises BadFrameError if the payload is too large."""
    if len(payload) > MAX_FRAME:
        raise BadFrameError(f"a frame of {len(payload):,} bytes exceeds the limit of {MAX_FRAME:,}")
    return _HEADER.pack(kind, len(payload)) + payload


class FrameBuffer:
    """Cuts a stream of bytes into frames with at most `limit` bytes of payload each."""

    def __init__(self, limit: int = MAX_FRAME) -> None:
        self._bytes = bytearray()
        self._limit = limit

    def feed(self, data: bytes) -> None:
        """Add what has arrived."""
        self._bytes += data

    def next(self) -> tuple[Kind, bytes] | None:
        """The next complete frame, or None if more bytes are needed. Raises BadFrameError."""
        if len(self._bytes) < _HEADER.size:
            return None
        kind, length = _HEADER.unpack_from(self._bytes)
        if length > self._limit:
            raise BadFrameError(f"a frame announces {length:,} bytes, the limit is {self._limit:,}")
        end = _HEADER.size + length
        if len(self._bytes) < end:
            return None
        payload = bytes(memoryview(self._bytes)[_HEADER.size : end])
        del self._bytes[:end]
        try:
            return Kind(kind), payload
        except ValueError:
            raise BadFrameError(f"unknown frame kind: {kind}") from None

    @property
    def missing(self) -> int:
        """How many bytes to read next: the rest of the header, then the rest of the payload."""
        if len(self._bytes) < _HEADER.size:
            return _HEADER.size - len(self._bytes)
        return max(0, _HEADER.size + int(_HEADER.unpack_from(self._bytes)[1]) - len(self._bytes))

    @property
    def empty(self) -> bool:
        """Whether no bytes are left."""
        return not self._bytes
