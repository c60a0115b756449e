"""`judge doctor`: what this machine has, what it lacks, and what to do about it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from judge import doctor as examination
from judge.cli.context import SANDBOX_KINDS, Context, pass_context
from judge.cli.display import screen_of
from judge.doctor import Check, Level
from judge.errors import ExitCode
from judge.render.checks import check_lines
from judge.sandboxes import image

if TYPE_CHECKING:
    from judge.render.screen import Screen


@click.command(epilog="Example: judge doctor, or judge doctor --sandbox process")
@click.option("--sandbox", type=click.Choice(SANDBOX_KINDS), help="Which sandbox must work; auto means Docker.")
@pass_context
def doctor(context: Context, sandbox: str | None) -> int:
    """Say what is missing on this machine, and the command that mends it.

    Exits with 0 where judge can isolate submissions, and with 4 where it cannot.
    """
    kind = sandbox or context.sandbox_kind
    screen = screen_of(sys.stdout)
    general = [
        examination.check_python(),
        examination.check_records(lambda: _read_records(context)),
        examination.check_disk("disk, records", context.home, examination.RECORDS_MB),
    ]
    process = examination.check_process_sandbox()
    docker = [] if kind == "process" else _check_docker(context)
    _show([*general, *docker, *process], screen)
    usable = all(check.level is not Level.BROKEN for check in (process if kind == "process" else docker))
    fine = usable and all(check.level is not Level.BROKEN for check in general)
    click.echo()
    click.echo(_conclusion(kind, usable=usable, fine=fine, screen=screen), color=screen.color)
    if not usable:
        return ExitCode.SANDBOX
    return ExitCode.ACCEPTED if fine else ExitCode.INTERNAL


def _read_records(context: Context) -> None:
    with context.records() as records:
        records.list(limit=1)


def _check_docker(context: Context) -> list[Check]:
    from judge.sandboxes.sdk import client  # noqa: PLC0415 - the docker SDK is slow to import

    folder = Path("/")

    def ask() -> dict[str, Any]:
        nonlocal folder
        with closing(client()) as engine:
            info: dict[str, Any] = engine.info()
        folder = Path(str(info.get("DockerRootDir", "/")))
        return info

    def look_for_images() -> list[image.ImageStatus]:
        with closing(client()) as engine:
            return image.status(engine, context.settings.base_image)

    checks = examination.check_engine(ask)
    if checks[0].level is Level.BROKEN:
        return checks
    checks += examination.check_images(look_for_images)
    return [*checks, examination.check_disk("disk, images", folder, examination.IMAGES_MB)]


def _conclusion(kind: str, *, usable: bool, fine: bool, screen: Screen) -> str:
    if usable and fine:
        words = (
            "The plain process works. It does not isolate: only run what you trust."
            if kind == "process"
            else ("Everything that judge needs is here.")
        )
        return screen.paint(words, "green", "bold")
    if usable:
        return screen.paint("The sandbox works; something else does not.", "red", "bold")
    if kind == "process":
        return screen.paint("The plain process does not work here.", "red", "bold")
    aside = "Until that is mended, submit and test fall back to a plain process."
    return f"{screen.paint('Submissions cannot be isolated here.', 'red', 'bold')}\n{aside}"


def _show(checks: Sequence[Check], screen: Screen) -> None:
    for line in check_lines(checks, screen):
        click.echo(line, color=screen.color)
