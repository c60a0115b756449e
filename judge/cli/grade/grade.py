"""`judge grade`: every solution of a branch, in every form that CI understands."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Final

import click
from click.core import ParameterSource

from judge import __version__, names
from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of, show
from judge.cli.grade import form_output
from judge.cli.grade.alike_pairs import alike_pairs
from judge.cli.grade.checkout import Checkout
from judge.cli.grade.form_output import FormFile
from judge.cli.grade.judge_all import Progress, judge_all
from judge.cli.grade.judges import judges_for
from judge.cli.grade.own_shard import OwnShard, own_shard
from judge.cli.grade.request import (
    JudgingChoice,
    OutputChoice,
    RuleChoice,
    SolutionChoice,
    judging_options,
    output_options,
    rule_options,
    solution_options,
)
from judge.cli.grade.result_log_file import open_result_log
from judge.cli.grade.rules_in_force import RulesInForce, rules_in_force
from judge.cli.lazy_commands import Table, WithSubcommands
from judge.errors import ExitCode, ProblemError, UsageError
from judge.grading import cache_keys
from judge.grading.disclosed import audience_of
from judge.grading.results import Candidate, Found, Graded, Grades, Origin, Shown, Standing
from judge.render.grade.terminal import unknown_lines
from judge.sandbox_kind import AUTO, chosen

SUBCOMMANDS: Final[Table] = {
    "init": ("judge.cli.grade.init:init", "Write the workflows, job or hook that grade a repository's solutions."),
    "merge": ("judge.cli.grade.merge:merge", "Merge the JSON of all shards of a --shard run."),
}
"""What `judge grade NAME` means instead of a path; for a folder of that name, give ./NAME."""


@click.command(
    cls=WithSubcommands,
    subcommands=SUBCOMMANDS,
    epilog="Example: judge grade --base origin/main --format terminal --format junit=report.xml",
)
@solution_options
@rule_options
@judging_options
@output_options
@pass_context
def grade(
    context: Context, *, solutions: SolutionChoice, rules: RuleChoice, judging: JudgingChoice, output: OutputChoice
) -> int:
    """Grade solutions: ID.py and AUTHOR/ID.py below PATHS (default: ./solutions).

    Problems come from the installation, from --problems or, with --problems-from, from git at a ref that you trust;
    the branch's own ./problems is ignored. Graded code runs only in the sandbox.
    """
    forms = form_output.parse_forms(output.formats)
    _check_options(solutions, judging)
    context = replace(context.with_sandbox(judging.sandbox), trusts_folder=False)
    with ExitStack() as stack:
        checkout = Checkout(context, stack)
        trusted = checkout.use_problems_from(solutions.problems_from) if solutions.problems_from is not None else None
        context = checkout.context
        in_force = rules_in_force(context, rules, solutions.base, trusted)
        found = checkout.find(solutions)
        if in_force is not None and solutions.base is not None:
            found, in_force = _with_whole_authors(checkout, solutions, found, in_force)
        _note_cut_history(context, checkout, solutions, in_force)
        shard = own_shard(found.candidates, solutions)
        form_output.check(forms, shard.candidates)
        on_terminal = any(one.on_terminal for one in forms)
        _report_unknown(context, found, on_terminal=on_terminal)
        _warn_of_names(context, found, in_force)
        log = stack.enter_context(open_result_log(context, solutions.paths, judging))
        digests = _problem_digests(context, shard.candidates)
        shown = in_force.rules.shown if in_force else Shown.MESSAGES
        judges = judges_for(context, judging, digests)
        progress = Progress(on_terminal, audience_of(shown))
        results, broke = judge_all(context, shard.candidates, judges, log, progress)
        if broke is not None and not results:
            raise broke
        names_commit = solutions.shard is not None or any(one.form.names_commit for one in forms)
        grades = Grades(
            tuple(sorted(results, key=lambda graded: graded.candidate)),
            found.unknown,
            # points need all solutions of an author, which one shard may not have
            standings=_standings(checkout, solutions, in_force, results) if in_force and not solutions.shard else (),
            alike=alike_pairs(context, checkout.find_all(solutions).candidates, found.candidates)
            if output.alike
            else (),
            unnamed=found.unnamed,
            origin=_origin(shard, digests, checkout.commit if names_commit else ""),
            shown=shown,
        )
        code = write_all(context, grades, forms)
    if broke is not None:
        raise broke
    return code


def write_all(context: Context, grades: Grades, forms: Sequence[FormFile]) -> int:
    """Write every form, and give the exit code."""
    form_output.write(context, forms, grades)
    if grades.has_judge_error:
        return ExitCode.PROBLEM
    return ExitCode.ACCEPTED if grades.passed else ExitCode.NOT_ACCEPTED


def _check_options(solutions: SolutionChoice, judging: JudgingChoice) -> None:
    """Raise UsageError if two options contradict each other."""
    if solutions.timings is not None and solutions.shard is None:
        raise UsageError("--timings needs --shard", "For example: --shard 1/4 --timings FILE")
    above = click.get_current_context().parent
    problems_given = above and above.get_parameter_source("problems") is ParameterSource.COMMANDLINE
    if solutions.problems_from and problems_given:
        raise UsageError("--problems cannot be used with --problems-from", "Give only one of them.")
    sandbox = chosen(judging.sandbox or AUTO)
    if judging.cluster is not None and (judging.jobs or (sandbox and not sandbox.isolates)):
        raise UsageError(
            "--jobs and --sandbox process cannot be used with --cluster",
            "Omit them: workers judge in Docker, as many solutions at a time as they have threads.",
        )


def _with_whole_authors(
    checkout: Checkout, solutions: SolutionChoice, changed: Found, rules: RulesInForce
) -> tuple[Found, RulesInForce | None]:
    """All solutions of every author who has changed one, since points need them all; and their rules."""
    authors = {candidate.author for candidate in changed.candidates}
    if not authors:
        return changed, None
    whole = tuple(one for one in checkout.find_all(solutions).candidates if one.author in authors)
    return replace(changed, candidates=whole), rules.for_authors(authors)


def _problem_digests(context: Context, candidates: Sequence[Candidate]) -> dict[str, str]:
    """The digest of each problem, sorted by id; broken problems have none."""
    digests = {}
    for name in sorted({candidate.problem for candidate in candidates}):
        with contextlib.suppress(ProblemError):
            digests[name] = cache_keys.problem_digest(context.catalogue.load(name))
    return digests


def _standings(
    checkout: Checkout, solutions: SolutionChoice, rules: RulesInForce, results: Sequence[Graded]
) -> tuple[Standing, ...]:
    if solutions.base is None or not rules.counts_commits:
        return rules.standings(results, {})
    return rules.standings(results, checkout.commits_since(solutions.base, [graded.candidate for graded in results]))


def _origin(shard: OwnShard, digests: dict[str, str], commit: str) -> Origin:
    return Origin(__version__, commit, tuple(digests.items()), shard.number, shard.shards, shard.plan)


def _report_unknown(context: Context, found: Found, *, on_terminal: bool) -> None:
    if on_terminal:
        screen = screen_of(sys.stdout)
        for line in unknown_lines(found.unknown, screen, found.unnamed):
            show(line, screen)
        return
    for path, reason in found.unknown:
        context.note(f"not graded: {path}, {reason}")
    if found.unnamed:
        context.note(f"not graded: {found.unnamed:,} more")


def _note_cut_history(
    context: Context, checkout: Checkout, solutions: SolutionChoice, rules: RulesInForce | None
) -> None:
    """In a shallow clone, what git says of changed files and of commits is only about those that are there."""
    if solutions.base is None or not checkout.git.shallow:
        return
    context.note(
        "shallow clone: older commits are missing, so changed files may be wrong. Get them: git fetch --unshallow"
    )
    if rules is not None and rules.counts_commits:
        context.note("shallow clone: attempts are counted by commits, so there may be too few")


def _warn_of_names(context: Context, found: Found, rules: RulesInForce | None) -> None:
    """Authors, with those of the roster, whose names are hard to tell apart: a person must look at them."""
    authors = {one.author for one in found.candidates}
    for warning in names.warnings([*authors, *(rules.rules.roster if rules else ())]):
        context.note(f"authors: {warning}")
