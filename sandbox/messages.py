"""What the frames between host, worker, child and grader carry: one frozen type for each payload.

    frame      from -> to            payload
    LOAD       host -> worker        Plan
    BEGIN      host -> worker        TestLimits
    BEGIN      worker -> child       CallLimit
    REPLY      child -> worker       Claim
    REPLY      worker -> host        Reply (`sandbox.frames`); so is the grader's, to HELLO and MEET
    START      host -> grader        Run
    COLLECTED  grader -> host        Collected
    BEGIN      grader -> host        TestBegun
    END        grader -> host        TestOutcome
    END        host -> grader        InputVerdict, where random inputs are drawn
    FINISHED   grader -> host        Finished
    BROKEN     grader -> host        Broken

HELLO carries a word that its REPLY repeats, MEET the name of a socket, CALL an encoded request (`sandbox.executor`)
that host and worker pass on unread. An END to the worker, or one that stops the grader, is empty.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

import msgpack

from sandbox.frames import BadFrameError, Outcome, Status

MAX_STARVED: Final = 2
"""By how many times the wall time of a test may grow where others keep the cores busy."""


class _Message:
    """A payload that is the msgpack list of the fields, in order."""

    __slots__: tuple[str, ...] = ()
    __test__ = False  # no class of tests, whatever pytest thinks of a name

    def pack(self) -> bytes:
        """The payload."""
        packed: bytes = msgpack.packb([getattr(self, name) for name in self.__slots__], unicode_errors="replace")
        return packed

    @classmethod
    def unpack(cls, payload: bytes) -> Self:
        """The message that a payload holds. Only for senders that run no foreign code."""
        return cls(*_fields(payload))


def _fields(payload: bytes) -> Any:
    return msgpack.unpackb(payload, use_list=False)


@dataclass(frozen=True, slots=True)
class Plan(_Message):
    """What the child is to load, and under which limits."""

    source: bytes
    entry: tuple[str, ...]
    forbidden: tuple[str, ...]
    may_change_arguments: bool
    objects_keep_state: bool
    runtime: str
    time_ns: int
    wall_ns: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class TestLimits(_Message):
    """What the next test may use. It tells the worker neither name nor number of the test."""

    time_ns: int
    wall_ns: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class CallLimit:
    """The wall time that the calls of the next test may take together. Its payload is the bare number."""

    wall_ns: int

    def pack(self) -> bytes:
        """The payload."""
        packed: bytes = msgpack.packb(self.wall_ns)
        return packed

    @classmethod
    def unpack(cls, payload: bytes) -> CallLimit:
        """The limit that a payload holds."""
        return cls(msgpack.unpackb(payload))


class Claim(NamedTuple):
    """What the child says became of a request: a byte of status, then the payload. Foreign code may have forged it."""

    status: Status
    payload: bytes = b""

    def pack(self) -> bytes:
        """The payload of the child's REPLY."""
        return bytes([self.status]) + self.payload

    @classmethod
    def unpack(cls, payload: bytes, allowed: frozenset[Status]) -> Claim:
        """The claim that a payload holds. Raises BadFrameError if it has no status, or one that is not `allowed`."""
        if not payload:
            raise BadFrameError("it wrote something that is not a reply")
        if payload[0] not in allowed:
            raise BadFrameError("it claimed a status that only the judge may give")
        return cls(Status(payload[0]), payload[1:])


@dataclass(frozen=True, slots=True)
class Raised(_Message):
    """An exception of the solution's: the payload of a claim of RAISED, which only the grader decodes, as a value.

    Attributes:
        name: of its class.
        builtin: name of the nearest builtin exception that it is derived from.
        text: its message.
        trail: the solution's own lines that it came through.
    """

    name: str
    builtin: str
    text: str
    trail: str


@dataclass(frozen=True, slots=True)
class Run(_Message):
    """The tests to run.

    Attributes:
        files: the Python files of the problem's tests folder, by name.
        runtime: of the problem.
        entry: names that the solution defines.
        groups: names of groups to run, or empty for all.
        case: only tests whose name contains this.
        seed: what random inputs are drawn from.
        patience_s: how long the host may take to answer a call; one that takes longer is gone.
        random_inputs: draw inputs for the hypothesis tests until one fails, instead; see `sandbox.random_inputs`.
    """

    files: dict[str, bytes]
    runtime: str
    entry: tuple[str, ...]
    groups: tuple[str, ...]
    case: str
    seed: int
    patience_s: float
    random_inputs: bool = False

    @property
    def digest(self) -> str:
        """A digest of the problem folder's tests: whatever decides which tests there are."""
        decisive = [sorted(self.files.items()), self.runtime, self.entry]
        return hashlib.sha256(msgpack.packb(decisive, unicode_errors="replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class RunExit:
    """The exit code of a run, from the process that has collected its tests to the grader."""

    code: int

    def pack(self) -> bytes:
        """Two bytes."""
        return self.code.to_bytes(2, signed=True)

    @classmethod
    def unpack(cls, payload: bytes) -> RunExit:
        """The exit that a payload holds."""
        return cls(int.from_bytes(payload, signed=True))


@dataclass(frozen=True, slots=True)
class CollectedTest(_Message):
    """A test, its group, and the limits that it sets itself instead of the problem's."""

    name: str
    group: str
    time_s: float | None = None
    memory_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """The tests of a run, in the order in which they run. Its payload is a list of them."""

    tests: tuple[CollectedTest, ...]

    def pack(self) -> bytes:
        """The payload."""
        rows = [[test.name, test.group, test.time_s, test.memory_mb] for test in self.tests]
        packed: bytes = msgpack.packb(rows, unicode_errors="replace")
        return packed

    @classmethod
    def unpack(cls, payload: bytes) -> Collected:
        """The tests that a payload lists."""
        return cls(tuple(CollectedTest(*fields) for fields in _fields(payload)))


@dataclass(frozen=True, slots=True)
class TestBegun(_Message):
    """A test, or one random input of it, begins: its place among those collected."""

    index: int


@dataclass(frozen=True, slots=True)
class TestOutcome(_Message):
    """How a test, or one random input of it, has ended. `message` may be shown anywhere, `detail` may not."""

    outcome: Outcome
    message: str = ""
    detail: str = ""

    @classmethod
    def unpack(cls, payload: bytes) -> TestOutcome:
        """The outcome that a payload holds."""
        outcome, message, detail = _fields(payload)
        return cls(Outcome(outcome), message, detail)


@dataclass(frozen=True, slots=True)
class InputVerdict(_Message):
    """Whether a random input has failed: the host's word, which knows of limits too."""

    failed: bool


@dataclass(frozen=True, slots=True)
class Finished(_Message):
    """The run is over."""


@dataclass(frozen=True, slots=True)
class Broken(_Message):
    """The tests cannot be run, for a reason that is the problem's fault."""

    reason: str
