"""A submission, a selection of tests, and the events of judging: the plain data of every loop around the core.

Knows no problem, no sandbox and no screen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from judge.verdict import TestResult


@dataclass(frozen=True, slots=True)
class Submission:
    """Source text as submitted, and the path that the user gave for it."""

    file: str
    source: bytes

    @property
    def sha256(self) -> str:
        """Of the source, in hexadecimal."""
        return hashlib.sha256(self.source).hexdigest()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which tests to run, and how.

    Attributes:
        groups: names of groups (`sample`), or empty for all.
        case: only tests whose name contains this, or empty for all.
        fail_fast: stop at the first test that is not accepted; the rest are SK.
        seed: what random inputs are drawn from.
        time_factor: every time limit is multiplied by this, a test's own too.
    """

    groups: tuple[str, ...] = ()
    case: str = ""
    fail_fast: bool = False
    seed: int = 0
    time_factor: float = 1.0


ALL: Final = Selection()
"""Every test, with the seed and the limits that a submission gets."""


@dataclass(frozen=True, slots=True)
class TestName:
    """A test that is going to run: its name, and the name of its group (`sample`)."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    name: str
    group: str


@dataclass(frozen=True, slots=True)
class TestsCollected:
    """The grader has collected the tests; they run in this order."""

    __test__ = False

    tests: tuple[TestName, ...]


@dataclass(frozen=True, slots=True)
class SourceLoaded:
    """The source has been loaded, and the first test begins. Where it cannot be loaded, no event follows."""


@dataclass(frozen=True, slots=True)
class TestEnded:
    """A test has ended, or has been skipped."""

    __test__ = False

    result: TestResult


Event = TestsCollected | SourceLoaded | TestEnded
"""What happens during judging, in this order: the tests are collected, the source is loaded, each test ends."""
