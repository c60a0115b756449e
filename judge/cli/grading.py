"""`judge grade`: every solution of a branch, in every form that CI understands."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from judge import __version__
from judge.cli import branches, writing
from judge.cli.alike import alike_pairs
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.judging_all import judge_all, judges_of
from judge.cli.ruling import Ruling, rule_options, ruling_of
from judge.cli.subcommands import Table, WithSubcommands
from judge.errors import ExitCode, UsageError
from judge.grading import Grades, Origin, Shown
from judge.render.grades import unknown_lines

if TYPE_CHECKING:
    from judge.grading import Found, Graded, Standing

SUBCOMMANDS: Final[Table] = {
    "init": ("judge.cli.ci_files:init", "Workflows, a job, a hook: what makes a repository grade its solutions."),
    "merge": ("judge.cli.merging:merge", "The JSON of all parts of a --shard run as one, in every form."),
}
"""What `judge grade NAME` is instead of a path; a folder of that name is ./NAME."""


@click.command(
    cls=WithSubcommands,
    subcommands=SUBCOMMANDS,
    epilog="Example: judge grade --base origin/main --format terminal --format junit=report.xml",
)
@click.argument("paths", metavar="[PATHS]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--base", metavar="REF", help="Only what this branch has added or changed since it left REF.")
@click.option(
    "--problems-from", metavar="REF[:DIR]", help="Problems and judge.toml as they are in git at REF; DIR is problems."
)
@rule_options
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="How many to judge at a time; as many as cores.")
@click.option("--cluster", metavar="URL", help="Judge on the workers of the Dask scheduler at this address.")
@click.option("--resume", is_flag=True, help="Go on after a crash: what has been judged already is not judged again.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="Where results are kept as they come.")
@click.option("--shard", callback=branches.parse_shard, metavar="K/N", help="Only part K of N; then: judge grade merge")
@click.option(
    "--timings", type=click.Path(path_type=Path), metavar="FILE", help="JSON of an earlier run, to make parts equal."
)
@click.option(
    "--format", "wanted", multiple=True, metavar="NAME[=FILE]", help=f"Of {', '.join(writing.FORMS)}; may be repeated."
)
@click.option("--alike", is_flag=True, help="Name solutions of different authors that are nearly the same: a hint.")
@click.option("--sandbox", type=click.Choice(SANDBOX_KINDS), help="Where solutions run; never falls back by itself.")
@pass_context
def grade(
    context: Context,
    paths: tuple[Path, ...],
    *,
    base: str | None,
    problems_from: str | None,
    rules: Path | None,
    received_at: str | None,
    attempts: Path | None,
    jobs: int | None,
    cluster: str | None,
    resume: bool,
    state: Path | None,
    shard: tuple[int, int] | None,
    timings: Path | None,
    wanted: tuple[str, ...],
    alike: bool,
    sandbox: str | None,
) -> int:
    """Grade solutions: ID.py and AUTHOR/ID.py below PATHS (./solutions if none is given).

    Problems are the installed ones, those of --problems, or with --problems-from those in git at a ref of yours; a
    folder ./problems of the branch is not looked at. Nothing that is graded is run outside of the sandbox.
    """
    context.sandbox_kind = sandbox or context.sandbox_kind
    context.trusts_folder = False
    forms = writing.forms_of(wanted or ("terminal",))
    _check_options(problems_from, jobs, cluster, sandbox, shard, timings)
    with ExitStack() as stack:
        branch = branches.Checkout(context, stack)
        if problems_from is not None:
            branch.take_problems(problems_from)
        ruling = ruling_of(context, rules, received_at, attempts, base, branch.rules)
        found = branch.find(paths, base)
        if ruling is not None and base is not None:
            found, ruling = _whole_authors(branch, paths, found, ruling)
        part = branches.part_of(found.candidates, shard, timings)
        writing.check(forms, part.candidates)
        _say_unknown(context, found, live=("terminal", "") in forms)
        kept = stack.enter_context(branches.results_kept(context, paths, state, resume=resume))
        digests = branches.digests(context, part.candidates)
        named = shard is not None or any(form == "json" for form, _ in forms)
        origin = Origin(__version__, branch.commit if named else "", tuple(digests.items()), *part.place)
        shown = ruling.rules.shown if ruling else Shown.MESSAGES
        judges = judges_of(context, digests, jobs, cluster)
        results, broke = judge_all(context, part.candidates, judges, kept, forms, shown)
        if broke is not None and not results:
            raise broke
        grades = Grades(
            tuple(sorted(results, key=lambda graded: graded.candidate)),
            found.unknown,
            # points need all solutions of an author, which one part may not have
            standings=_standings(branch, base, ruling, results) if ruling and not shard else (),
            alike=alike_pairs(context, branch.find(paths, None).candidates, found.candidates) if alike else (),
            unnamed=found.unnamed,
            origin=origin,
            shown=shown,
        )
        code = write_all(context, grades, forms)
    if broke is not None:
        raise broke
    return code


def _check_options(
    problems_from: str | None,
    jobs: int | None,
    cluster: str | None,
    sandbox: str | None,
    shard: tuple[int, int] | None,
    timings: Path | None,
) -> None:
    """Raise UsageError where two options contradict each other."""
    if timings is not None and shard is None:
        raise UsageError("--timings goes with --shard", "For example: --shard 1/4 --timings FILE")
    above = click.get_current_context().parent
    if problems_from and above and above.get_parameter_source("problems") is ParameterSource.COMMANDLINE:
        raise UsageError("--problems and --problems-from name two places", "Give one of them.")
    if cluster is not None and (jobs or sandbox == "process"):
        raise UsageError(
            "--jobs and --sandbox process are for this machine, not for a cluster",
            "Leave them out: its workers judge in Docker, as many at a time as they have threads.",
        )


def _standings(
    branch: branches.Checkout, base: str | None, ruling: Ruling, results: Sequence[Graded]
) -> tuple[Standing, ...]:
    counted = [graded.candidate for graded in results] if ruling.counts_commits else []
    return ruling.standings(results, branch.commits(base, counted))


def _whole_authors(
    branch: branches.Checkout, paths: tuple[Path, ...], changed: Found, ruling: Ruling
) -> tuple[Found, Ruling | None]:
    """All solutions of those who have changed one, because points need them all; and the rules for these alone."""
    authors = {candidate.author for candidate in changed.candidates}
    if not authors:
        return changed, None
    whole = tuple(one for one in branch.find(paths, None).candidates if one.author in authors)
    return replace(changed, candidates=whole), ruling.only_of(authors)


def write_all(context: Context, grades: Grades, forms: Sequence[tuple[str, str]]) -> int:
    """Write every form, and give the exit code."""
    writing.write(context, forms, grades)
    if grades.ours:
        return ExitCode.PROBLEM
    return ExitCode.ACCEPTED if grades.passed else ExitCode.NOT_ACCEPTED


def _say_unknown(context: Context, found: Found, *, live: bool) -> None:
    if live:
        screen = screen_of(sys.stdout)
        for line in unknown_lines(found.unknown, screen, found.unnamed):
            show(line, screen)
        return
    for path, reason in found.unknown:
        context.note(f"not graded: {path}, {reason}")
    if found.unnamed:
        context.note(f"not graded: {found.unnamed:,} more that are no solutions")
