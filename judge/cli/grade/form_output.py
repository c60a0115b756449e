"""Where the output forms of `judge grade` go: standard output, files, and the job summary on GitHub."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from judge import output_file
from judge.cli.context import Context
from judge.cli.display import screen_of, show
from judge.errors import JudgeError, ProblemError, UsageError
from judge.grading.disclosed import DisclosedGraded, DisclosedGrades, audience_of, disclose_grades
from judge.grading.results import Candidate, Grades
from judge.problem import Limits
from judge.render.grade.form import Form, Target
from judge.render.grade.forms import NAMES, form_named
from judge.source import shown_path


@dataclass(frozen=True, slots=True)
class FormFile:
    """An output form, and the file that it goes to; an empty name is standard output."""

    name: str
    file: str = ""

    @property
    def form(self) -> Form:
        """The form, which is imported when it is first asked for."""
        return form_named(self.name)

    @property
    def on_terminal(self) -> bool:
        """Whether standard output shows results one by one, as they come."""
        return not self.file and self.form.on_terminal


def parse_forms(wanted: Sequence[str]) -> tuple[FormFile, ...]:
    """Each form that is asked for as NAME or NAME=FILE; the terminal if there is none. Raises UsageError."""
    parts = [one.partition("=") for one in wanted or ("terminal",)]
    forms = tuple(FormFile(name, file) for name, _, file in parts)
    for one in forms:
        if one.name not in NAMES:
            raise UsageError(f"unknown format {one.name!r}", f"Use one of: {', '.join(NAMES)}")
    to_stdout = [one for one in forms if not one.file]
    if len(to_stdout) > 1:
        example = f"--format {to_stdout[1].name}=report.{to_stdout[1].form.extension}"
        raise UsageError("two formats go to standard output", f"Give one of them a file: {example}")
    files = [os.path.normpath(one.file) for one in forms if one.file]
    if len(set(files)) < len(files):
        raise UsageError("two formats go to the same file", "Give each its own file.")
    return forms


def check(forms: Sequence[FormFile], candidates: Sequence[Candidate]) -> None:
    """Raises UsageError if a form cannot show these solutions, before they are judged, which takes a while."""
    for one in forms:
        one.form.check(candidates)


def write(context: Context, forms: Sequence[FormFile], grades: Grades) -> None:
    """Write every form, whatever becomes of the others.

    Raises:
        JudgeError: a form cannot be made, or its file not be written. All others are written.
    """
    disclosed = disclose_grades(grades, audience_of(grades.shown))
    failed: list[JudgeError] = []
    for one in forms:
        try:
            _write_form(context, one, disclosed)
        except JudgeError as error:
            failed.append(error)
    if any(one.form.job_summary for one in forms):
        try:
            _append_job_summary(context, _with_repository_paths(disclosed, context.folder))
        except JudgeError as error:
            failed.append(error)
    if failed:
        raise type(failed[0])("; ".join(error.message for error in failed), failed[0].hint)


def _write_form(context: Context, one: FormFile, grades: DisclosedGrades) -> None:
    def limits_of(problem: str) -> Limits | None:
        with contextlib.suppress(ProblemError, UsageError):
            return context.catalogue.load(problem).limits
        return None

    screen = screen_of(sys.stdout)
    if one.form.repository_paths:
        grades = _with_repository_paths(grades, context.folder)
    try:
        written = one.form.render(grades, Target(None if one.file else screen, limits_of))
    except JudgeError:
        if one.file:  # an old file would be mistaken for this one
            output_file.remove(one.file)
        raise
    if one.file:
        output_file.write(one.file, f"{written}\n".encode(errors="replace"))
    else:
        show(written, screen)


def _append_job_summary(context: Context, grades: DisclosedGrades) -> None:
    """Append to the summary of this step of a GitHub job, if GitHub names a file for it."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    from judge.render.grade.markdown import MAX_SUMMARY, grades_markdown  # noqa: PLC0415 - only on GitHub

    try:
        with Path(file).open("ab") as stream:
            room = MAX_SUMMARY - stream.tell() - 2
            if room < MAX_SUMMARY // 100:
                context.note("The job summary is full: GitHub shows none larger than 1 MiB.")
                return
            stream.write(f"{grades_markdown(grades, room)}\n".encode(errors="replace"))
    except OSError as error:
        raise UsageError(f"cannot write the job summary {shown_path(file)}: {error.strerror}") from None


def _with_repository_paths(grades: DisclosedGrades, folder: Path) -> DisclosedGrades:
    """The same with paths from the top of the repository, as GitHub and GitLab need them."""
    top = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), folder)

    def moved(graded: DisclosedGraded) -> DisclosedGraded:
        whole = Path(os.path.normpath(folder / graded.candidate.path))
        path = whole.relative_to(top) if whole.is_relative_to(top) else graded.candidate.path
        return replace(graded, candidate=replace(graded.candidate, path=path))

    return replace(grades, results=tuple(moved(graded) for graded in grades.results))
