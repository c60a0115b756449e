"""What `judge grade` looks at and keeps: the checkout of a branch, one part of it, and the file of results."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from judge.cli.context import Context
from judge.cli.replacing import refuse_links
from judge.errors import ProblemError, StorageError, UsageError
from judge.grading import exchange, finding, keeping, marks, shards
from judge.source import read_bounded

if TYPE_CHECKING:
    from judge.grading import Candidate, Found
    from judge.grading.git import Git


def parse_shard(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """`2/4`, which is part 2 of 4. A callback of click's."""
    if value is None:
        return None
    matched = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value)
    part, parts = (int(matched[1]), int(matched[2])) if matched else (0, 0)
    if not 1 <= part <= parts <= exchange.MAX_SHARDS:
        raise click.BadParameter(f"{value!r} is no part: --shard 2/4 is the second of four", ctx, param)
    return part, parts


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be judged here, and its place in the whole: part, number of parts, digest of the division."""

    candidates: tuple[Candidate, ...]
    place: tuple[int, int, str] = (1, 1, "")


class Checkout:
    """The branch in the working directory. git is only asked where it is needed."""

    def __init__(self, context: Context, stack: ExitStack) -> None:
        self._context = context
        self._stack = stack
        self.rules: Path | None = None

    @cached_property
    def git(self) -> Git:
        """Plumbing on the repository around the working directory. Raises UsageError."""
        from judge.grading.git import Git  # noqa: PLC0415 - only where it is asked

        search = os.environ.get("PATH", os.defpath)
        return self._stack.enter_context(Git(self._context.folder, search))

    @property
    def commit(self) -> str:
        """Which commit is checked out; empty where there is none, or no repository."""
        from judge.grading.branch import commit_of  # noqa: PLC0415 - as above

        try:
            return commit_of(self.git, "HEAD")
        except UsageError:
            return ""

    def take_problems(self, wanted: str) -> None:
        """Use the problems and rules that are in git at a ref. Raises UsageError and ProblemError."""
        from judge.grading.branch import take  # noqa: PLC0415 - as above

        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="judge-trusted-"))
        taken = take(self.git, wanted, Path(folder))
        self.rules = taken.rules
        if taken.problems is not None:
            self._context.take_problems(taken.problems)

    def commits(self, base: str | None, candidates: Sequence[Candidate]) -> dict[tuple[str, str], int]:
        """How many commits since `base` have changed each solution, by author and problem; nothing without `base`."""
        if base is None:
            return {}
        from judge.grading.branch import commits_since  # noqa: PLC0415 - as above

        counted = {}
        for one in candidates:
            name = finding.below(one.path, self._context.folder, self.git.top)
            counted[one.author, one.problem] = commits_since(self.git, base, name)
        return counted

    def find(self, paths: Sequence[Path], base: str | None) -> Found:
        """What lies below the paths; with `base`, of what the branch has changed. Raises UsageError."""
        context = self._context
        own = context.solutions_folder
        default = own.relative_to(context.folder) if own.is_relative_to(context.folder) else own
        if base is None:
            return finding.find(paths or (default,), context.catalogue.ids)
        from judge.grading.branch import changed  # noqa: PLC0415 - as above

        for path in paths:
            if not os.path.lexists(path):
                raise UsageError(f"{path}: No such file or directory", "Give files, or folders of solutions.")
        wanted = paths or (default,)
        top = self.git.top
        names = [finding.below(path, context.folder, top) for path in wanted]
        found = changed(self.git, base, [] if "" in names else names)
        return finding.find_changed(found, top, context.folder, wanted, context.catalogue.ids)


def part_of(candidates: tuple[Candidate, ...], shard: tuple[int, int] | None, timings: Path | None) -> Part:
    """The candidates of one part. Raises UsageError where the timings cannot be read."""
    if shard is None:
        return Part(candidates)
    part, parts = shard
    divided = shards.split(candidates, parts, {} if timings is None else _durations(timings))
    return Part(divided[part - 1], (part, parts, shards.plan_of(divided)))


def digests(context: Context, candidates: Sequence[Candidate]) -> dict[str, str]:
    """Each problem with its digest, in order; those that are broken have none."""
    found = {}
    for name in sorted({candidate.problem for candidate in candidates}):
        with contextlib.suppress(ProblemError):
            found[name] = marks.digest_of(context.catalogue.load(name))
    return found


@contextlib.contextmanager
def results_kept(
    context: Context, paths: Sequence[Path], state: Path | None, *, resume: bool
) -> Iterator[keeping.Kept | None]:
    """The file of results, open. Where nobody has asked for it, it is no reason to fail: then there is none."""
    asked = resume or state is not None
    if state is None:
        told = "\0".join(sorted(str((context.folder / path).absolute()) for path in paths or [context.folder]))
        file = context.home / "grading" / f"{hashlib.sha256(os.fsencode(told)).hexdigest()[:16]}.jsonl"
    else:
        refuse_links(state)
        file = state
    try:
        kept = keeping.Kept(file, keeping.key_in(context.home), resume=resume)
    except (StorageError, keeping.InUseError) as error:
        if asked:
            raise
        context.note(f"Results are not kept for --resume: {error.message}")
        yield None
        return
    if resume and kept.damaged:
        lines = f"{kept.damaged} of its lines" if kept.damaged > 1 else "One of its lines"
        context.note(f"{lines} in {file} cannot be believed, and what they were about is judged again.")
    with kept:
        yield kept


def _durations(timings: Path) -> dict[tuple[str, str], float]:
    data = read_bounded(timings, exchange.MAX_BYTES)
    if data.lstrip().startswith(b"{"):
        return shards.durations_of(exchange.read(timings).results)
    found = shards.durations_of(keeping.past_results(data))
    if not found:
        raise UsageError(f"{timings} has no timings in it", "Give the JSON of an earlier run, or its --state FILE.")
    return found
