"""`judge grade merge`: the shards that several machines have judged, as one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from judge.cli.context import Context, pass_context
from judge.cli.grade import form_output
from judge.cli.grade.grade import write_all
from judge.cli.grade.request import RuleChoice, format_option, rule_options
from judge.cli.grade.rules_in_force import rules_in_force
from judge.grading import grade_document, shard_merge


@click.command(epilog="Example: judge grade merge shard-*.json --format terminal --format junit=report.xml")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option
@rule_options
@pass_context
def merge(context: Context, files: tuple[Path, ...], *, formats: tuple[str, ...], rules: RuleChoice) -> int:
    """Merge the JSON files of all shards of `judge grade --shard`, and write the result in every format given.

    Give every shard once. All must have the same commit, problems and division into shards. Nothing is judged again.
    Points need all shards, so give the rules here.
    """
    forms = form_output.parse_forms(formats)
    context = replace(context, trusts_folder=False)
    in_force = rules_in_force(context, rules)
    grades = shard_merge.merge({path: grade_document.read(path) for path in files})
    form_output.check(forms, [graded.candidate for graded in grades.results])
    if in_force is not None:
        grades = replace(grades, standings=in_force.standings(grades.results, {}), shown=in_force.rules.shown)
    return write_all(context, grades, forms)
