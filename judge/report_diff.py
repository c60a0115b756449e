"""What a save changed: two reports of the same problem, compared. Plain data; knows no terminal."""

from __future__ import annotations

from dataclasses import dataclass

from judge.verdict import Report, Verdict


@dataclass(frozen=True, slots=True)
class Changes:
    """Names of tests whose verdict changed, in test order.

    Attributes:
        green: those that are accepted now and were not.
        red: those that were accepted and are not any more.
    """

    green: tuple[str, ...] = ()
    red: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.green or self.red)


def compare(before: Report | None, after: Report) -> Changes:
    """What changed from one run to the next. A test that did not run in both says nothing."""
    if before is None or before.problem != after.problem:
        return Changes()
    green, red = [], []
    # a source that could not be loaded has no tests: all of them failed
    unloaded = before.total > 0 and not before.tests
    was = {test.name: test.verdict for test in before.tests if test.verdict is not Verdict.SKIPPED}
    for test in after.tests:
        if test.verdict is Verdict.SKIPPED or not (unloaded or test.name in was):
            continue
        accepted_before = was.get(test.name) is Verdict.ACCEPTED
        accepted_now = test.verdict is Verdict.ACCEPTED
        if accepted_now and not accepted_before:
            green.append(test.name)
        elif accepted_before and not accepted_now:
            red.append(test.name)
    if not after.tests and after.total:
        red = [name for name, verdict in was.items() if verdict is Verdict.ACCEPTED]
    return Changes(tuple(green), tuple(red))
