"""A report for a person: which tests failed and why, then the verdict. Foreign text is made safe to print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from judge.disclosure import DisclosedReport
from judge.problem import Limits
from judge.render.shared import text
from judge.render.shared.figures import color, count, mark, megabytes, seconds
from judge.render.shared.screen import Screen
from judge.verdict import Report, TestResult, Verdict

SHOWN_FAILURES: Final = 6
"""Failures that are explained; the rest are only named. A person fixes one at a time."""

_SHOWN_OUTPUT_LINES: Final = 12
_SHOWN_NAMES: Final = 4

_QUIET: Final = frozenset({Verdict.ACCEPTED, Verdict.SKIPPED})


def report_text(
    report: DisclosedReport, screen: Screen, *, limits: Limits | None = None, tag: str = "", samples_only: bool = False
) -> str:
    """The failures of a report, and its verdict.

    Args:
        report: the report to show.
        screen: where it is shown.
        limits: of the problem, to show figures against.
        tag: our own words after the figures: `#12, same as #11 (WA)`.
        samples_only: whether only the sample tests ran, so that passing them all is not yet acceptance.
    """
    lines: list[str] = []
    if report.message:
        lines += ["", *_block(report.message, screen)]
    failures = list(_alike([test for test in report.tests if test.verdict not in _QUIET]))
    for alike in failures[:SHOWN_FAILURES]:
        lines += ["", *_failure(alike, screen)]
    left = [test for alike in failures[SHOWN_FAILURES:] for test in alike]
    if left:
        names = _names([test.name for test in left])
        lines += [
            "",
            *_paint_all(text.wrap(f"  and {count(len(left), 'more failing test')}: {names}", screen.width), screen),
        ]
    lines += ["", *_verdict_lines(report, screen, limits, tag, samples_only=samples_only)]
    return "\n".join(lines)


def failure_text(test: TestResult, screen: Screen) -> str:
    """One failure with everything that is known about it."""
    return "\n".join(_explained(test, screen))


def failing(report: Report) -> tuple[TestResult, ...]:
    """The tests that failed; a skipped test did not."""
    return tuple(test for test in report.tests if test.verdict not in _QUIET)


def _alike(tests: list[TestResult]) -> Iterator[list[TestResult]]:
    """Failures in test order, those with exactly the same text together."""
    found: dict[tuple[object, ...], list[TestResult]] = {}
    for test in tests:
        key: tuple[object, ...] = (test.group, test.verdict, test.message, test.detail, test.output)
        found.setdefault(key, []).append(test)
    yield from found.values()


def _failure(alike: list[TestResult], screen: Screen) -> Iterator[str]:
    test = alike[0]
    head, *rest = _explained(test, screen)
    yield head
    if len(alike) > 1:
        more = f"the same in {count(len(alike) - 1, 'more test')}: {_names([other.name for other in alike[1:]])}"
        yield from _paint_all(text.wrap(f"  {more}", screen.width), screen)
    yield from rest


def _explained(test: TestResult, screen: Screen) -> Iterator[str]:
    verdict = screen.paint(f"{test.verdict}", color(test.verdict), "bold")
    where = screen.paint(f" {text.one_line(test.group)}", "dim")
    name = text.shorten(text.one_line(test.name), max(20, screen.width - 24))
    yield f"{mark(test.verdict, screen)} {screen.paint(name, 'bold')}  {verdict}{where}"
    yield from _block(test.message or test.verdict.phrase, screen)
    if test.detail:
        yield from _paint_all(_block(test.detail, screen), screen, "cyan")
    if output := text.clean(test.output, max_lines=_SHOWN_OUTPUT_LINES):
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


def _verdict_lines(
    report: Report, screen: Screen, limits: Limits | None, tag: str, *, samples_only: bool
) -> Iterator[str]:
    verdict = report.verdict
    figures = _figures(report, limits)
    if verdict is not Verdict.ACCEPTED:
        plain = f"{verdict.phrase.capitalize()} ({verdict})"
    elif samples_only:
        plain = f"Samples pass ({report.passed} of {report.total})"
        figures = figures[1:]
    else:
        plain = verdict.phrase.capitalize()
    headline = f"{mark(verdict, screen)} {screen.paint(plain, color(verdict), 'bold')}"
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
