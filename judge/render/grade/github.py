"""Grades as GitHub workflow commands: as many annotations as GitHub shows, then all results as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from judge.grading.disclosed import DisclosedGraded, DisclosedGrades
from judge.render.grade.failures import Failure, alike, failures_of, who_and_what
from judge.render.grade.form import Form
from judge.render.grade.terminal import grades_text
from judge.render.shared.annotations import MAX_ANNOTATIONS, annotated, annotation
from judge.render.shared.figures import count
from judge.render.shared.screen import Screen


def grades_commands(grades: DisclosedGrades, *, token: str | None = None) -> str:
    """Annotations, then all results as text between stop-commands marks.

    The first failure of every solution comes before the second of any; tests with the same explanation share one.

    Args:
        grades: what is written.
        token: of the marks; random if None.
    """
    turns = zip_longest(*([(graded, own) for own in alike(failures_of(graded))] for graded in grades.results))
    failures = [one for turn in turns for one in turn if one is not None]
    errors = [one for one in failures if not one[1][0].judge_error]
    faults = [one for one in failures if one[1][0].judge_error]
    lines = [_annotation("error", *one) for one in errors[:MAX_ANNOTATIONS]]
    lines += [_annotation("warning", *one) for one in faults[:MAX_ANNOTATIONS]]
    left = max(0, len(errors) - MAX_ANNOTATIONS) + max(0, len(faults) - MAX_ANNOTATIONS)
    if left:
        limit = f"GitHub shows only {MAX_ANNOTATIONS} of a kind"
        message = f"{count(left, 'more failure')}: {limit}. See the job summary for the rest."
        lines.append(annotation("notice", "", None, "judge grade", message))
    return annotated(lines, grades_text(grades, Screen(width=100)), token)


def _annotation(kind: str, graded: DisclosedGraded, failures: Sequence[Failure]) -> str:
    first, more = failures[0], len(failures) - 1
    title = " ".join(filter(None, [f"{who_and_what(graded)}: {first.verdict}", first.name]))
    title += f" and {count(more, 'more test')}" if more else ""
    return annotation(kind, str(graded.candidate.path), first.line, title, first.explanation)


FORM: Final = Form(
    "github",
    "txt",
    lambda grades, _: grades_commands(grades),
    repository_paths=True,
    job_summary=True,
)
