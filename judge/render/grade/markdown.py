"""Grades as Markdown: a comment for a pull request, and the summary of a job on GitHub.

Text from the branch stands in code spans and fences, where neither GitHub nor GitLab sees markup, a mention, a link, an
issue or a commit. Similar pairs are left out: everybody reads a comment, and they are a hint for one person.

A comment on GitHub may have 65,536 characters (docs.github.com, "Create an issue comment", answers 422 above), the
summary of a step 1 MiB. Both are counted in bytes here, which are never fewer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Final

from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.render.grade.failures import Failure, alike, author_name, failures_of, reason_of, verdict_of, who_and_what
from judge.render.grade.form import Form
from judge.render.grade.terminal import standing_notes, standing_words
from judge.render.shared import text
from judge.render.shared.figures import count, seconds

MAX_COMMENT: Final = 65_536
MAX_SUMMARY: Final = 1024 * 1024
MAX_TESTS: Final = 10
"""Failing tests of one solution that are explained."""

_REASON: Final = 160
_TABLE_SHARE: Final = 0.6
_LAST_WORDS: Final = 200


def grades_markdown(grades: DisclosedGrades, limit: int = MAX_COMMENT) -> str:
    """A table of solutions, those not accepted first; standings; the failing tests, folded.

    Args:
        grades: what is shown.
        limit: of the size in bytes; what does not fit is left out, and the text says so.
    """
    room = limit - _LAST_WORDS
    ordered = sorted(grades.results, key=lambda graded: graded.accepted)
    blocks = [_headline(grades)]
    if ordered:
        rows = [_row(graded) for graded in ordered]
        blocks.append(_table("| solution | verdict | tests | time | |", rows, int(room * _TABLE_SHARE), "solution"))
    if grades.standings:
        rows = [_cells(_code(author_name(one.author)), *standing_words(one), _code(standing_notes(one), _REASON))
                for one in grades.standings]  # fmt: skip
        blocks.append(_table("| author | points | result | |", rows, room // 5, "author"))
    if grades.unknown:
        rows = [f"- {_code(path, _REASON)}: {_code(reason, _REASON)}" for path, reason in grades.unknown]
        blocks.append(_cut("Not graded:\n", rows, room // 10, "file"))
        if grades.unnamed:
            blocks.append(f"{count(grades.unnamed, 'more file')} not graded.")
    room -= _size("\n\n".join(blocks))
    folded = [block for graded in ordered if (block := _folded(graded))]
    kept = _fitting(folded, room)
    blocks += folded[:kept]
    if kept < len(folded):
        blocks.append(f"No room to explain {count(len(folded) - kept, 'more failed solution')}.")
    return "\n\n".join(blocks)


def _headline(grades: DisclosedGrades) -> str:
    good = sum(graded.accepted for graded in grades.results)
    judge_errors = sum(graded.judge_error for graded in grades.results)
    words = f"**{good} of {count(len(grades.results), 'solution')} accepted**"
    if not grades.results:
        words = "**Nothing to grade.**"
    return words + (f", {count(judge_errors, 'judge error')}, not counted against anyone" if judge_errors else "")


def _row(graded: DisclosedGraded) -> str:
    report = graded.report
    figures = ("", "") if report is None else (f"{report.passed} of {report.total}", seconds(report.time_s))
    return _cells(_code(who_and_what(graded)), verdict_of(graded), *figures, _code(reason_of(graded), _REASON))


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _table(head: str, rows: Sequence[str], room: int, noun: str) -> str:
    return _cut(f"{head}\n{'|---' * head.count(' |')}|", rows, room, noun)


def _cut(head: str, rows: Sequence[str], room: int, noun: str) -> str:
    kept = _fitting(rows, room - _size(head))
    left = [f"\nand {count(len(rows) - kept, f'more {noun}')}."] if kept < len(rows) else []
    return "\n".join([head, *rows[:kept], *left])


def _fitting(blocks: Sequence[str], room: int) -> int:
    """How many of the blocks fit, counted from the first."""
    for kept, block in enumerate(blocks):
        room -= _size(block) + 2
        if room < 0:
            return kept
    return len(blocks)


def _size(words: str) -> int:
    return len(words.encode(errors="replace"))


def _folded(graded: DisclosedGraded) -> str:
    """The failing tests of a solution; those with the same explanation share an entry."""
    failures = failures_of(graded)
    if not failures:
        return ""
    name = f"<code>{html.escape(who_and_what(graded))}</code>"
    lines = [f"<details><summary>{name} {_phrase(failures[0])}</summary>"]
    groups = alike(failures)
    for group in groups[:MAX_TESTS]:
        first = group[0]
        more = f" and {count(len(group) - 1, 'more test')}" if len(group) > 1 else ""
        head = [f"{_code(first.name, _REASON)}{more}: {_phrase(first)}"] if first.name else []
        lines += ["", *head, *([""] if head else []), _fence(first.explanation)]
    left = sum(len(group) for group in groups[MAX_TESTS:])
    lines += ["", f"and {count(left, 'more failing test')}."] if left else []
    return "\n".join([*lines, "", "</details>"])


def _phrase(failure: Failure) -> str:
    if failure.judge_error:
        return "judge error (JE), not counted against anyone"
    return f"{failure.verdict.phrase} ({failure.verdict})"


def _code(words: str, most: int = 500) -> str:
    """A code span. Some renderers take a `|`, escaped or not, for the end of a table cell."""
    shown = text.shorten(text.one_line(words), most).replace("|", "¦")
    if not shown:
        return ""
    ticks = "`" * (_longest_run(shown) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def _fence(words: str) -> str:
    ticks = "`" * max(3, _longest_run(words) + 1)
    return f"{ticks}text\n{words}\n{ticks}"


def _longest_run(words: str) -> int:
    return max(map(len, re.findall("`+", words)), default=0)


FORM: Final = Form("markdown", "md", lambda grades, _: grades_markdown(grades))
