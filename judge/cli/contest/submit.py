"""`judge contest submit`: submit a solution to the running contest, or to a run that is over."""

from __future__ import annotations

import click

from judge import source
from judge.cli.contest.attempts import hand_in
from judge.cli.contest.run_logs import load_log
from judge.cli.context import Context, pass_context
from judge.cli.options import sandbox_option, solution_arguments
from judge.cli.report_format import Format, format_option
from judge.cli.target import is_file_name
from judge.contest import runs
from judge.contest.current import CurrentRun
from judge.errors import UsageError
from judge.problem import Problem


@click.command(epilog="Example: judge contest submit B, or judge contest submit layer_norm my/attempt.py")
@solution_arguments
@click.option("--run", "name", metavar="RUN", help="Submit to an earlier run, by number, unscored (upsolving).")
@format_option
@sandbox_option
@pass_context
def submit(
    context: Context, what: str | None, file: str | None, *, name: str | None, form: str, sandbox: str | None
) -> int:
    """Submit a solution to the running contest, or else to your last one, unscored."""
    context = context.with_sandbox(sandbox)
    run = _run(context, name)
    whole = load_log(context, run.path)
    problem = _problem(context, what, whole.run.contest.by_letter)
    if context.contest is not None and context.contest.path != run.path:
        context.check_open(problem.id, "upsolving")  # its verdict would be a free one
    given = file or (what if what and is_file_name(context, what) else None)
    submission = source.read(given or run.file(problem.id))
    return hand_in(context, whole, problem, submission, Format(form))


def _run(context: Context, name: str | None) -> CurrentRun:
    """The run of that name; without one, the running contest or your last one. Raises UsageError."""
    if context.contest is not None and name is None:
        return context.contest.current
    path = runs.find(context.runs_folder, name)
    if not runs.is_own(context.runs_folder, path):
        raise UsageError(f"{path.stem} was played by somebody else", "To see your own runs: judge contest list")
    return CurrentRun(path, context.contests_folder / path.stem)


def _problem(context: Context, what: str | None, by_letter: dict[str, str]) -> Problem:
    """The problem of the run: by letter, by id, or by the name of a file. Raises UsageError."""
    problems = list(by_letter.values())
    if what is None:
        with context.records() as records:
            what = records.current_problem
        if what not in problems:
            raise UsageError("no problem given", f"Name one of: {', '.join(problems)}")
        context.note(f"{what} (the current problem)")
    problem = context.catalogue.load(by_letter.get(what.lower(), what))
    if problem.id not in problems:
        raise UsageError(f"{problem.id} is not a problem of this contest", f"Name one of: {', '.join(problems)}")
    return problem
