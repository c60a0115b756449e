"""Where the forms of `judge grade` go: standard output, files, and the job summary that GitHub asks for.

A form is made by a function of its own below judge/render/, which is imported when it is asked for.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from judge.cli import replacing
from judge.cli.context import Context
from judge.cli.display import screen_of, show
from judge.errors import JudgeError, ProblemError, UsageError
from judge.grading import Graded, Grades
from judge.render.screen import Screen
from judge.source import shown_path

if TYPE_CHECKING:
    from judge.grading import Candidate
    from judge.problem import Limits

Form = tuple[str, str]
"""The name of a form, and its file; an empty one is standard output."""
Maker = Callable[[Grades, Context, Screen | None], str]
"""Makes a form for a terminal, or for a file where there is none."""


# ruff: noqa: PLC0415 - a form is imported when it is asked for


def _terminal(grades: Grades, _: Context, screen: Screen | None) -> str:
    from judge.render.grades import grades_text, summary

    # on a terminal the results have been shown as they came
    return summary(grades, screen) if screen else grades_text(grades, Screen(width=100))


def _json(grades: Grades, *_: object) -> str:
    from judge.render.grade_json import grades_json

    return grades_json(grades)


def _junit(grades: Grades, *_: object) -> str:
    from judge.render.junit import grades_xml

    return grades_xml(grades)


def _github(grades: Grades, context: Context, *_: object) -> str:
    from judge.render.github import grades_commands

    return grades_commands(_placed(grades, context.folder))


def _markdown(grades: Grades, *_: object) -> str:
    from judge.render.comment import grades_markdown

    return grades_markdown(grades)


def _html(grades: Grades, context: Context, *_: object) -> str:
    from judge.render.gradebook import grades_page

    limits: dict[str, Limits] = {}
    for name in {graded.candidate.problem for graded in grades.results}:
        with contextlib.suppress(ProblemError, UsageError):
            limits[name] = context.catalogue.load(name).limits
    return grades_page(grades, limits)


def _gradescope(grades: Grades, *_: object) -> str:
    from judge.render.gradescope import gradescope_json

    return gradescope_json(grades)


def _codequality(grades: Grades, context: Context, *_: object) -> str:
    from judge.render.codequality import codequality_json

    return codequality_json(_placed(grades, context.folder))


def _exercism(grades: Grades, *_: object) -> str:
    from judge.render.exercism import exercism_json

    return exercism_json(grades)


FORMS: Final[dict[str, Maker]] = {
    "terminal": _terminal,
    "json": _json,
    "junit": _junit,
    "github": _github,
    "markdown": _markdown,
    "html": _html,
    "gradescope": _gradescope,
    "codequality": _codequality,
    "exercism": _exercism,
}


def forms_of(wanted: Sequence[str]) -> list[Form]:
    """Each form that is asked for as NAME or NAME=FILE. Raises UsageError."""
    forms = [(form, file) for form, _, file in (one.partition("=") for one in wanted)]
    for form, _ in forms:
        if form not in FORMS:
            raise UsageError(f"there is no format {form!r}", f"There are: {', '.join(FORMS)}")
    if sum(not file for _, file in forms) > 1:
        raise UsageError("two formats go to standard output", "Give one of them a file: --format junit=report.xml")
    files = [os.path.normpath(file) for _, file in forms if file]
    if len(set(files)) < len(files):
        raise UsageError("two formats go to one file", "Give each a file of its own.")
    return forms


def check(forms: Sequence[Form], candidates: Sequence[Candidate]) -> None:
    """Raises UsageError where a form cannot tell of so many solutions: before they are judged, which takes a while."""
    from judge.render import exercism, gradescope

    if "gradescope" in dict(forms):
        gradescope.check(candidates)
    if "exercism" in dict(forms):
        exercism.check(candidates)


def write(context: Context, forms: Sequence[Form], grades: Grades) -> None:
    """Write every form of it, whatever becomes of the others.

    Raises:
        JudgeError: a form cannot be made, or its file not be written. All others are.
    """
    told = grades.told
    failed: list[JudgeError] = []
    for form, file in forms:
        try:
            _write(context, form, file, told)
        except JudgeError as error:
            failed.append(error)
    if "github" in dict(forms):
        try:
            _append_summary(context, _placed(told, context.folder))
        except JudgeError as error:
            failed.append(error)
    if failed:
        raise type(failed[0])("; ".join(error.message for error in failed), failed[0].hint)


def _write(context: Context, form: str, file: str, told: Grades) -> None:
    screen = screen_of(sys.stdout)
    try:
        written = FORMS[form](told, context, None if file else screen)
    except JudgeError:
        if file:  # one from before would be taken for this one
            replacing.remove(file)
        raise
    if file:
        replacing.put(file, f"{written}\n".encode(errors="replace"))
    else:
        show(written, screen)


def _append_summary(context: Context, grades: Grades) -> None:
    """Add it to the summary of this step of a GitHub job, where GitHub names a file for it."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    from judge.render.comment import MAX_SUMMARY, grades_markdown

    try:
        with Path(file).open("ab") as stream:
            room = MAX_SUMMARY - stream.tell() - 2
            if room < MAX_SUMMARY // 100:
                context.note("The job summary is full: GitHub shows none that is larger than 1 MiB.")
                return
            stream.write(f"{grades_markdown(grades, room)}\n".encode(errors="replace"))
    except OSError as error:
        raise UsageError(f"the job summary {shown_path(file)} cannot be written: {error.strerror}") from None


def _placed(grades: Grades, folder: Path) -> Grades:
    """With paths from the top of the repository, as GitHub and GitLab know them."""
    top = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)

    def placed(graded: Graded) -> Graded:
        whole = Path(os.path.normpath(folder / graded.candidate.path))
        path = whole.relative_to(top) if whole.is_relative_to(top) else graded.candidate.path
        return replace(graded, candidate=replace(graded.candidate, path=path))

    return replace(grades, results=tuple(placed(graded) for graded in grades.results))
