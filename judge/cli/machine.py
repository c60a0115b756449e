"""`judge doctor` and `judge sandbox`: what this machine has, and building and removing what judge puts on it."""

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
from judge.render.tables import Cell, table
from judge.render.verdicts import count
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
    from judge.sandboxes.docker import client  # noqa: PLC0415 - the docker SDK is slow to import

    folder = Path("/")

    def ask() -> dict[str, Any]:
        nonlocal folder
        with closing(client()) as engine:
            info: dict[str, Any] = engine.info()
        folder = Path(str(info.get("DockerRootDir", "/")))
        return info

    def look_for_images() -> list[image.ImageStatus]:
        with closing(client()) as engine:
            return image.status(engine, context.base_image)

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


@click.group(epilog="Example: judge sandbox build torch")
def sandbox() -> None:
    """Look at, build and remove the sandbox images and containers."""


@sandbox.command(epilog="Example: judge sandbox status")
@pass_context
def status(context: Context) -> int:
    """List the images that judge needs, and the containers that it has."""
    from judge.sandboxes import containers  # noqa: PLC0415 - the docker SDK is slow to import
    from judge.sandboxes.docker import client  # noqa: PLC0415 - as above

    screen = screen_of(sys.stdout)
    with closing(client()) as engine:
        states = image.status(engine, context.base_image)
        running = containers.ours(engine)
    rows: list[list[Cell]] = [
        [
            state.name,
            ("current", "green") if state.current else ("not built", "yellow"),
            f"{state.size_mb:,.0f} MB" if state.current else "",
            state.created[:10],
            state.tag,
        ]
        for state in states
    ]
    click.echo(table(["image", "state", "size", "built", "tag"], rows, screen, right={2}), color=screen.color)
    stale = [tag for state in states for tag in state.stale]
    if stale:
        click.echo(f"\n{count(len(stale), 'older image')} that nothing uses; remove all: judge sandbox clean")
    click.echo()
    if not running:
        click.echo("No containers of judge.")
        return ExitCode.ACCEPTED
    lines = [[state.name, state.role, state.runtime, state.status, state.created[:19]] for state in running]
    click.echo(table(["container", "role", "runtime", "state", "since"], lines, screen), color=screen.color)
    return ExitCode.ACCEPTED


@sandbox.command(epilog="Example: judge sandbox build python")
@click.argument(
    "targets", metavar="[TARGET]...", nargs=-1, type=click.Choice([target.value for target in image.Target])
)
@click.option("--again", is_flag=True, help="Go through the Dockerfile even if the image is there.")
@pass_context
def build(context: Context, targets: Sequence[str], *, again: bool) -> int:
    """Build images that are not there yet: python, torch, or both. Any command that needs one builds it too."""
    from judge.sandboxes.docker import client  # noqa: PLC0415 - the docker SDK is slow to import

    make = image.build if again else image.ensure
    with closing(client()) as engine:
        for target in targets or tuple(image.Target):
            tag = make(engine, image.Target(target), context.note, context.base_image)
            click.echo(f"{target}  {tag}")
    return ExitCode.ACCEPTED


@sandbox.command(epilog="Example: judge sandbox clean")
def clean() -> int:
    """Remove every image and container of judge, those in use too. The next command builds what it needs."""
    from judge.sandboxes import containers  # noqa: PLC0415 - the docker SDK is slow to import
    from judge.sandboxes.docker import client  # noqa: PLC0415 - as above

    with closing(client()) as engine:
        removed = [*containers.remove_all(engine), *image.clean(engine)]
    for name in removed:
        click.echo(f"removed {name}")
    if not removed:
        click.echo("There was nothing to remove.")
    return ExitCode.ACCEPTED


def _show(checks: Sequence[Check], screen: Screen) -> None:
    for line in check_lines(checks, screen):
        click.echo(line, color=screen.color)
