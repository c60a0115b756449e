"""Contests as TOML files: read, checked and written. Knows the problems that there are, and no run.

A file may be shared and kept in git; presets for the rounds that people were asked in come with the program.
"""

from __future__ import annotations

import difflib
import itertools
import json
import random
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from judge.contest.model import Contest, Rule, Task
from judge.errors import StorageError, UsageError
from judge.fields import Fields, Voice, shown
from judge.problem import Catalogue, Problem

FORMAT: Final = 1
PRESETS: Final = Path(__file__).parent / "presets"
MOST_MINUTES: Final = 24 * 60
MOST_PROBLEMS: Final = 26
"""As there are letters."""
INTERVIEW_HINT_COST: Final = 0.2
MINUTES_EACH: Final = 20
"""For a problem, where an interview is drawn from tags."""

_MAX_BYTES: Final = 64 << 10
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_NAME_HINT: Final = "up to 60 lower-case letters, digits, - and _."
_VOICE: Final = Voice(UsageError, "contests", "The keys are described in docs/contests.md.")
_WRONG_MINUTES: Final = {Rule.ICPC: 20, Rule.LEETCODE: 5, Rule.INTERVIEW: 0, Rule.IOI: 0}


def load(path: Path, catalogue: Catalogue) -> Contest:
    """The contest that a file says. Raises UsageError that names the file, the line and the key."""
    if not _NAME.fullmatch(path.stem):
        raise UsageError(
            f"{path}: {shown(path.stem)} cannot be the name of a contest", f"Rename the file: {_NAME_HINT}"
        )
    return _parse(_text(path), path, catalogue)


def _parse(text: str, path: Path, catalogue: Catalogue) -> Contest:
    try:
        fields = Fields(tomllib.loads(text), path, text, _VOICE)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: {error}", "Mend the TOML on that line.") from None
    if fields.take("format", int) != FORMAT:
        raise fields.wrong("format", f"must be {FORMAT}, the only format that this judge reads")
    title = fields.text("title")
    problems = fields.texts("problems")
    if fault := _fault(problems, catalogue):
        raise fields.wrong("problems", fault)
    points = fields.numbers("points", 1, 10_000) if "points" in fields else (100.0,) * len(problems)
    if len(points) != len(problems):
        raise fields.wrong("points", f"must be one for each problem: {len(problems)}, not {len(points)}")
    minutes = _whole(fields, "minutes", 1, MOST_MINUTES)
    rule = fields.choice("scoring", Rule)
    wrong = _whole(fields, "wrong_minutes", 0, MOST_MINUTES) if "wrong_minutes" in fields else _WRONG_MINUTES[rule]
    hint_cost = fields.number("hint_cost", 0, 1) if "hint_cost" in fields else None
    freeze = _whole(fields, "freeze_minutes", 0, minutes) if "freeze_minutes" in fields else 0
    if hint_cost is not None and rule is not Rule.INTERVIEW:
        raise fields.wrong("hint_cost", f"is for the rule interview; by {rule} there are no hints")
    fields.reject_leftovers()
    return Contest(path.stem, title, tasks(problems, points), minutes, rule, wrong, hint_cost, freeze)


def new(
    name: str,
    problems: Sequence[str],
    minutes: int,
    rule: Rule,
    *,
    title: str = "",
    points: Sequence[float] = (),
    freeze_minutes: int = 0,
    hints: bool = True,
) -> Contest:
    """A contest with what a rule has where nothing is said. Raises UsageError where the name is none."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{shown(name)} cannot be the name of a contest", f"Choose another: {_NAME_HINT}")
    if points and len(points) != len(problems):
        raise UsageError(
            f"there are {len(problems)} problems and {len(points)} points", "Give as many: --points 100,200"
        )
    hint_cost = INTERVIEW_HINT_COST if hints and rule is Rule.INTERVIEW else None
    made = tasks(problems, points or (100.0,) * len(problems))
    return Contest(name, title or name, made, minutes, rule, _WRONG_MINUTES[rule], hint_cost, freeze_minutes)


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
    """Write the file of a contest that is as `load` demands. Raises UsageError, StorageError."""
    if fault := _fault([task.problem for task in contest.tasks], catalogue):
        raise UsageError(f"the contest {contest.name}: the list of problems {fault}", "All problems: judge list")
    _parse(toml(contest), path, catalogue)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(toml(contest))
    except FileExistsError:
        raise UsageError(f"{path} is there already", "Choose another name, or edit that file.") from None
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}", f"Check the folder: ls -ld {path.parent}"
        ) from None


def named(name: str, folder: Path) -> Path:
    """The file of a contest: the path of one, one of `folder` by name, or a preset. Raises UsageError."""
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
    raise UsageError(f"there is no contest {shown(name)}", f"{hint}All of them: judge contest list")


def files(folder: Path) -> dict[str, Path]:
    """The files of contests by name: those of `folder`, then presets that it does not hide."""
    own = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    return own | {path.stem: path for path in sorted(PRESETS.glob("*.toml")) if path.stem not in own}


def draw(problems: Sequence[Problem], tags: Sequence[str], minutes: int, seed: int) -> Contest:
    """An interview of problems with these tags: the same for the same seed. Raises UsageError where none has one."""
    known = sorted({tag.lower() for problem in problems for tag in problem.tags})
    for tag in tags:
        if tag.lower() not in known:
            near = difflib.get_close_matches(tag.lower(), known, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(f"no problem has the tag {shown(tag)}", f"{hint}Tags: {', '.join(known)}")
    chance = random.Random(seed)  # noqa: S311 - to be drawn again
    shuffled = sorted(problems, key=lambda problem: problem.id)
    chance.shuffle(shuffled)
    piles = [[problem.id for problem in shuffled if tag.lower() in map(str.lower, problem.tags)] for tag in tags]
    in_turns = (problem for turn in itertools.zip_longest(*piles) for problem in turn if problem)
    wanted = max(1, min(minutes // MINUTES_EACH, MOST_PROBLEMS))
    drawn = list(dict.fromkeys(in_turns))[:wanted]
    name = "-".join(["drawn", *(re.sub(r"[^a-z0-9]+", "_", tag.lower())[:20] for tag in tags[:2]), str(seed)])
    return new(name, drawn, minutes, Rule.INTERVIEW, title=f"Drawn from {', '.join(tags)} with seed {seed}")


def _whole(fields: Fields, key: str, low: int, high: int) -> int:
    number = fields.number(key, low, high)
    if number % 1:
        raise fields.wrong(key, f"must be whole minutes, not {number}")
    return int(number)


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise UsageError(f"{path} does not exist, or is no plain file", "All contests: judge contest list")
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path} is larger than {_MAX_BYTES >> 10} kB: that is no contest")
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None


def _fault(problems: Sequence[str], catalogue: Catalogue) -> str:
    """What is wrong with a list of problems, to be said of it; empty where nothing is."""
    if len(problems) > MOST_PROBLEMS:
        return f"has {len(problems)} problems; {MOST_PROBLEMS} are the most"
    for at, problem in enumerate(problems):
        if problem in problems[:at]:
            return f"has {problem} twice"
        if problem not in catalogue.ids:
            near = difflib.get_close_matches(problem, catalogue.ids, n=1)
            return f"has {shown(problem)}, and there is no such problem" + (
                f"; did you mean {near[0]}?" if near else ""
            )
    return ""
