"""A report for a person: which tests failed and why, then the verdict. Foreign text is made safe to print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from judge.problem import Limits
from judge.render import text
from judge.render.screen import Screen
from judge.render.verdicts import color, count, mark, megabytes, seconds
from judge.verdict import Report, TestResult, Verdict

SHOWN_FAILURES: Final = 6
"""Failures that are explained; the rest are named. A person mends one at a time."""

_SHOWN_OUTPUT_LINES: Final = 12
_SHOWN_NAMES: Final = 4

_QUIET: Final = frozenset({Verdict.ACCEPTED, Verdict.SKIPPED})


def report_text(
    report: Report, screen: Screen, *, limits: Limits | None = None, reveal: bool = False, tag: str = ""
) -> str:
    """The failures of a report, and its verdict.

    Args:
        report: what is shown.
        screen: what it is written for.
        limits: of the problem, to show figures against.
        reveal: whether inputs and expected values of hidden tests are shown.
        tag: our own words after the figures: `#12, same as #11 (WA)`.
    """
    lines: list[str] = []
    if report.message:
        lines += ["", *_block(report.message, screen)]
    failures = list(_alike([test for test in report.tests if test.verdict not in _QUIET], reveal=reveal))
    for alike in failures[:SHOWN_FAILURES]:
        lines += ["", *_failure(alike, screen, reveal=reveal)]
    left = [test for alike in failures[SHOWN_FAILURES:] for test in alike]
    if left:
        names = _names([test.name for test in left])
        lines += [
            "",
            *_paint_all(text.wrap(f"  and {count(len(left), 'more failing test')}: {names}", screen.width), screen),
        ]
    lines += ["", *_verdict_lines(report, screen, limits, tag)]
    return "\n".join(lines)


def failure_text(test: TestResult, screen: Screen) -> str:
    """One failure with all that is known of it."""
    return "\n".join(_explained(test, screen, test.detail, test.output))


def failing(report: Report) -> tuple[TestResult, ...]:
    """The tests that failed; what was skipped did not."""
    return tuple(test for test in report.tests if test.verdict not in _QUIET)


def _alike(tests: list[TestResult], *, reveal: bool) -> Iterator[list[TestResult]]:
    """Failures in test order; those that say the very same thing are one."""
    found: dict[tuple[object, ...], list[TestResult]] = {}
    for test in tests:
        key: tuple[object, ...] = (test.group, test.verdict, test.message, _detail(test, reveal=reveal), _output(test))
        found.setdefault(key, []).append(test)
    yield from found.values()


def _detail(test: TestResult, *, reveal: bool) -> str:
    return test.detail if reveal or test.group == "sample" else ""


def _output(test: TestResult) -> str:
    return test.output if test.group == "sample" else ""


def _failure(alike: list[TestResult], screen: Screen, *, reveal: bool) -> Iterator[str]:
    test = alike[0]
    head, *rest = _explained(test, screen, _detail(test, reveal=reveal), _output(test))
    yield head
    if len(alike) > 1:
        more = f"the same in {count(len(alike) - 1, 'more test')}: {_names([other.name for other in alike[1:]])}"
        yield from _paint_all(text.wrap(f"  {more}", screen.width), screen)
    yield from rest


def _explained(test: TestResult, screen: Screen, detail: str, output: str) -> Iterator[str]:
    verdict = screen.paint(f"{test.verdict}", color(test.verdict), "bold")
    where = screen.paint(f" {text.one_line(test.group)}", "dim")
    name = text.shorten(text.one_line(test.name), max(20, screen.width - 24))
    yield f"{mark(test.verdict, screen)} {screen.paint(name, 'bold')}  {verdict}{where}"
    yield from _block(test.message or test.verdict.phrase, screen)
    if detail:
        yield from _paint_all(_block(detail, screen), screen, "cyan")
    if output := text.clean(output, max_lines=_SHOWN_OUTPUT_LINES):
        yield screen.paint("  your output:", "dim")
        bar = screen.paint("  | ", "dim")
        for line in text.wrap(output, screen.width - 4):
            yield bar + line


def _block(words: str, screen: Screen) -> list[str]:
    cleaned = text.clean(words)
    return [f"  {line}".rstrip() for line in text.wrap(cleaned, screen.width - 2)]


def _paint_all(lines: list[str], screen: Screen, style: str = "dim") -> list[str]:
    return [screen.paint(line, style) for line in lines]


def _names(names: list[str]) -> str:
    shown = [text.one_line(name, max_chars=100) for name in names[:_SHOWN_NAMES]]
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" and {left} more" if left else "")


def _verdict_lines(report: Report, screen: Screen, limits: Limits | None, tag: str) -> Iterator[str]:
    verdict = report.verdict
    code = "" if verdict is Verdict.ACCEPTED else f" ({verdict})"
    plain = verdict.phrase.capitalize() + code
    headline = f"{mark(verdict, screen)} {screen.paint(plain, color(verdict), 'bold')}"
    figures = _figures(report, limits)
    if tag:
        figures.append(text.one_line(tag))
    line = screen.sign(" · ").join(figures)
    if len(plain) + text.width(line) + 4 <= screen.width:
        yield f"{headline}  {line}".rstrip()
    elif text.width(line) + 2 <= screen.width:
        yield from (headline, f"  {line}")
    else:
        yield from (headline, *(f"  {figure}" for figure in figures))


def _figures(report: Report, limits: Limits | None) -> list[str]:
    if not report.tests:
        return []
    figures = [
        f"{report.passed} of {count(report.total, 'test')}",
        seconds(report.time_s) + (f" of {limits.time_s:g} s" if limits else ""),
        megabytes(report.memory_mb) + (f" of {limits.memory_mb} MB" if limits else ""),
    ]
    skipped = sum(test.verdict is Verdict.SKIPPED for test in report.tests)
    return [*figures, f"{skipped} skipped"] if skipped else figures
