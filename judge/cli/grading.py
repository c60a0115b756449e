"""`judge grade`: every solution of a branch, in every form that CI understands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from judge import grading
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.ruling import Tries, commits_of, rule_options, ruling_of
from judge.errors import ExitCode, UsageError
from judge.grading import Grades, Shown
from judge.render.grades import grade_line, grades_json, grades_markdown, summary, unknown_lines
from judge.source import shown_path

if TYPE_CHECKING:
    from judge.grading import Candidate, Found, Graded
    from judge.problem import Runtime
    from judge.sandboxes import Sandbox

FORMATS: Final = ("terminal", "json", "junit", "github", "markdown")


@click.command(epilog="Example: judge grade --base origin/main --format terminal --format junit=report.xml")
@click.argument("paths", metavar="[PATHS]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--base", metavar="REF", help="Only what this branch has added or changed since it left REF.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="How many to judge at a time; as many as cores.")
@click.option(
    "--format", "wanted", multiple=True, metavar="NAME[=FILE]", help=f"Of {', '.join(FORMATS)}; may be repeated."
)
@click.option("--cluster", metavar="URL", help="Judge on the workers of the Dask scheduler at this address.")
@rule_options
@click.option("--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where solutions run; never falls back by itself.")
@pass_context
def grade(
    context: Context,
    paths: tuple[Path, ...],
    *,
    base: str | None,
    jobs: int | None,
    wanted: tuple[str, ...],
    cluster: str | None,
    rules: Path | None,
    received_at: str | None,
    attempts: Path | None,
    sandbox: str | None,
) -> int:
    """Grade solutions: ID.py and AUTHOR/ID.py below PATHS (./solutions if none is given). Nothing is recorded.

    Problems are the installed ones, or those of --problems: a folder ./problems of the branch is not looked at. Of the
    graded files nothing is run outside of the sandbox.
    """
    context.sandbox_kind = sandbox or context.sandbox_kind
    context.trusts_folder = False
    if cluster is not None and (jobs or sandbox == "process"):
        raise UsageError(
            "--jobs and --sandbox process are for this machine, not for a cluster",
            "Leave them out: its workers judge in Docker, as many at a time as they have threads.",
        )
    forms = _forms(wanted or ("terminal",))
    ruling = ruling_of(context, rules, received_at, attempts, base)
    own = context.solutions_folder
    default = own.relative_to(context.folder) if own.is_relative_to(context.folder) else own
    found = grading.find(paths or (default,), context.catalogue.ids)
    tries: Tries = {}
    if base is not None:
        fork = _git("merge-base", "--end-of-options", base, "HEAD").strip()
        changed = _changed_only(found, fork)
        if ruling is not None:
            # points need all solutions of an author: those who have changed one are graded whole
            authors = {candidate.author for candidate in changed.candidates}
            whole = tuple(candidate for candidate in found.candidates if candidate.author in authors)
            changed, ruling = grading.Found(whole, changed.unknown), ruling.only_of(authors) if authors else None
        found = changed
        if ruling is not None and ruling.counts_commits:
            tries = commits_of(found.candidates, fork, _git)
    shown = ruling.rules.shown if ruling else Shown.MESSAGES
    judging = _judging(context, found, jobs, cluster)
    results = _shown(context, found, judging, shown, live=("terminal", "") in forms)
    grades = Grades(
        tuple(sorted(results, key=lambda graded: graded.candidate)),
        found.unknown,
        standings=ruling.standings(results, tries) if ruling else (),
        shown=shown,
    )
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


def _judging(context: Context, found: Found, jobs: int | None, cluster: str | None) -> Iterator[Graded]:
    """The results as they come: from this machine, or from a cluster."""
    if cluster is not None:
        from judge.cli import cluster_worker  # noqa: PLC0415 - only where there is a cluster
        from judge.grading import cluster as clusters  # noqa: PLC0415 - likewise

        side = clusters.WorkerSide(cluster_worker.trouble, cluster_worker.judge_piece)
        return clusters.grade(found.candidates, context.catalogue.load, cluster, side)
    sandboxes: dict[Runtime, Sandbox] = {}

    def sandbox_for(runtime: Runtime) -> Sandbox:
        if runtime not in sandboxes:
            sandboxes[runtime] = context.make_sandbox(runtime, fall_back=False)
        return sandboxes[runtime]

    return grading.grade(found.candidates, context.catalogue.load, sandbox_for, jobs or os.cpu_count() or 1)


def _shown(context: Context, found: Found, judging: Iterator[Graded], shown: Shown, *, live: bool) -> list[Graded]:
    """All results, with what may be told of them; with `live` each is shown as it comes.

    What a thousand solutions have printed would be kept for nothing until the end.
    """
    screen = screen_of(sys.stdout)
    if live:
        for line in unknown_lines(found.unknown, screen):
            show(line, screen)
    else:
        for path, reason in found.unknown:
            context.note(f"not graded: {path}, {reason}")
    results = []
    for graded in judging:
        told = graded.told(shown)
        results.append(told)
        if live:
            show(grade_line(told, screen), screen)
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


def _changed_only(found: Found, fork: str) -> Found:
    """Those that HEAD has added or changed since the commit `fork`."""
    top = Path(_git("rev-parse", "--show-toplevel").removesuffix("\n"))
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
