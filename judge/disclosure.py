"""What may be shown to whom: the one place that decides it. A report and its audience give the report to render.

A hidden test's inputs and expected values are withheld. They appear in its detail, in what the solution printed, and in
the parameters that pytest adds to its name (`test_f[41-1-42]`). Its message would give them away to whoever submits
often, so contests and CI are shown the kind of a difference only (`judge.coarse_message`). Renderers know nothing of
audiences: they take a `DisclosedReport`, which only this module makes, or grades made of such
(`judge.grading.disclosed`); mypy enforces it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NewType, assert_never

from judge.coarse_message import kind_of_difference, order_of_magnitude
from judge.submission import Event, SourceLoaded, TestEnded, TestName, TestsCollected
from judge.verdict import Report, TestResult, Verdict

DisclosedReport = NewType("DisclosedReport", Report)
"""A report without what its reader may not see."""


class Audience(StrEnum):
    """Who reads a report."""

    PRACTISING = "practising"
    """The author of the solution, who has not asked for the inputs of hidden tests."""
    REVEALED = "revealed"
    """The author of the solution, who has asked for them."""
    CONTEST = "contest"
    """A contestant: everything about samples, only verdicts of hidden tests."""
    CONTEST_VERDICT = "contest verdict"
    """A contestant whose contest shows nothing but the overall verdict."""
    CI_VERDICTS = "CI verdicts"
    """A reader of a CI log with verdicts only. A judge error is explained at every setting of CI."""
    CI_MESSAGES = "CI messages"
    """A reader of a CI log that also says why tests failed."""
    CI_SAMPLES = "CI samples"
    """A reader of a CI log that also shows everything about samples."""
    TEACHER = "teacher"
    AUTHOR = "author"
    """The author of the tests."""


class _Name(StrEnum):
    WHOLE = "whole"
    NUMBERED = "parameters numbered"
    GROUP = "group and number"


class _Message(StrEnum):
    WHOLE = "whole"
    ORDER = "distances as powers of ten"
    KIND = "the kind of a difference"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Parts:
    """Which parts of a test are shown."""

    name: _Name = _Name.WHOLE
    message: _Message = _Message.WHOLE
    detail: bool = True
    output: bool = True


_ALL: Final = _Parts()
_VERDICT: Final = _Parts(message=_Message.NONE, detail=False, output=False)
_REASON: Final = _Parts(detail=False, output=False)
_HIDDEN_VERDICT: Final = replace(_VERDICT, name=_Name.NUMBERED)
_HIDDEN_REASON: Final = replace(_REASON, name=_Name.NUMBERED, message=_Message.KIND)
_PRACTISED: Final = replace(_HIDDEN_REASON, message=_Message.ORDER)
_IN_CONTEST: Final = replace(_VERDICT, name=_Name.GROUP)

_OF_SAMPLES: Final = {
    Audience.PRACTISING: _ALL,
    Audience.REVEALED: _ALL,
    Audience.CONTEST: _ALL,
    Audience.CONTEST_VERDICT: _ALL,
    Audience.CI_VERDICTS: _VERDICT,
    Audience.CI_MESSAGES: _REASON,
    Audience.CI_SAMPLES: _ALL,
    Audience.TEACHER: _ALL,
    Audience.AUTHOR: _ALL,
}
_OF_HIDDEN: Final = {
    Audience.PRACTISING: _PRACTISED,
    Audience.REVEALED: replace(_ALL, output=False),
    Audience.CONTEST: _IN_CONTEST,
    Audience.CONTEST_VERDICT: _IN_CONTEST,
    Audience.CI_VERDICTS: _HIDDEN_VERDICT,
    Audience.CI_MESSAGES: _HIDDEN_REASON,
    Audience.CI_SAMPLES: _HIDDEN_REASON,
    Audience.TEACHER: _ALL,
    Audience.AUTHOR: _ALL,
}


def disclose(report: Report, audience: Audience) -> DisclosedReport:
    """The report as that audience may read it."""
    if audience is Audience.CONTEST_VERDICT and report.verdict is not Verdict.ACCEPTED:
        return DisclosedReport(replace(report, tests=()))
    judge_error = report.verdict is Verdict.JUDGE_ERROR
    message = "" if audience is Audience.CI_VERDICTS and not judge_error else report.message
    names = _names(((test.name, test.group) for test in report.tests), audience)
    tests = tuple(_disclose_test(test, name, audience) for test, name in zip(report.tests, names, strict=True))
    return DisclosedReport(replace(report, message=message, tests=tests))


class EventFilter:
    """Passes on judging events as an audience may see them, with the same test names as `disclose`."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self._names: Iterator[str] = iter(())

    def __call__(self, event: Event) -> Event | None:
        """The event as that audience may see it, or None."""
        match event:
            case TestsCollected(tests):
                if self._audience is Audience.CONTEST_VERDICT:
                    return TestsCollected((TestName("all tests", "tests"),))
                names = _names(((test.name, test.group) for test in tests), self._audience)
                self._names = iter(names)
                shown = (TestName(name, test.group) for name, test in zip(names, tests, strict=True))
                return TestsCollected(tuple(shown))
            case SourceLoaded():
                return event
            case TestEnded(result):
                if self._audience is Audience.CONTEST_VERDICT:
                    return None
                return TestEnded(_disclose_test(result, next(self._names), self._audience))
            case _:
                assert_never(event)


def _disclose_test(test: TestResult, name: str, audience: Audience) -> TestResult:
    parts = _parts(test.group, audience)
    explained = test.verdict is Verdict.JUDGE_ERROR and audience is Audience.CI_VERDICTS
    return replace(
        test,
        name=name,
        message=test.message if explained else _message(test, parts.message),
        detail=test.detail if parts.detail else "",
        output=test.output if parts.output else "",
    )


def _message(test: TestResult, shown: _Message) -> str:
    """What is shown of a message. Only that of a wrong answer speaks of the answer."""
    match shown:
        case _Message.NONE:
            return ""
        case _Message.ORDER if test.verdict is Verdict.WRONG_ANSWER:
            return order_of_magnitude(test.message)
        case _Message.KIND if test.verdict is Verdict.WRONG_ANSWER:
            return kind_of_difference(test.message)
        case _Message.WHOLE | _Message.ORDER | _Message.KIND:
            return test.message
        case unknown:
            assert_never(unknown)


def _parts(group: str, audience: Audience) -> _Parts:
    return (_OF_SAMPLES if group == "sample" else _OF_HIDDEN)[audience]


def _names(tests: Iterable[tuple[str, str]], audience: Audience) -> list[str]:
    """The names of a report's tests, given as (name, group), as the audience may read them; all stay different."""
    seen: Counter[str] = Counter()
    names = []
    for number, (name, group) in enumerate(tests, 1):
        base, parameters, _ = name.partition("[")
        match _parts(group, audience).name:
            case _Name.GROUP:
                names.append(f"{group} {number}")
            case _Name.NUMBERED if parameters:
                seen[base] += 1
                names.append(f"{base}[{seen[base]}]")
            case _Name.NUMBERED | _Name.WHOLE:
                names.append(name)
            case unknown:
                assert_never(unknown)
    return names
