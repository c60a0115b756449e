"""The program with a controlled clock, in a process of its own: python clocked.py CLOCK ARGUMENT...

CLOCK is a file of three lines: wall seconds, seconds since the start of the computer, which start that was. The program
has no switch for this on purpose: with one, time could be had for the asking.
"""

from __future__ import annotations

import sys
from pathlib import Path

from judge.cli.context import Context
from judge.cli.program import main
from judge.contest.clock import Reading


def reading(file: Path) -> Reading:
    wall, boot, boot_id = file.read_text().split()
    return Reading(float(wall), float(boot), boot_id)


class Clock:
    """Both clocks, to be set by a test; kept in a file for processes that are started with it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(Reading(1_700_000_000.0, 5000.0, "one"))

    def set(self, now: Reading) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{now.wall_s}\n{now.boot_s}\n{now.boot_id}\n")
        fresh.replace(self.file)

    def now(self) -> Reading:
        return reading(self.file)

    def pass_s(self, seconds: float, *, wall: float | None = None) -> None:
        """Let time pass; by the wall clock another amount, where it is set meanwhile."""
        now = self.now()
        self.set(Reading(now.wall_s + (seconds if wall is None else wall), now.boot_s + seconds, now.boot_id))

    def restart(self, seconds: float, *, up: float = 60.0) -> None:
        """The computer is started anew; `seconds` have passed by the wall clock, `up` of them since then."""
        now = self.now()
        self.set(Reading(now.wall_s + seconds, up, now.boot_id + "+"))


if __name__ == "__main__":
    clock = Path(sys.argv.pop(1))
    Context.read_clock = lambda _: reading(clock)  # type: ignore[method-assign]
    main()
