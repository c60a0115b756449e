"""`judge grade init`: writes the files that CI needs into a repository, and says what to do next."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

from judge import ci
from judge import source as source_file
from judge.ci import Ready, State
from judge.cli.context import CHECKOUT, Context, pass_context
from judge.errors import ExitCode, UsageError
from judge.source import shown_path

_SOURCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9._/-]*")
_ADDRESS: Final = re.compile(r"(?:git\+)?(?:https://|ssh://git@|git@)github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?")
_STARTER: Final = "longest_substring"


@click.command(epilog="Example: judge grade init --github --hook")
@click.option("--github", is_flag=True, help="Workflows for pushes, pull requests and comments on them.")
@click.option("--gitlab", is_flag=True, help="A job for the default branch and merge requests.")
@click.option("--hook", is_flag=True, help="A pre-push hook, for this clone only.")
@click.option("--judge", "source", metavar="OWNER/REPO@REF", help="Where CI gets judge from, on GitHub.")
@click.option("--force", is_flag=True, help="Replace existing files that differ.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@pass_context
def init(
    context: Context, *, github: bool, gitlab: bool, hook: bool, source: str | None, force: bool, dry_run: bool
) -> int:
    """Write files that grade this repository's solutions, with rules to start from (judge.toml).

    Works anywhere in the repository. Symbolic links are not followed. If an existing file differs, nothing is written
    unless you give --force.
    """
    if not (github or gitlab or hook):
        raise UsageError("nothing to write", "Choose what: judge grade init --github, --gitlab or --hook")
    top = Path(_git(context, "rev-parse", "--show-toplevel"))
    judge = _source(source) if source else _known_source() or ci.UNKNOWN
    ready = []
    if github:
        ready += ci.github(top, judge)
    if gitlab:
        ready += ci.gitlab(top, judge)
    if github or gitlab:
        ready.append(ci.rules(top, _first_problem(context, top)))
    if hook:
        ready.append(ci.hook(_hooks(context, top), top, _program()))
    _put(ready, force=force, dry_run=dry_run)
    if not dry_run:
        steps = _next_steps(top, ready, judge, github=github, gitlab=gitlab, hook=hook)
        click.echo("\n".join(["", "Next:", *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]))
    return ExitCode.ACCEPTED


def _put(all_ready: list[Ready], *, force: bool, dry_run: bool) -> None:
    """Write new files and, with `force`, those that differ; report each file. Raises UsageError."""
    states = {ready: ci.state_of(ready) for ready in all_ready}
    differing = [ready for ready, state in states.items() if state is State.DIFFERENT]
    kept = [ready for ready in differing if ready.path.name == ci.RULES]
    in_the_way = [ready.shown for ready in differing if ready not in kept]
    if in_the_way and not force:
        exist = "already exists and differs" if len(in_the_way) == 1 else "already exist and differ"
        what = "it" if len(in_the_way) == 1 else "them"
        raise UsageError(
            f"{', '.join(in_the_way)} {exist}; nothing was written", f"Check {what}, then replace {what} with --force."
        )
    words = {State.NEW: "wrote", State.SAME: "unchanged", State.DIFFERENT: "replaced"}
    if dry_run:
        words |= {State.NEW: "would write", State.DIFFERENT: "would replace"}
    else:
        ci.write([ready for ready, state in states.items() if state is not State.SAME and ready not in kept])
    for ready, state in states.items():
        line = f"{'kept':<13}  {ready.shown} (your rules)" if ready in kept else f"{words[state]:<13}  {ready.shown}"
        click.echo(line)


def _next_steps(top: Path, all_ready: list[Ready], judge: str, *, github: bool, gitlab: bool, hook: bool) -> list[str]:
    steps = []
    if judge == ci.UNKNOWN and (github or gitlab):
        steps.append(
            f"Replace {ci.UNKNOWN} with the repository and commit that CI gets judge from (unknown here), or "
            f"run this again with --force --judge OWNER/REPO@COMMIT"
        )
    if github or gitlab:
        steps.append("List the required problems in judge.toml.")
    if gitlab and not _includes_ours(top / ".gitlab-ci.yml"):
        steps.append("Add to .gitlab-ci.yml, below include:   - local: .gitlab/judge.yml")
    if github or gitlab:
        names = dict.fromkeys(ready.shown.split("/")[0] for ready in all_ready if ready.path.name != ci.HOOK)
        steps.append(f"git add {' '.join(names)} && git commit -m 'Grade solutions' && git push")
    if github:
        steps.append(
            "On GitHub, in Settings > Actions > General, require approval for workflows from outside contributors."
        )
    if hook:
        steps.append("From now on, git push grades what it pushes. To skip it: git push --no-verify")
    return steps


def _includes_ours(pipeline: Path) -> bool:
    try:
        return b".gitlab/judge.yml" in source_file.read(pipeline).source
    except UsageError:
        return False  # a person must look at it


def _git(context: Context, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=context.folder, capture_output=True, check=True)
    except FileNotFoundError:
        raise UsageError("git is not installed", "Install it, then run this in a clone.") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(
            lines[-1].removeprefix("fatal: ") if lines else "this is not a repository with a working tree",
            "Run this in the repository whose solutions are graded, or create one: git init",
        ) from None
    return os.fsdecode(done.stdout).removesuffix("\n")


def _hooks(context: Context, top: Path) -> Path:
    """The folder of git hooks of this repository only."""
    hooks = Path(os.path.normpath(context.folder / _git(context, "rev-parse", "--git-path", "hooks")))
    own = Path(os.path.normpath(context.folder / _git(context, "rev-parse", "--git-common-dir")))
    if not (hooks.is_relative_to(own) or hooks.is_relative_to(top)):
        raise UsageError(
            f"git looks for hooks in {shown_path(hooks)} (core.hooksPath), which other repositories share",
            "Give this repository its own: git config core.hooksPath .git/hooks",
        )
    return hooks


def _source(given: str) -> str:
    if not _SOURCE.fullmatch(given):
        raise UsageError(f"--judge {given!r} is not a repository and commit", "Use --judge OWNER/REPO@COMMIT.")
    return given


def _known_source() -> str:
    """Where this judge came from, by pip's record or its checkout; empty if neither is on GitHub."""
    import json  # noqa: PLC0415 - only if it is needed
    from importlib import metadata  # noqa: PLC0415 - as above

    url, commit = "", ""
    try:
        record = json.loads(metadata.distribution("interview-judge").read_text("direct_url.json") or "{}")
        url, commit = record.get("url", ""), record.get("vcs_info", {}).get("commit_id", "")
    except (metadata.PackageNotFoundError, ValueError, AttributeError):
        pass
    if not commit and (CHECKOUT / ".git").exists():
        questions = [["remote", "get-url", "origin"], ["rev-parse", "HEAD"]]
        answers = [subprocess.run(["git", "-C", CHECKOUT, *one], capture_output=True, check=False) for one in questions]
        url, commit = (os.fsdecode(one.stdout).strip() for one in answers)
    found = _ADDRESS.fullmatch(url)
    source = f"{found[1]}@{commit}" if found else ""
    return source if _SOURCE.fullmatch(source) else ""


def _first_problem(context: Context, top: Path) -> str:
    """The problem that the starter rules require: one of the repository itself, if it has any."""
    own = sorted(path.parent.name for path in (top / "problems").glob("*/problem.toml"))
    known = own or list(context.catalogue.ids)
    return _STARTER if _STARTER in known or not known else known[0]


def _program() -> Path:
    """The program that runs here."""
    return Path(sys.argv[0]).absolute() if Path(sys.argv[0]).name == "judge" else Path(sys.prefix, "bin", "judge")
