"""When a solved problem is due again: spaced repetition, by the FSRS algorithm of the package fsrs.

A problem is learned when it is first solved; solving it again later is a review. The rating of a review:

    Easy     solved with the very first submission ever
    Good     solved again at the first try
    Hard     solved after wrong tries
    Again    solved after hints, or not solved again

Submissions of one problem with at most six hours between them are one sitting. Within a sitting, only those up to the
first accepted one count. A source that was accepted before, and one that cannot be loaded, do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Final

from fsrs import Card, Rating, Scheduler

from judge.practice.tries import Try, moment
from judge.records import HintShown

SITTING: Final = timedelta(hours=6)
LONGEST_DAYS: Final = 180
"""An interview may come sooner than the algorithm would schedule a review."""


@dataclass(frozen=True, slots=True)
class Review:
    """One time that a problem was learned or reviewed.

    Attributes:
        at: the time of the accepted submission, or of the last one if none was accepted.
        rating: how well it was remembered.
        wrong: wrong tries before it.
        hints: hints taken before it.
    """

    at: datetime
    rating: Rating
    wrong: int
    hints: int


@dataclass(frozen=True, slots=True)
class Memory:
    """How well a solved problem is remembered.

    Attributes:
        problem: its id.
        reviews: from the first solution on; never empty.
        due: when it should be solved again.
        recall: the model's probability, from 0 to 1, that it would be solved now.
    """

    problem: str
    reviews: tuple[Review, ...]
    due: datetime
    recall: float

    @property
    def last(self) -> Review:
        """The latest review."""
        return self.reviews[-1]

    def due_on(self, zone: tzinfo | None = None) -> date:
        """The day of `due` in a time zone; None for the local one."""
        return self.due.astimezone(zone).date()


def memories(tries: Sequence[Try], hints: Iterable[HintShown], now: datetime) -> tuple[Memory, ...]:
    """Every problem that was ever solved, by id.

    Args:
        tries: in the order in which they were made.
        hints: in the order in which they were shown.
        now: in UTC.
    """
    tries_of = defaultdict(list)
    hints_of = defaultdict(list)
    for one in tries:
        tries_of[one.problem].append(one)
    for hint in hints:
        hints_of[hint.problem].append(moment(hint.shown_at))
    found = []
    for problem, own in sorted(tries_of.items()):
        reviews = tuple(_reviews(_sittings(own), hints_of[problem]))
        if reviews:
            card = _card(reviews)
            recall = _scheduler().get_card_retrievability(card, now)
            found.append(Memory(problem, reviews, card.due, recall))
    return tuple(found)


def _sittings(tries: Iterable[Try]) -> Iterator[list[Try]]:
    """The tries of one problem that count, grouped by sitting."""
    accepted: set[str] = set()
    sitting: list[Try] = []
    for one in tries:
        if one.sha256 in accepted or not (one.accepted or one.wrong):
            continue
        if one.accepted:
            accepted.add(one.sha256)
        if sitting and one.at - sitting[-1].at > SITTING:
            yield sitting
            sitting = []
        sitting.append(one)
    if sitting:
        yield sitting


def _reviews(sittings: Iterable[list[Try]], hints: Sequence[datetime]) -> Iterator[Review]:
    """The reviews, from the first solution on, which counts all wrong tries before it."""
    wrong = 0
    known = False
    for sitting in sittings:
        end = next((one for one in sitting if one.accepted), None)
        wrong += len(sitting) if end is None else sitting.index(end)
        if end is None and not known:
            continue
        at = sitting[-1].at if end is None else end.at
        since = sitting[0].at - SITTING if known else None
        taken = sum(hint <= at and (since is None or hint >= since) for hint in hints)
        yield Review(at, _rating(solved=end is not None, known=known, wrong=wrong, hints=taken), wrong, taken)
        known, wrong = True, 0


def _rating(*, solved: bool, known: bool, wrong: int, hints: int) -> Rating:
    if not solved or hints:
        return Rating.Again
    if wrong:
        return Rating.Hard
    return Rating.Good if known else Rating.Easy


def _card(reviews: Iterable[Review]) -> Card:
    card = Card(card_id=0)
    for review in reviews:
        card, _ = _scheduler().review_card(card, review.rating, review.at)
    return card


@cache
def _scheduler() -> Scheduler:
    """Whole days and no randomness: the same records give the same days."""
    return Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False)
