"""What the host asks of a worker and of a grader: the payloads of LOAD and START."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgpack

MAX_STARVED: Final = 2
"""By how many times the wall time of a test may grow where others keep the cores busy."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the child is to load, and under which limits."""

    source: bytes
    entry: list[str]
    forbidden: list[str]
    runtime: str
    time_ns: int
    wall_ns: int
    memory_bytes: int

    @classmethod
    def unpack(cls, data: bytes) -> Plan:
        """The plan of a LOAD frame's payload, which the host made."""
        return cls(*msgpack.unpackb(data))

    def pack(self) -> bytes:
        """The payload of a LOAD frame."""
        packed: bytes = msgpack.packb([getattr(self, name) for name in self.__slots__])
        return packed


@dataclass(frozen=True, slots=True)
class Run:
    """The tests to run: the payload of a START frame.

    Attributes:
        files: the Python files of the problem's tests folder, by name.
        runtime: of the problem.
        entry: names that the solution defines.
        groups: names of groups to run, or empty for all.
        case: only tests whose name contains this.
        seed: what random inputs are drawn from.
        patience_s: how long the host may take to answer a call; one that takes longer is gone.
        stress: draw inputs for the hypothesis tests until one fails, instead; see `sandbox.stressing`.
    """

    files: dict[str, bytes]
    runtime: str
    entry: list[str]
    groups: list[str]
    case: str
    seed: int
    patience_s: float
    stress: bool = False

    def pack(self) -> bytes:
        """The payload."""
        packed: bytes = msgpack.packb([getattr(self, name) for name in self.__slots__])
        return packed

    @classmethod
    def unpack(cls, data: bytes) -> Run:
        """The run that the host asks for."""
        return cls(*msgpack.unpackb(data))
