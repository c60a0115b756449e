"""When a solved problem is due again."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from judge.practice.scheduling import LONGEST_DAYS, Memory, memories
from judge.practice.tries import Try
from judge.records import HintShown
from tests.support.practising import NOON, attempt


def memory(*tries: Try, hints: tuple[HintShown, ...] = (), day: float = 400) -> Memory:
    (only,) = memories(tries, hints, NOON + timedelta(days=day))
    return only


def ratings(*tries: Try, hints: tuple[HintShown, ...] = ()) -> list[Rating]:
    return [review.rating for review in memory(*tries, hints=hints).reviews]


def hint(day: float) -> HintShown:
    return HintShown("a", 1, (NOON + timedelta(days=day)).isoformat())


def test_what_was_never_solved_is_not_reviewed() -> None:
    assert memories([attempt("a", "WA"), attempt("b", "CE")], [], NOON) == ()


def test_the_very_first_submission_accepted_is_easy() -> None:
    assert ratings(attempt("a")) == [Rating.Easy]


def test_after_wrong_tries_it_is_hard_even_if_they_were_days_ago() -> None:
    assert ratings(attempt("a", "WA"), attempt("a", "TLE", day=3), attempt("a", day=9)) == [Rating.Hard]


def test_solved_at_once_when_coming_back_is_good() -> None:
    assert ratings(attempt("a"), attempt("a", day=9)) == [Rating.Easy, Rating.Good]


def test_failing_when_coming_back_is_again() -> None:
    assert ratings(attempt("a"), attempt("a", "WA", day=9)) == [Rating.Easy, Rating.Again]


def test_failing_at_first_and_solving_in_the_same_sitting_is_hard() -> None:
    assert ratings(attempt("a"), attempt("a", "WA", day=9), attempt("a", day=9.1)) == [Rating.Easy, Rating.Hard]


def test_a_hint_makes_it_again() -> None:
    assert ratings(attempt("a", day=1), hints=(hint(0),)) == [Rating.Again]


def test_a_hint_counts_for_the_sitting_in_which_it_was_taken() -> None:
    tries = (attempt("a"), attempt("a", day=9), attempt("a", day=30))
    assert ratings(*tries, hints=(hint(9 - 0.01),)) == [Rating.Easy, Rating.Again, Rating.Good]


def test_a_hint_read_after_the_problem_was_solved_costs_nothing() -> None:
    assert ratings(attempt("a"), attempt("a", day=9), hints=(hint(0.01),)) == [Rating.Easy, Rating.Good]


def test_a_hint_whose_time_was_not_kept_counts_for_the_first_solution() -> None:
    assert ratings(attempt("a"), attempt("a", day=9), hints=(HintShown("a", 1, ""),)) == [Rating.Again, Rating.Good]


def test_a_source_that_was_accepted_before_shows_no_memory() -> None:
    assert len(memory(attempt("a", source="same"), attempt("a", day=9, source="same")).reviews) == 1


def test_polishing_an_accepted_solution_is_not_a_review() -> None:
    assert ratings(attempt("a"), attempt("a", "WA", day=0.1), attempt("a", day=0.2)) == [Rating.Easy]


def test_what_cannot_be_loaded_is_a_slip() -> None:
    assert ratings(attempt("a"), attempt("a", "CE", day=9)) == [Rating.Easy]


def test_what_went_well_is_due_later_than_what_went_badly() -> None:
    easy = memory(attempt("a", day=1))
    hard = memory(attempt("a", "WA"), attempt("a", day=1))
    hinted = memory(attempt("a", day=1), hints=(hint(0.5),))
    assert NOON < hinted.due <= hard.due < easy.due


def test_the_times_between_reviews_grow() -> None:
    first = memory(attempt("a"))
    second = memory(attempt("a"), attempt("a", day=9))
    assert second.due - second.last.at > first.due - first.last.at


def test_nothing_is_put_off_for_more_than_half_a_year() -> None:
    long = memory(*(attempt("a", day=150 * number) for number in range(8)))
    assert long.due - long.last.at == timedelta(days=LONGEST_DAYS)


def test_what_is_remembered_fades() -> None:
    assert 1 >= memory(attempt("a"), day=0).recall > memory(attempt("a"), day=5).recall > memory(attempt("a")).recall


def test_the_day_on_which_it_is_due_is_that_of_the_users_zone() -> None:
    own = memory(Try("a", NOON.replace(hour=20), attempt("a").verdict, "1"))
    assert own.due_on(ZoneInfo("Asia/Shanghai")) == own.due_on(UTC) + timedelta(days=1)


TRIES = st.lists(
    st.builds(
        attempt,
        st.sampled_from(["a", "b"]),
        st.sampled_from(["AC", "WA", "CE", "TLE"]),
        day=st.floats(-1000, 1000),
        source=st.sampled_from(["x", "y", "z"]) | st.none(),
    ),
    max_size=30,
)


@given(TRIES, st.lists(st.builds(hint, st.floats(-1000, 1000)), max_size=3))
def test_any_history_even_with_a_clock_that_jumps_gives_the_same_plan_again(
    tries: list[Try], hints: list[HintShown]
) -> None:
    first = memories(tries, hints, NOON)
    assert first == memories(tries, hints, NOON)
    for one in first:
        assert 0 <= one.recall <= 1
        assert one.due > one.last.at
    assert {one.problem for one in first} == {one.problem for one in tries if one.accepted}
