"""`judge sandbox`: show, build, start and remove the images and containers that judge keeps in Docker."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from judge.cli.context import Context, pass_context
from judge.cli.display import screen_of
from judge.errors import ExitCode
from judge.problem import Runtime
from judge.render.shared.figures import count
from judge.render.shared.tables import Cell, table
from judge.sandboxes.images import tags

if TYPE_CHECKING:
    from judge.render.shared.screen import Screen
    from judge.sandboxes.docker.engine import Engine

_MEMORY_MB = 256


@click.group(epilog="Example: judge sandbox warm torch")
def sandbox() -> None:
    """Show, build and remove the sandbox images and containers.

    A warm container has loaded its runtime and waits for the next submission. judge keeps some after each submission.
    Each ends itself after JUDGE_WARM_MINUTES (15; 0 keeps none); at most JUDGE_WARM_CONTAINERS (6) wait.
    """


@sandbox.command(epilog="Example: judge sandbox status")
@pass_context
def status(context: Context) -> int:
    """List the images that judge needs and the containers that it runs."""
    from judge.sandboxes.docker.sandbox import engine_of  # noqa: PLC0415 - only where an engine is asked
    from judge.sandboxes.docker.sdk import client  # noqa: PLC0415 - the docker SDK is slow to import
    from judge.sandboxes.images import build  # noqa: PLC0415 - only where an engine is asked

    screen = screen_of(sys.stdout)
    engine = engine_of(context.settings)
    with closing(client()) as sdk:
        states = build.status(sdk, context.settings.base_image)
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
    click.echo(table(["Image", "State", "Size", "Built", "Tag"], rows, screen, right={2}), color=screen.color)
    stale = [tag for state in states for tag in state.stale]
    if stale:
        click.echo(f"\n{count(len(stale), 'older image')} not in use. To remove all images: judge sandbox clean")
    click.echo()
    _show_containers(engine, screen)
    return ExitCode.ACCEPTED


def _show_containers(engine: Engine, screen: Screen) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - an engine takes up to a second for each

    from judge.sandboxes.docker import containers, spares  # noqa: PLC0415 - only where an engine is asked

    found = sorted(containers.ours(engine), key=lambda one: (one.runtime, one.role, one.created))
    if not found:
        click.echo("No containers. To keep some warm for the next submission: judge sandbox warm torch")
        return
    with ThreadPoolExecutor(len(found)) as pool:
        memory = list(pool.map(lambda one: containers.used_mb(engine, one.id), found))
    rows: list[list[Cell]] = []
    for one, used in zip(found, memory, strict=True):
        if spares.is_waiting(one):
            state: Cell = ("waiting", "green")
        else:
            state = "in use" if one.state == "running" else one.state
        rows.append([one.runtime, one.role, state, _age(time.time() - one.created), f"{used:,.0f} MB", one.name])
    heads = ["Runtime", "Container", "State", "Age", "Memory", "Name"]
    click.echo(table(heads, rows, screen, right={3, 4}), color=screen.color)


def _age(seconds: float) -> str:
    minutes = int(seconds) // 60
    return f"{int(seconds)} s" if minutes == 0 else f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"  # noqa: PLR2004


@sandbox.command(epilog="Example: judge sandbox build python")
@click.argument("targets", metavar="[TARGET]...", nargs=-1, type=click.Choice([target.value for target in tags.Target]))
@click.option("--again", is_flag=True, help="Run the Dockerfile even if the image exists.")
@pass_context
def build(context: Context, targets: Sequence[str], *, again: bool) -> int:
    """Build missing images: python, torch, or both. Commands that need an image build it too."""
    from judge.sandboxes.docker.sdk import client  # noqa: PLC0415 - the docker SDK is slow to import
    from judge.sandboxes.images import build  # noqa: PLC0415 - only where one is built

    make = build.build if again else build.ensure
    with closing(client()) as engine:
        for target in targets or tuple(tags.Target):
            tag = make(engine, tags.Target(target), context.note, context.settings.base_image)
            click.echo(f"{target}  {tag}")
    return ExitCode.ACCEPTED


@sandbox.command(epilog="Example: judge sandbox warm torch numpy")
@click.argument(
    "runtimes", metavar="RUNTIME...", nargs=-1, required=True, type=click.Choice([one.value for one in Runtime])
)
@click.option(
    "--memory", type=click.IntRange(1, 4096), default=_MEMORY_MB, metavar="MB", help="Memory limit of the containers."
)
@pass_context
def warm(context: Context, runtimes: Sequence[str], *, memory: int) -> int:
    """Start a warm container for the next submission, for each RUNTIME: python, numpy, torch.

    Also removes containers of an older version, and the least recently used ones if there are too many.
    """
    from judge.sandboxes.docker.sandbox import refill  # noqa: PLC0415 - only where an engine is asked

    if not context.settings.spare_s:
        click.echo("JUDGE_WARM_MINUTES is 0: no containers are kept warm.")
        return ExitCode.ACCEPTED
    started = refill(context.settings, {Runtime(runtime): memory for runtime in runtimes}, context.note)
    for name in started:
        click.echo(f"started {name}")
    if not started:
        click.echo(f"Already warm: {', '.join(runtimes)}")
    return ExitCode.ACCEPTED


@sandbox.command(epilog="Example: judge sandbox clean --containers")
@click.option("--containers", "only_containers", is_flag=True, help="Keep the images.")
@pass_context
def clean(context: Context, *, only_containers: bool) -> int:
    """Remove all images and containers of judge, even those in use. The next command builds what it needs."""
    from judge.sandboxes.docker import containers  # noqa: PLC0415 - only where an engine is asked
    from judge.sandboxes.docker.sandbox import engine_of  # noqa: PLC0415 - as above
    from judge.sandboxes.docker.sdk import client  # noqa: PLC0415 - the docker SDK is slow to import
    from judge.sandboxes.images import build  # noqa: PLC0415 - only where an engine is asked

    removed = containers.remove_all(engine_of(context.settings))
    if not only_containers:
        with closing(client()) as sdk:
            removed += build.clean(sdk)
    for name in removed:
        click.echo(f"removed {name}")
    if not removed:
        click.echo("Nothing to remove.")
    return ExitCode.ACCEPTED
