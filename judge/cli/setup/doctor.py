"""`judge doctor`: what works on this machine, what is missing, and how to fix it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.cli.environment import data_folder
from judge.doctor import (
    IMAGES_MB,
    RECORDS_MB,
    Check,
    Level,
    check_disk,
    check_engine,
    check_images,
    check_process_sandbox,
    check_python,
    check_records,
)
from judge.errors import ExitCode
from judge.render.shared.checks import check_lines
from judge.sandbox_kind import CHOICES
from judge.sandboxes.images import build

if TYPE_CHECKING:
    from judge.render.shared.screen import Screen


@click.command(epilog="Example: judge doctor, or judge doctor --sandbox process")
@click.option("--sandbox", type=click.Choice(CHOICES), help="Which sandbox must work (auto: Docker).")
@pass_context
def doctor(context: Context, sandbox: str | None) -> int:
    """Check this machine, and show the command that fixes what is missing.

    Exits with 0 if judge can isolate submissions, and with 4 if it cannot.
    """
    kind = context.with_sandbox(sandbox).sandbox_kind
    must_isolate = kind is None or kind.isolates
    screen = screen_of(sys.stdout)
    general = [
        check_python(),
        check_records(lambda: _read_records(context)),
        check_disk("disk, records", data_folder(), RECORDS_MB),
    ]
    process = check_process_sandbox()
    docker = _check_docker(context) if must_isolate else []
    _show([*general, *docker, *process], screen)
    usable = all(check.level is not Level.BROKEN for check in (docker if must_isolate else process))
    fine = usable and all(check.level is not Level.BROKEN for check in general)
    click.echo()
    click.echo(_conclusion(screen, must_isolate=must_isolate, usable=usable, fine=fine), color=screen.color)
    if not usable:
        return ExitCode.SANDBOX
    return ExitCode.ACCEPTED if fine else ExitCode.INTERNAL


def _read_records(context: Context) -> None:
    with context.records() as records:
        records.list(limit=1)


def _check_docker(context: Context) -> list[Check]:
    from judge.sandboxes.docker.sdk import client  # noqa: PLC0415 - the docker SDK is slow to import

    folder = Path("/")

    def ask() -> dict[str, Any]:
        nonlocal folder
        with closing(client()) as engine:
            info: dict[str, Any] = engine.info()
        folder = Path(str(info.get("DockerRootDir", "/")))
        return info

    def look_for_images() -> list[build.ImageStatus]:
        with closing(client()) as engine:
            return build.status(engine, context.settings.base_image)

    checks = check_engine(ask)
    if checks[0].level is Level.BROKEN:
        return checks
    checks += check_images(look_for_images)
    return [*checks, check_disk("disk, images", folder, IMAGES_MB)]


def _conclusion(screen: Screen, *, must_isolate: bool, usable: bool, fine: bool) -> str:
    if usable and fine:
        words = (
            "Everything that judge needs works."
            if must_isolate
            else "The plain process works. It does not isolate: run only code that you trust."
        )
        return screen.paint(words, "green", "bold")
    if usable:
        return screen.paint("The sandbox works, but something else does not.", "red", "bold")
    if not must_isolate:
        return screen.paint("The plain process does not work here.", "red", "bold")
    aside = "Until this is fixed, judge submit and judge test fall back to a plain process."
    return f"{screen.paint('Submissions cannot be isolated here.', 'red', 'bold')}\n{aside}"


def _show(checks: Sequence[Check], screen: Screen) -> None:
    for line in check_lines(checks, screen):
        click.echo(line, color=screen.color)
