"""`judge grade init`: puts what CI needs into a repository, and says what to do next."""

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
@click.option("--github", is_flag=True, help="Workflows for pushes, pull requests, and comments on those.")
@click.option("--gitlab", is_flag=True, help="A job for the default branch and merge requests.")
@click.option("--hook", is_flag=True, help="A pre-push hook, for this clone alone.")
@click.option("--judge", "source", metavar="OWNER/REPO@REF", help="Where CI gets judge from, on GitHub.")
@click.option("--force", is_flag=True, help="Replace what is there and differs.")
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@pass_context
def init(
    context: Context, *, github: bool, gitlab: bool, hook: bool, source: str | None, force: bool, dry_run: bool
) -> int:
    """Put files into this repository that grade its solutions, with rules to start from (judge.toml).

    It may be called anywhere in the repository. Nothing is written through a link, and nothing that is there and
    differs is replaced without --force; then nothing at all is written.
    """
    if not (github or gitlab or hook):
        raise UsageError("there is nothing to write", "Say for what: judge grade init --github, --gitlab or --hook")
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
    """Write what is new, and with `force` what differs; say of each file what became of it. Raises UsageError."""
    states = {ready: ci.state_of(ready) for ready in all_ready}
    differing = [ready for ready, state in states.items() if state is State.DIFFERENT]
    kept = [ready for ready in differing if ready.path.name == ci.RULES]
    in_the_way = [ready.shown for ready in differing if ready not in kept]
    if in_the_way and not force:
        there = "is there already, and differs" if len(in_the_way) == 1 else "are there already, and differ"
        raise UsageError(
            f"{', '.join(in_the_way)} {there}; nothing was written", "Look at it, then replace it: --force"
        )
    words = {State.NEW: "wrote", State.SAME: "unchanged", State.DIFFERENT: "replaced"}
    if dry_run:
        words |= {State.NEW: "would write", State.DIFFERENT: "would replace"}
    else:
        ci.write([ready for ready, state in states.items() if state is not State.SAME and ready not in kept])
    for ready, state in states.items():
        said = f"{'kept':<13}  {ready.shown} (your rules)" if ready in kept else f"{words[state]:<13}  {ready.shown}"
        click.echo(said)


def _next_steps(top: Path, all_ready: list[Ready], judge: str, *, github: bool, gitlab: bool, hook: bool) -> list[str]:
    steps = []
    if judge == ci.UNKNOWN and (github or gitlab):
        steps.append(
            f"Say where CI gets judge from, which this one does not know: put the repository and the commit for "
            f"{ci.UNKNOWN}, or run this again with --force --judge OWNER/REPO@COMMIT"
        )
    if github or gitlab:
        steps.append("Say in judge.toml what is required.")
    if gitlab and not _includes_ours(top / ".gitlab-ci.yml"):
        steps.append("Add to .gitlab-ci.yml, below include:   - local: .gitlab/judge.yml")
    if github or gitlab:
        names = dict.fromkeys(ready.shown.split("/")[0] for ready in all_ready if ready.path.name != ci.HOOK)
        steps.append(f"git add {' '.join(names)} && git commit -m 'Grade solutions' && git push")
    if github:
        steps.append("On GitHub, Settings > Actions > General: require approval for workflows of outside contributors.")
    if hook:
        steps.append("git push grades from now on what it pushes; past it: git push --no-verify")
    return steps


def _includes_ours(pipeline: Path) -> bool:
    try:
        return b".gitlab/judge.yml" in source_file.read(pipeline).source
    except UsageError:
        return False  # whatever it is, a person must look at it


def _git(context: Context, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=context.folder, capture_output=True, check=True)
    except FileNotFoundError:
        raise UsageError("git is not installed", "Install it, and run this in a clone.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(
            said[-1].removeprefix("fatal: ") if said else "this is no repository with files",
            "Run this in the repository that is to grade its solutions, or make one: git init",
        ) from None
    return os.fsdecode(done.stdout).removesuffix("\n")


def _hooks(context: Context, top: Path) -> Path:
    """Where git looks for the hooks of this repository, and of no other one."""
    hooks = Path(os.path.normpath(context.folder / _git(context, "rev-parse", "--git-path", "hooks")))
    own = Path(os.path.normpath(context.folder / _git(context, "rev-parse", "--git-common-dir")))
    if not (hooks.is_relative_to(own) or hooks.is_relative_to(top)):
        raise UsageError(
            f"git looks for hooks in {shown_path(hooks)} (core.hooksPath), which other repositories share",
            "Give this one its own: git config core.hooksPath .git/hooks",
        )
    return hooks


def _source(given: str) -> str:
    if not _SOURCE.fullmatch(given):
        raise UsageError(f"--judge {given!r} is no repository and commit", "For example: --judge OWNER/REPO@COMMIT")
    return given


def _known_source() -> str:
    """Where this judge itself came from: what pip has noted, or its checkout; empty where neither is on GitHub."""
    import json  # noqa: PLC0415 - only where it is asked for
    from importlib import metadata  # noqa: PLC0415 - as above

    url, commit = "", ""
    try:
        noted = json.loads(metadata.distribution("interview-judge").read_text("direct_url.json") or "{}")
        url, commit = noted.get("url", ""), noted.get("vcs_info", {}).get("commit_id", "")
    except (metadata.PackageNotFoundError, ValueError, AttributeError):
        pass
    if not commit and (CHECKOUT / ".git").exists():
        asked = [["remote", "get-url", "origin"], ["rev-parse", "HEAD"]]
        done = [subprocess.run(["git", "-C", CHECKOUT, *one], capture_output=True, check=False) for one in asked]
        url, commit = (os.fsdecode(one.stdout).strip() for one in done)
    found = _ADDRESS.fullmatch(url)
    source = f"{found[1]}@{commit}" if found else ""
    return source if _SOURCE.fullmatch(source) else ""


def _first_problem(context: Context, top: Path) -> str:
    """What the starter rules require: a problem that there will be, of the repository itself where it has some."""
    own = sorted(path.parent.name for path in (top / "problems").glob("*/problem.toml"))
    known = own or list(context.catalogue.ids)
    return _STARTER if _STARTER in known or not known else known[0]


def _program() -> Path:
    """The judge that runs here."""
    return Path(sys.argv[0]).absolute() if Path(sys.argv[0]).name == "judge" else Path(sys.prefix, "bin", "judge")
