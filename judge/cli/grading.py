"""`judge grade`: every solution of a branch, in every form that CI understands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge import grading
from judge.cli.alike import alike_pairs
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.subcommands import Table, WithSubcommands
from judge.errors import ExitCode, UsageError
from judge.grading import Grades
from judge.render.grades import grade_line, grades_json, grades_markdown, summary, unknown_lines
from judge.source import shown_path

if TYPE_CHECKING:
    from judge.grading import Candidate, Found, Graded
    from judge.problem import Runtime
    from judge.sandboxes import Sandbox

FORMATS: Final = ("terminal", "json", "junit", "github", "markdown")
SUBCOMMANDS: Final[Table] = {
    "init": ("judge.cli.ci_files:init", "Workflows, a job, a hook: what makes a repository grade its solutions."),
}
"""What `judge grade NAME` is instead of a path; a folder of that name is ./NAME."""


@click.command(
    cls=WithSubcommands,
    subcommands=SUBCOMMANDS,
    epilog="Example: judge grade --base origin/main --format terminal --format junit=report.xml",
)
@click.argument("paths", metavar="[PATHS]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--base", metavar="REF", help="Only what this branch has added or changed since it left REF.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="How many to judge at a time; as many as cores.")
@click.option(
    "--format", "wanted", multiple=True, metavar="NAME[=FILE]", help=f"Of {', '.join(FORMATS)}; may be repeated."
)
@click.option("--alike", is_flag=True, help="Name solutions of different authors that are nearly the same: a hint.")
@click.option("--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where solutions run; never falls back by itself.")
@pass_context
def grade(
    context: Context,
    paths: tuple[Path, ...],
    *,
    base: str | None,
    jobs: int | None,
    wanted: tuple[str, ...],
    alike: bool,
    sandbox: str | None,
) -> int:
    """Grade solutions: ID.py and AUTHOR/ID.py below PATHS (./solutions if none is given). Nothing is recorded.

    Problems are the installed ones, or those of --problems: a folder ./problems of the branch is not looked at. Of the
    graded files nothing is run outside of the sandbox.
    """
    context.sandbox_kind = sandbox or context.sandbox_kind
    context.trusts_folder = False
    forms = _forms(wanted or ("terminal",))
    own = context.solutions_folder
    default = own.relative_to(context.folder) if own.is_relative_to(context.folder) else own
    found = grading.find(paths or (default,), context.catalogue.ids)
    everything = found.candidates
    if base is not None:
        found = _changed_only(found, base)
    results = _graded(context, found, jobs or os.cpu_count() or 1, live=("terminal", "") in forms)
    pairs = alike_pairs(context, everything, found.candidates) if alike else ()
    grades = Grades(tuple(sorted(results, key=lambda graded: graded.candidate)), found.unknown, alike=pairs)
    for form, file in forms:
        _write(form, file, grades)
    if grades.ours:
        return ExitCode.PROBLEM
    return ExitCode.ACCEPTED if grades.passed else ExitCode.NOT_ACCEPTED


def _forms(wanted: Sequence[str]) -> list[tuple[str, str]]:
    """Each form with its file, or with nothing for standard output."""
    forms = [(form, file) for form, _, file in (one.partition("=") for one in wanted)]
    for form, _ in forms:
        if form not in FORMATS:
            raise UsageError(f"there is no format {form!r}", f"There are: {', '.join(FORMATS)}")
    if sum(not file for _, file in forms) > 1:
        raise UsageError("two formats go to standard output", "Give one of them a file: --format junit=report.xml")
    return forms


def _graded(context: Context, found: Found, jobs: int, *, live: bool) -> list[Graded]:
    screen = screen_of(sys.stdout)
    if live:
        for line in unknown_lines(found.unknown, screen):
            show(line, screen)
    else:
        for path, reason in found.unknown:
            context.note(f"not graded: {path}, {reason}")
    sandboxes: dict[Runtime, Sandbox] = {}

    def sandbox_for(runtime: Runtime) -> Sandbox:
        if runtime not in sandboxes:
            sandboxes[runtime] = context.make_sandbox(runtime, fall_back=False)
        return sandboxes[runtime]

    results = []
    for graded in grading.grade(found.candidates, context.catalogue.load, sandbox_for, jobs):
        results.append(graded)
        if live:
            show(grade_line(graded, screen), screen)
    return results


def _write(form: str, file: str, grades: Grades) -> None:
    screen = screen_of(sys.stdout)
    match form:
        case "json":
            written = grades_json(grades)
        case "junit":
            from judge.render.junit import grades_xml  # noqa: PLC0415 - the one that is asked for

            written = grades_xml(grades)
        case "github":
            from judge.render.github import grades_commands  # noqa: PLC0415 - the one that is asked for

            written = grades_commands(grades)
        case "markdown":
            written = grades_markdown(grades)
        case _:
            written = summary(grades, screen) if grades.results else "There is nothing to grade."
    if not file:
        show(written, screen)
        return
    try:
        Path(file).write_text(f"{written}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{shown_path(file)} cannot be written: {error.strerror}") from None


def _changed_only(found: Found, base: str) -> Found:
    """Those that HEAD has added or changed since its merge base with `base`."""
    top = Path(_git("rev-parse", "--show-toplevel").removesuffix("\n"))
    fork = _git("merge-base", "--end-of-options", base, "HEAD").strip()
    # plumbing that looks at two trees: no filter, no hook and no external diff of the branch's runs
    listed = _git("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=d", fork, "HEAD")
    changed = {os.path.realpath(top) + os.sep + name for name in listed.split("\0") if name}

    def has_changed(candidate: Candidate) -> bool:
        return str(Path(os.path.realpath(candidate.path.parent)) / candidate.path.name) in changed

    kept = tuple(candidate for candidate in found.candidates if has_changed(candidate))
    unknown = tuple(one for one in found.unknown if os.path.realpath(one[0]) in changed)
    return grading.Found(kept, unknown)


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=True)
    except FileNotFoundError:
        raise UsageError("--base needs git, which is not installed", "Leave --base out to grade all.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(
            f"git {arguments[0]}: {said[-1] if said else 'no common ancestor'}",
            "Check the name of --base; in a shallow clone: git fetch --unshallow",
        ) from None
    return os.fsdecode(done.stdout)
