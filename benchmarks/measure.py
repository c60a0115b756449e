"""Shared by the benchmarks: commands timed in turns, and the rows of a table."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
JUDGE = [sys.executable, "-m", "judge"]


@dataclass(frozen=True)
class Row:
    """One figure: what was measured against what, both in the same unit, and the goal for their ratio."""

    what: str
    against: str
    value: float
    baseline: float
    unit: str = "s"
    goal: str = ""

    @property
    def ratio(self) -> float:
        """What was measured, as a multiple of its baseline."""
        return self.value / self.baseline


def solution(problem: str) -> str:
    """The first accepted submission of a problem."""
    return str(min((ROOT / "problems" / problem / "submissions" / "accepted").glob("*.py")))


def naked_pytest(problem: str, tests: str = "") -> list[str]:
    """Plain pytest on a problem's tests and its first accepted submission, in one process."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return [*command, str(ROOT / "problems" / problem / tests), "--solution", solution(problem)]


def seconds(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Wall seconds of a command that must succeed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=inherited | dict(environment or {}), check=True, capture_output=True)
    return time.perf_counter() - began


def by_turns(rounds: int, *sides: Callable[[], float]) -> list[float]:
    """The median of each side, in turns, so that a busy minute affects all; the first turn does not count."""
    times = [[side() for side in sides] for _ in range(rounds + 1)][1:]
    return [statistics.median(column) for column in zip(*times, strict=True)]
