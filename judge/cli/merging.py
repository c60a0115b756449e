"""`judge grade merge`: the parts that several machines have judged, as one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from judge.cli import writing
from judge.cli.context import Context, pass_context
from judge.cli.grading import write_all
from judge.cli.ruling import rule_options, ruling_of
from judge.grading import exchange


@click.command(epilog="Example: judge grade merge part-*.json --format terminal --format junit=report.xml")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "wanted", multiple=True, metavar="NAME[=FILE]", help=f"Of {', '.join(writing.FORMS)}; may be repeated."
)
@rule_options
@pass_context
def merge(
    context: Context,
    files: tuple[Path, ...],
    *,
    wanted: tuple[str, ...],
    rules: Path | None,
    received_at: str | None,
    attempts: Path | None,
) -> int:
    """Make one of the JSON files of all parts that `judge grade --shard` has judged, and write it in every form.

    All parts must be there, once each, and of the same commit, problems and division. Nothing is judged again.
    Points need all parts, so rules are given here.
    """
    forms = writing.forms_of(wanted or ("terminal",))
    context.trusts_folder = False
    ruling = ruling_of(context, rules, received_at, attempts)
    grades = exchange.merge({path: exchange.read(path) for path in files})
    writing.check(forms, [graded.candidate for graded in grades.results])
    if ruling is not None:
        grades = replace(grades, standings=ruling.standings(grades.results, {}), shown=ruling.rules.shown)
    return write_all(context, grades, forms)
