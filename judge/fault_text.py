"""The message for a fault: the limit that was exceeded, or what the solution did, and where."""

from __future__ import annotations

from judge.link import text_of
from judge.problem import Limits
from sandbox.frames import Reply, Status


def wall_limit_s(limits: Limits) -> float:
    """How many wall seconds the calls of one test may take. This limit ends a solution that sleeps."""
    return max(2.0, 2 * limits.time_s)


def nanoseconds(seconds: float) -> int:
    """Seconds in the unit that the worker counts in."""
    return int(seconds * 1e9)


def fault_text(fault: Reply, limits: Limits) -> str:
    """The message for a fault. Its payload is untrusted text."""
    text = text_of(fault.payload)
    at = f", at {text}" if text else ""
    match fault.status:
        case Status.TIME if fault.cpu_ns >= nanoseconds(limits.time_s):
            return f"more than {limits.time_s:g} s of CPU time{at}"
        case Status.TIME:
            return f"no answer within {wall_limit_s(limits):g} s{at}"
        case Status.MEMORY:
            return f"more than {limits.memory_mb} MB{at}"
        case Status.FORBIDDEN:
            return f"{text} is forbidden in this problem"
        case Status.CHANGED | Status.OUTPUT | Status.LOAD_ERROR | Status.DIED | Status.GARBLED:
            return text
        case Status.VALUE | Status.RAISED | Status.NO_RUNTIME:  # not faults
            return text
