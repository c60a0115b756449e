"""What can be learnt from a run that is over: pure analysis of its log. Knows no colour, no page and no other person.

What was solved when, what was wrong and what mended it, how it compares with one's own runs before, which tags are
weak, and what to practise next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from judge.contest.mending import MOST_MENDINGS, Mending, mendings_of
from judge.contest.model import Attempt, HintTaken, Run, Score, Task
from judge.contest.reading import Log
from judge.contest.scoring import score
from judge.problem import Difficulty, Problem
from judge.verdict import Verdict

MOST_TO_PRACTISE: Final = 6
MOST_PAST: Final = 12

_LEVELS: Final = tuple(Difficulty)


@dataclass(frozen=True, slots=True)
class Story:
    """How one problem went.

    Attributes:
        task: its label, id and points.
        points: what it brought.
        possible: what it could have brought.
        attempts: all of them, those after the end too.
        hints: in order.
        first_s: when the first attempt was received; None where there was none in time.
        solved_s: when the accepted one was; None where there was none in time.
        wrong: attempts that counted as wrong.
        upsolved: accepted after the end.
    """

    task: Task
    points: float
    possible: float
    attempts: tuple[Attempt, ...]
    hints: tuple[HintTaken, ...]
    first_s: float | None
    solved_s: float | None
    wrong: int
    upsolved: bool


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier run of the same person, or this one.

    Attributes:
        run: all of it.
        share: of the points that could be had, 0 to 1.
        solved: how many problems.
        wrong: attempts that counted as wrong.
        first_solved_s: when the first problem was solved; None where none was.
        same: it was the same contest.
    """

    run: Run
    share: float
    solved: int
    wrong: int
    first_solved_s: float | None
    same: bool


@dataclass(frozen=True, slots=True)
class TagShare:
    """What the problems of a tag brought: `share` is 0 to 1."""

    tag: str
    problems: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Advice:
    """A problem to practise, and why; `again` where it was solved, and is to be solved anew from the stub."""

    problem: str
    reason: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class LookingBack:
    """All of it.

    Attributes:
        run: as the log tells it.
        score: by the rule of the contest.
        length_s: how long it lasted, up to the end of the time or to where it was given up.
        stories: of each problem, in order.
        mendings: of each wrong attempt, in order of receipt.
        more_mendings: wrong attempts that are not among them.
        clocks: where the clocks disagreed: contest time, and what was made of it.
        past: one's own runs before, oldest first, and this one at the end; empty where it is the first.
        tags: the weakest first.
        advice: what to practise next.
    """

    run: Run
    score: Score
    length_s: float
    stories: tuple[Story, ...]
    mendings: tuple[Mending, ...]
    more_mendings: int
    clocks: tuple[tuple[float, str], ...]
    past: tuple[Past, ...]
    tags: tuple[TagShare, ...]
    advice: tuple[Advice, ...]


def look_back(log: Log, before: Sequence[Run], problems: Sequence[Problem], solved: Collection[str]) -> LookingBack:
    """Look back at the run of a log.

    Args:
        log: of a run that is over.
        before: other runs of the same person, in any order; those that started later are left out.
        problems: those that are here; others have no tags.
        solved: problems that were ever solved.
    """
    run = log.run
    stories = tuple(_stories(run, score(run)))
    mendings = list(mendings_of(log))
    past = [_past(one, run) for one in sorted(before, key=_start) if _start(one) < _start(run) and one.id != run.id]
    tags = _tags(stories, problems)
    return LookingBack(
        run=run,
        score=score(run),
        length_s=run.length_s if run.ended_s is None else min(run.ended_s, run.length_s),
        stories=stories,
        mendings=tuple(mendings[:MOST_MENDINGS]),
        more_mendings=max(0, len(mendings) - MOST_MENDINGS),
        clocks=log.clocks,
        past=(*past[-MOST_PAST:], _past(run, run)) if past else (),
        tags=tags,
        advice=_advice(stories, tags, problems, solved),
    )


def _stories(run: Run, result: Score) -> Iterator[Story]:
    for task, of_task in zip(run.contest.tasks, result.tasks, strict=True):
        attempts = tuple(attempt for attempt in run.attempts if attempt.problem == task.problem)
        timely = [attempt for attempt in attempts if not attempt.upsolving]
        late = (attempt.upsolving and attempt.verdict is Verdict.ACCEPTED for attempt in attempts)
        yield Story(
            task=task,
            points=of_task.points,
            possible=of_task.possible,
            attempts=attempts,
            hints=tuple(hint for hint in run.hints if hint.problem == task.problem),
            first_s=timely[0].at_s if timely else None,
            solved_s=of_task.solved_s,
            wrong=of_task.wrong,
            upsolved=not of_task.solved and any(late),
        )


def _start(run: Run) -> tuple[str, str]:
    return (run.started_at, run.id)


def _past(run: Run, this: Run) -> Past:
    result = score(run)
    possible = sum(task.possible for task in result.tasks)
    times = [task.solved_s for task in result.tasks if task.solved_s is not None]
    return Past(
        run=run,
        share=result.points / possible if possible else 0.0,
        solved=result.solved,
        wrong=sum(task.wrong for task in result.tasks),
        first_solved_s=min(times, default=None),
        same=run.contest.name == this.contest.name,
    )


def _tags(stories: Sequence[Story], problems: Sequence[Problem]) -> tuple[TagShare, ...]:
    tags_of = {problem.id: problem.tags for problem in problems}
    stories_of: dict[str, list[Story]] = {}
    for story in stories:
        for tag in tags_of.get(story.task.problem, ()):
            stories_of.setdefault(tag, []).append(story)
    shares = [TagShare(tag, tuple(story.task.problem for story in own), _share(own)) for tag, own in stories_of.items()]
    return tuple(sorted(shares, key=lambda tag: (tag.share, -len(tag.problems), tag.tag)))


def _share(stories: Sequence[Story]) -> float:
    possible = sum(story.possible for story in stories)
    return sum(story.points for story in stories) / possible if possible else 0.0


def _advice(
    stories: Sequence[Story], tags: Sequence[TagShare], problems: Sequence[Problem], solved: Collection[str]
) -> tuple[Advice, ...]:
    """What this contest left open first, then what was solved with help, then something new of each weak tag."""
    here = {problem.id for problem in problems}
    known = {*solved, *(story.task.problem for story in stories)}
    found = [one for one in _of_this_contest(stories) if one.problem in here]
    found += _new_of_weak_tags(tags, [problem for problem in problems if problem.id not in known])
    return tuple(found[:MOST_TO_PRACTISE])


def _of_this_contest(stories: Sequence[Story]) -> Iterator[Advice]:
    for story in stories:
        if story.solved_s is None and not story.upsolved:
            how = "tried and not solved" if story.attempts else "not tried"
            yield Advice(story.task.problem, f"{how} here: now without the clock")
    for story in stories:
        how = ""
        if story.upsolved:
            how = "solved after the end"
        elif story.solved_s is not None and story.hints:
            how = "solved with hints"
        elif story.solved_s is not None and story.wrong > 1:
            how = f"solved after {story.wrong} wrong tries"
        if how:
            yield Advice(story.task.problem, f"{how}: once more in a few days", again=True)


def _new_of_weak_tags(tags: Sequence[TagShare], new: Sequence[Problem]) -> Iterator[Advice]:
    """The easiest one of each tag, no problem twice."""
    left = sorted(new, key=lambda problem: (_LEVELS.index(problem.difficulty), problem.id))
    for tag in tags:
        fresh = next((one for one in left if tag.tag in one.tags), None)
        if tag.share < 1 and fresh is not None:
            left.remove(fresh)
            yield Advice(fresh.id, f"new, with the tag {tag.tag}, which was weak here")
