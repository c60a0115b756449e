"""What to solve now, and why."""

from __future__ import annotations

from datetime import UTC, timedelta

from judge.practice.counts import count
from judge.practice.scheduling import memories
from judge.practice.suggestions import Suggestion, suggest
from judge.practice.tries import Try
from judge.problem import Problem
from tests.support.practising import NOON, attempt, problem


def suggestions(
    problems: list[Problem], tries: list[Try], *, day: float = 0, begun: set[str] | None = None
) -> list[Suggestion]:
    now = NOON + timedelta(days=day)
    tags = count(tries, problems, now.date(), UTC).tags
    return list(suggest(problems, tries, memories(tries, [], now), tags, begun or set(), now, UTC))


def named(found: list[Suggestion]) -> list[tuple[str, str]]:
    return [(one.problem.id, str(one.why)) for one in found]


def test_a_beginner_is_given_the_easiest_problem() -> None:
    problems = [problem("a", level="hard"), problem("b", level="easy")]
    assert named(suggestions(problems, [])) == [("b", "new")]


def test_what_is_due_comes_before_what_is_new_and_the_longest_due_first() -> None:
    problems = [problem("a"), problem("b"), problem("c")]
    tries = [attempt("b", day=-40), attempt("a", day=-20)]
    assert named(suggestions(problems, tries)) == [("b", "due"), ("a", "due"), ("c", "new")]


def test_what_was_just_solved_is_not_due() -> None:
    assert suggestions([problem("a")], [attempt("a")]) == []


def test_what_is_due_later_today_is_due() -> None:
    solved = attempt("a", "AC", day=0.4)  # in the evening; due in the evening of its day
    due = memories([solved], [], NOON)[0].due
    morning = (due - NOON) / timedelta(days=1) - 0.6
    assert named(suggestions([problem("a")], [solved], day=morning)) == [("a", "due")]


def test_what_was_begun_comes_before_what_is_new_the_latest_first() -> None:
    problems = [problem(name) for name in "abcd"]
    tries = [attempt("b", "WA", day=-2), attempt("c", "CE", day=-1)]
    found = suggestions(problems, tries, begun={"d", "b"})
    assert named(found)[:3] == [("c", "begun"), ("b", "begun"), ("d", "begun")]
    assert [one.wrong for one in found[:3]] == [0, 1, 0]


def test_a_new_problem_of_the_weakest_tag_comes_before_the_easiest() -> None:
    problems = [problem("a", "graph"), problem("b", "graph", level="hard"), problem("c", "string")]
    found = suggestions(problems, [attempt("a", "WA", day=-0.2), attempt("a", day=-0.1)])
    assert named(found) == [("b", "weak"), ("c", "new")]
    assert found[0].tag == "graph"


def test_no_tag_is_called_weak_where_all_went_well() -> None:
    problems = [problem("a", "graph"), problem("b", "graph")]
    assert named(suggestions(problems, [attempt("a")])) == [("b", "new")]


def test_a_problem_that_is_here_no_more_is_not_suggested() -> None:
    assert suggestions([], [attempt("a", day=-99), attempt("b", "WA")]) == []
