"""What `judge grade` writes: lines as they come, a table, Markdown, JSON. JUnit and GitHub's form are beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from tabulate import tabulate

from judge.grading import Graded, Grades
from judge.render import text
from judge.render.json import report_object
from judge.render.screen import Screen
from judge.render.tables import table
from judge.render.verdicts import color, count, mark, megabytes, seconds
from judge.verdict import TestResult, Verdict

SCHEMA: Final = "judge.grade/1"


def who_and_what(graded: Graded) -> str:
    """`alice/layer_norm`, or `layer_norm` where there is no author."""
    candidate = graded.candidate
    return text.one_line(f"{candidate.author}/{candidate.problem}" if candidate.author else candidate.problem)


def grade_line(graded: Graded, screen: Screen) -> str:
    """One result: its verdict, how many tests passed, time and memory; then why not."""
    name = screen.paint(who_and_what(graded), "bold")
    report = graded.report
    if report is None:
        verdict = Verdict.JUDGE_ERROR if graded.fault else Verdict.COMPILE_ERROR
        return f"{mark(verdict, screen)} {name}  {screen.paint(code_of(graded), color(verdict))}  {reason_of(graded)}"
    figures = f"{report.passed} of {report.total}  {seconds(report.time_s)}  {megabytes(report.memory_mb)}"
    line = f"{mark(report.verdict, screen)} {name}  {screen.paint(code_of(graded), color(report.verdict))}  {figures}"
    reason = reason_of(graded)
    return f"{line}\n    {screen.paint(text.shorten(reason, screen.width - 4), 'dim')}" if reason else line


def unknown_lines(unknown: Sequence[tuple[str, str]], screen: Screen) -> list[str]:
    """What is no solution, and why."""
    return [f"{screen.paint(screen.sign('•'), 'yellow')} {path}  {reason}" for path, reason in unknown]


def summary(grades: Grades, screen: Screen) -> str:
    """Authors by problems where there are several authors, then one line."""
    results = grades.results
    authors = sorted({graded.candidate.author for graded in results})
    lines = []
    if len(authors) > 1:
        problems = sorted({graded.candidate.problem for graded in results})
        codes = {(graded.candidate.author, graded.candidate.problem): code_of(graded) for graded in results}
        rows = [
            [author or "(no author)", *(codes.get((author, name), "") for name in problems), _tally(results, author)]
            for author in authors
        ]
        lines = [table(["author", *problems, "accepted"], rows, screen), ""]
    if grades.alike:
        lines.append(screen.paint("Nearly the same, a hint for a person to look at:", "bold"))
        for pair in grades.alike:
            first, second = (text.one_line(str(one.path)) for one in (pair.first, pair.second))
            lines.append(f"  {pair.likeness:.0%}  {first}  {second}")
        lines.append("")
    good, ours = sum(graded.accepted for graded in results), sum(graded.ours for graded in results)
    words = f"{good} of {count(len(results), 'solution')} accepted"
    if ours:
        words += f"; {count(ours, 'judge error')}, counted against nobody"
    return "\n".join([*lines, screen.paint(words, "green" if good == len(results) else "red", "bold")])


def grades_markdown(grades: Grades) -> str:
    """A comment for a pull request. What came from the branch stands in cells, escaped."""
    results = grades.results
    rows = [
        [_cell(who_and_what(graded)), code_of(graded), _passed(graded), _time(graded), _cell(reason_of(graded))]
        for graded in results
    ]
    good = sum(graded.accepted for graded in results)
    lines = [
        f"**{good} of {count(len(results), 'solution')} accepted**",
        "",
        tabulate(rows, ["solution", "verdict", "tests", "time", ""], tablefmt="github", disable_numparse=True),
    ]
    if grades.unknown:
        lines += ["", "Not graded:", "", *(f"- {_cell(path)}: {_cell(reason)}" for path, reason in grades.unknown)]
    return "\n".join(lines)


def grades_json(grades: Grades) -> str:
    """`judge.grade/1`: each solution with its report, and what is none."""
    results = grades.results
    document = {
        "schema": SCHEMA,
        "accepted": sum(graded.accepted for graded in results),
        "total": len(results),
        "solutions": [_object(graded) for graded in results],
        "unknown": [{"file": path, "reason": reason} for path, reason in grades.unknown],
    }
    return json.dumps(document, indent=2, allow_nan=False)


def _object(graded: Graded) -> dict[str, Any]:
    candidate = graded.candidate
    return {
        "author": text.one_line(candidate.author),
        "problem": candidate.problem,
        "file": text.one_line(str(candidate.path)),
        "verdict": code_of(graded),
        "reason": reason_of(graded),
        "report": None if graded.report is None else report_object(graded.report, None),
    }


def code_of(graded: Graded) -> str:
    """The verdict. A file that is no submission cannot be loaded (CE); our own fault is JE."""
    if graded.report is not None:
        return str(graded.report.verdict)
    return str(Verdict.JUDGE_ERROR if graded.fault else Verdict.COMPILE_ERROR)


def reason_of(graded: Graded) -> str:
    """Why it is not accepted, in one line."""
    if graded.report is None:
        return text.one_line(graded.fault or graded.refused)
    if graded.accepted:
        return ""
    failed = next((test for test in graded.report.tests if _failed(test)), None)
    if graded.report.message or failed is None:
        return text.one_line(graded.report.message)
    return text.one_line(f"{failed.name}: {failed.message or failed.verdict.phrase}")


def _failed(test: TestResult) -> bool:
    return test.verdict not in {Verdict.ACCEPTED, Verdict.SKIPPED}


def _passed(graded: Graded) -> str:
    return "" if graded.report is None else f"{graded.report.passed} of {graded.report.total}"


def _time(graded: Graded) -> str:
    return "" if graded.report is None else seconds(graded.report.time_s)


def _tally(results: Sequence[Graded], author: str) -> str:
    own = [graded for graded in results if graded.candidate.author == author]
    return f"{sum(graded.accepted for graded in own)} of {len(own)}"


def _cell(words: str) -> str:
    """No Markdown and no HTML of a stranger's: mentions and links neither."""
    escaped = "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|~>" else char for char in text.one_line(words))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;").replace("://", ":&#47;&#47;")
