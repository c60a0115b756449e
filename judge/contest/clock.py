"""How much time has passed between two readings of the clocks, whatever was done to them meanwhile. Knows no contest.

The time since boot counts: it advances during suspend, and nobody can set it. Across a restart there is only the wall
clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_BOOT_CLOCK: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_TOLERANCE_S: Final = 5.0
_TOLERANCE_SHARE: Final = 0.002
"""Corrections over a network (NTP) are smaller than this."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment.

    Attributes:
        wall_s: seconds since 1970.
        boot_s: seconds since the computer was booted, including time in suspend.
        boot_id: identifies that boot; empty if the system does not tell.
    """

    wall_s: float
    boot_s: float
    boot_id: str

    @property
    def wall(self) -> str:
        """The wall time in UTC, ISO 8601 with a Z."""
        return datetime.fromtimestamp(self.wall_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Passed:
    """Seconds that count as passed, and a remark for people if the clocks disagree."""

    seconds: float
    remark: str = ""


def read() -> Reading:
    """Both clocks now."""
    try:
        boot_id = _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        boot_id = ""
    return Reading(time.time(), time.clock_gettime(_BOOT_CLOCK), boot_id)


def passed(since: Reading, now: Reading) -> Passed:
    """How long ago `since` was; never negative."""
    by_wall = now.wall_s - since.wall_s
    by_boot = now.boot_s - since.boot_s
    if since.boot_id == now.boot_id and by_boot >= 0:
        apart = by_wall - by_boot
        if abs(apart) <= max(_TOLERANCE_S, _TOLERANCE_SHARE * by_boot):
            return Passed(by_boot)
        way = "forward" if apart > 0 else "back"
        return Passed(by_boot, f"The wall clock was set {way} by {_span(abs(apart))}; the time since boot counts.")
    if by_wall < now.boot_s - _TOLERANCE_S:  # the computer has been up for longer than that
        when = f"{datetime.fromtimestamp(since.wall_s, UTC).astimezone():%Y-%m-%d %H:%M}"
        early = f"is in the future ({when})" if by_wall < 0 else f"was only {_span(by_wall)} ago"
        return Passed(
            max(now.boot_s, 0.0),
            f"The computer was restarted, and by its wall clock the last event {early}, so that clock is wrong. "
            "The time since the restart counts; correct the clock.",
        )
    return Passed(by_wall, "The computer was restarted; the wall clock counts for the time since the last event.")


def _span(seconds: float) -> str:
    """`42 s`, `12 min`, `3 h 5 min`."""
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    return " ".join(filter(None, [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]))
