"""`judge grade merge`: the parts that several machines have judged, as one."""

from __future__ import annotations

from pathlib import Path

import click

from judge.cli import writing
from judge.cli.context import Context, pass_context
from judge.cli.grading import write_all
from judge.grading import exchange


@click.command(epilog="Example: judge grade merge part-*.json --format terminal --format junit=report.xml")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "wanted", multiple=True, metavar="NAME[=FILE]", help=f"Of {', '.join(writing.FORMS)}; may be repeated."
)
@pass_context
def merge(context: Context, files: tuple[Path, ...], *, wanted: tuple[str, ...]) -> int:
    """Make one of the JSON files of all parts that `judge grade --shard` has judged, and write it in every form.

    All parts must be there, once each, and of the same commit, problems and division. Nothing is judged again.
    """
    forms = writing.forms_of(wanted or ("terminal",))
    grades = exchange.merge({path: exchange.read(path) for path in files})
    writing.check(forms, [graded.candidate for graded in grades.results])
    return write_all(context, grades, forms)
