"""The formats that `judge submit` can print, and a report in one of them."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import click

from judge.cli.display import screen_of

if TYPE_CHECKING:
    from judge.disclosure import DisclosedReport
    from judge.problem import Limits


class Format(StrEnum):
    """What `judge submit --format` takes."""

    TERMINAL = "terminal"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"


format_option: Final = click.option(
    "--format",
    "form",
    type=click.Choice([str(form) for form in Format]),
    default=str(Format.TERMINAL),
    help="Output format of the report.",
)


def formatted(
    report: DisclosedReport,
    form: Format,
    *,
    record_id: int | None = None,
    limits: Limits | None = None,
    tag: str = "",
    samples_only: bool = False,
) -> str:
    """A report in the format asked for.

    Args:
        report: what may be shown.
        form: the format.
        record_id: its number in the history, for JSON.
        limits: of the problem, for the terminal.
        tag: words after the figures, for the terminal.
        samples_only: only sample tests were run, for the terminal.
    """
    match form:
        case Format.TERMINAL:
            from judge.render.report.terminal import report_text  # noqa: PLC0415 - only the format asked for

            return report_text(report, screen_of(sys.stdout), limits=limits, tag=tag, samples_only=samples_only)
        case Format.JSON:
            from judge.render.report.json import report_json  # noqa: PLC0415 - as above

            return report_json(report, record_id)
        case Format.JUNIT:
            from judge.render.report.junit import report_xml  # noqa: PLC0415 - as above

            return report_xml(report)
        case Format.GITHUB:
            from judge.render.report.github import report_commands  # noqa: PLC0415 - as above

            return report_commands(report)
