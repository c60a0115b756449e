"""Contests as TOML files: read, checked and written. Knows which problems exist, but no run.

A file can be shared and kept in git. Presets of real interview rounds come with the program.
"""

from __future__ import annotations

import difflib
import itertools
import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from judge.contest.model import Contest, Task
from judge.contest.rules import INTERVIEW, RULES, rule_of
from judge.contest.rules.scoring_rule import ScoringRule
from judge.errors import StorageError, UsageError
from judge.problem import Catalogue, Problem
from judge.toml import FORMAT, MAX_BYTES, Guide, parse, shown

PRESETS: Final = Path(__file__).parent / "presets"
MOST_MINUTES: Final = 24 * 60
MOST_PROBLEMS: Final = 26
"""One for each letter."""
MINUTES_EACH: Final = 20
"""For each problem, when an interview is drawn from tags."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_NAME_HINT: Final = "up to 60 lowercase letters, digits, - and _."
_GUIDE: Final = Guide("contests", "docs/contests.md", UsageError)


def load(path: Path, catalogue: Catalogue) -> Contest:
    """The contest of a file. Raises UsageError, which names the file, the line and the key."""
    if not _NAME.fullmatch(path.stem):
        raise UsageError(f"{path}: {shown(path.stem)} is not a valid contest name", f"Rename the file: {_NAME_HINT}")
    return _parse(_text(path), path, catalogue)


def _parse(text: str, path: Path, catalogue: Catalogue) -> Contest:
    fields = parse(text, path, _GUIDE)
    title = fields.text("title")
    problems = fields.texts("problems")
    if fault := _fault(problems, catalogue):
        raise fields.wrong("problems", fault)
    points = fields.numbers("points", 1, 10_000) if "points" in fields else (100.0,) * len(problems)
    if len(points) != len(problems):
        raise fields.wrong("points", f"must have one number for each problem: {len(problems)}, not {len(points)}")
    minutes = fields.whole("minutes", 1, MOST_MINUTES)
    rule = RULES[fields.one_of("scoring", RULES)]
    wrong = fields.whole("wrong_minutes", 0, MOST_MINUTES) if "wrong_minutes" in fields else rule.wrong_minutes
    hint_cost = fields.number("hint_cost", 0, 1) if "hint_cost" in fields else None
    freeze = fields.whole("freeze_minutes", 0, minutes) if "freeze_minutes" in fields else 0
    if hint_cost is not None and rule.hint_cost is None:
        raise fields.wrong("hint_cost", f"must be left out: {rule.name} scoring has no hints")
    fields.reject_leftovers()
    return Contest(path.stem, title, tasks(problems, points), minutes, rule.name, wrong, hint_cost, freeze)


def new(
    name: str,
    problems: Sequence[str],
    minutes: int,
    rule: ScoringRule,
    *,
    title: str = "",
    points: Sequence[float] = (),
    freeze_minutes: int = 0,
    hints: bool = True,
) -> Contest:
    """A contest with the defaults of its scoring rule. Raises UsageError for a bad name or number of points."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{shown(name)} is not a valid contest name", f"Use {_NAME_HINT}")
    if points and len(points) != len(problems):
        raise UsageError(
            f"the number of points ({len(points)}) does not match the number of problems ({len(problems)})",
            "Give one number for each problem: --points 100,200",
        )
    return Contest(
        name,
        title or name,
        tasks(problems, points or (100.0,) * len(problems)),
        minutes,
        rule.name,
        rule.wrong_minutes,
        rule.hint_cost if hints else None,
        freeze_minutes,
    )


def as_interview(contest: Contest) -> Contest:
    """The same problems as an interview; a contest that has pauses and hints already stays as it is."""
    rule, interview = rule_of(contest), RULES[INTERVIEW]
    if rule.has_pauses and rule.hint_cost is not None:
        return contest
    return replace(contest, rule=interview.name, wrong_minutes=interview.wrong_minutes, hint_cost=interview.hint_cost)


def tasks(problems: Sequence[str], points: Sequence[float]) -> tuple[Task, ...]:
    """Problems with their letters."""
    return tuple(
        Task(chr(ord("A") + at), problem, worth)
        for at, (problem, worth) in enumerate(zip(problems, points, strict=True))
    )


def toml(contest: Contest) -> str:
    """The file of a contest."""
    points = [task.points for task in contest.tasks]
    lines = [
        f"format = {FORMAT}",
        f"title = {json.dumps(contest.title, ensure_ascii=False)}",
        f"problems = {json.dumps([task.problem for task in contest.tasks])}",
        f"points = {json.dumps(points)}" if set(points) != {100.0} else "",
        f"minutes = {contest.minutes}",
        f'scoring = "{contest.rule}"',
        f"wrong_minutes = {contest.wrong_minutes}" if contest.wrong_minutes else "",
        f"hint_cost = {contest.hint_cost}" if contest.hint_cost is not None else "",
        f"freeze_minutes = {contest.freeze_minutes}" if contest.freeze_minutes else "",
    ]
    return "\n".join(filter(None, lines)) + "\n"


def save(path: Path, contest: Contest, catalogue: Catalogue) -> None:
    """Write a contest to a new file that `load` accepts. Raises UsageError, StorageError."""
    if fault := _fault([task.problem for task in contest.tasks], catalogue):
        raise UsageError(f"the list of problems of {contest.name} {fault}", "To see all problems: judge list")
    _parse(toml(contest), path, catalogue)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(toml(contest))
    except FileExistsError:
        raise UsageError(f"{path} already exists", "Choose another name, or edit that file.") from None
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}", f"Check the folder: ls -ld {path.parent}"
        ) from None


def named(name: str, folder: Path) -> Path:
    """The file of a contest that a person named: a path, a name in `folder`, or a preset. Raises UsageError."""
    if name.endswith(".toml"):
        return Path(name)
    found = files(folder)
    if name in found:
        return found[name]
    begins = [known for known in found if known.startswith(name)]
    if len(begins) == 1:
        return found[begins[0]]
    near = begins[:1] or difflib.get_close_matches(name, found, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"unknown contest {shown(name)}", f"{hint}To see all contests: judge contest list")


def files(folder: Path) -> dict[str, Path]:
    """The files of contests by name: those of `folder`, then the presets with other names."""
    own = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return own | {path.stem: path for path in sorted(PRESETS.glob("*.toml")) if path.stem not in own}


def draw(problems: Sequence[Problem], tags: Sequence[str], minutes: int, seed: int) -> Contest:
    """An interview of problems with these tags, the same for the same seed. Raises UsageError for an unknown tag."""
    known = sorted({tag.lower() for problem in problems for tag in problem.tags})
    for tag in tags:
        if tag.lower() not in known:
            near = difflib.get_close_matches(tag.lower(), known, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(f"no problem has the tag {shown(tag)}", f"{hint}Tags: {', '.join(known)}")
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    shuffled = sorted(problems, key=lambda problem: problem.id)
    chance.shuffle(shuffled)
    piles = [[problem.id for problem in shuffled if tag.lower() in map(str.lower, problem.tags)] for tag in tags]
    in_turns = (problem for turn in itertools.zip_longest(*piles) for problem in turn if problem)
    wanted = max(1, min(minutes // MINUTES_EACH, MOST_PROBLEMS))
    drawn = list(dict.fromkeys(in_turns))[:wanted]
    name = "-".join(["drawn", *(re.sub(r"[^a-z0-9]+", "_", tag.lower())[:20] for tag in tags[:2]), str(seed)])
    return new(name, drawn, minutes, RULES[INTERVIEW], title=f"Drawn from {', '.join(tags)} with seed {seed}")


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise UsageError(
                f"{path} does not exist or is not a regular file", "To see all contests: judge contest list"
            )
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"{path} is larger than {MAX_BYTES >> 10} kB, too large for a contest")
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _fault(problems: Sequence[str], catalogue: Catalogue) -> str:
    """What is wrong with a list of problems, as the predicate of a sentence; empty if nothing is."""
    if len(problems) > MOST_PROBLEMS:
        return f"has {len(problems)} problems; the limit is {MOST_PROBLEMS}"
    for at, problem in enumerate(problems):
        if problem in problems[:at]:
            return f"contains {problem} twice"
        if problem not in catalogue.ids:
            near = difflib.get_close_matches(problem, catalogue.ids, n=1)
            return f"contains the unknown problem {shown(problem)}" + (f"; did you mean {near[0]}?" if near else "")
    return ""
