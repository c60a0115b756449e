"""What one call of `judge grade` asks for, as frozen values, and the options that say so."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import click

from judge.grading.grade_document import MAX_SHARDS
from judge.render.grade import forms
from judge.sandbox_kind import CHOICES

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]
_PATH = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class SolutionChoice:
    """Which solutions to grade, and against which problems.

    Attributes:
        paths: files and folders; empty for ./solutions.
        base: only what the branch has changed since it left this ref; None for everything.
        problems_from: the ref that problems and rules are taken from, as REF or REF:DIR.
        shard: only shard K of N.
        timings: a file that says how long solutions took, for even shards.
    """

    paths: tuple[Path, ...]
    base: str | None
    problems_from: str | None
    shard: tuple[int, int] | None
    timings: Path | None


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Which rules hold, and what the trusted side knows about the solutions.

    Attributes:
        file: the rules; None for those of --problems-from.
        received_at: when the solutions were submitted; None for now.
        attempts: a file that says how often each author has tried.
    """

    file: Path | None
    received_at: str | None
    attempts: Path | None


@dataclass(frozen=True, slots=True)
class JudgingChoice:
    """How to judge.

    Attributes:
        jobs: how many solutions at a time; None for as many as there are cores.
        cluster: the address of a Dask scheduler; None for this machine.
        sandbox: a kind of sandbox; None for the usual one.
        resume: whether results of an interrupted run are used.
        state: the file of results; None for one in the user's own data.
    """

    jobs: int | None
    cluster: str | None
    sandbox: str | None
    resume: bool
    state: Path | None


@dataclass(frozen=True, slots=True)
class OutputChoice:
    """What to write.

    Attributes:
        formats: the output forms, each as NAME or NAME=FILE.
        alike: whether to list nearly identical solutions.
    """

    formats: tuple[str, ...]
    alike: bool


def bundle(parameter: str, kind: type, *options: Decorator[Any]) -> Decorator[Command]:
    """Give a command these options, and hand it their values as one `kind`, whose fields are named like them."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def bundled(*arguments: Any, **values: Any) -> Any:
            own = {field.name: values.pop(field.name) for field in fields(kind)}
            return command(*arguments, **values, **{parameter: kind(**own)})

        decorated: Any = bundled
        for option in reversed(options):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def _parse_shard(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    matched = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value)
    shard, shards = (int(matched[1]), int(matched[2])) if matched else (0, 0)
    if not 1 <= shard <= shards <= MAX_SHARDS:
        most = shards if 1 <= shards <= MAX_SHARDS else 4
        raise click.BadParameter(f"{value!r} is not a valid shard: use 1/{most} to {most}/{most}", ctx, param)
    return shard, shards


format_option: Decorator[Any] = click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="NAME[=FILE]",
    help=f"Output format: {', '.join(forms.NAMES)}; may be repeated.",
)

solution_options: Decorator[Any] = bundle(
    "solutions",
    SolutionChoice,
    click.argument("paths", metavar="[PATHS]...", nargs=-1, type=_PATH),
    click.option("--base", metavar="REF", help="Grade only what this branch has added or changed since it left REF."),
    click.option(
        "--problems-from",
        metavar="REF[:DIR]",
        help="Take problems and judge.toml from git at REF; DIR defaults to problems.",
    ),
    click.option(
        "--shard", callback=_parse_shard, metavar="K/N", help="Grade only shard K of N; then run: judge grade merge"
    ),
    click.option("--timings", type=_PATH, metavar="FILE", help="The JSON of an earlier run, to balance the shards."),
)

rule_options: Decorator[Any] = bundle(
    "rules",
    RuleChoice,
    click.option("--rules", "file", metavar="FILE", type=_PATH, help="The rules file, a judge.toml."),
    click.option(
        "--received-at", metavar="TIME", help="When the solutions were submitted, in ISO 8601 (default: now)."
    ),
    click.option("--attempts", metavar="FILE", type=_PATH, help="A JSON file that counts the attempts of each author."),
)

judging_options: Decorator[Any] = bundle(
    "judging",
    JudgingChoice,
    click.option(
        "--jobs", type=click.IntRange(1, 64), metavar="N", help="Solutions to judge at a time (default: one per core)."
    ),
    click.option("--cluster", metavar="URL", help="Judge on the workers of the Dask scheduler at this address."),
    click.option("--resume", is_flag=True, help="Continue an interrupted run; judge only what is left."),
    click.option("--state", type=_PATH, metavar="FILE", help="Where to store results as they come, for --resume."),
    click.option(
        "--sandbox", type=click.Choice(CHOICES), help="Where solutions run; auto never falls back to a process."
    ),
)

output_options: Decorator[Any] = bundle(
    "output",
    OutputChoice,
    format_option,
    click.option("--alike", is_flag=True, help="List nearly identical solutions by different authors, as a hint."),
)
