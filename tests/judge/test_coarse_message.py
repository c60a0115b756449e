"""Whoever submits 200 times and reads every message of a hidden test learns no expected value from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.coarse_message import kind_of_difference, order_of_magnitude
from judge.disclosure import Audience, disclose
from judge.sandbox_kind import SandboxKind
from judge.verdict import Report, SandboxInfo, TestResult, Verdict
from sandbox.checks import close, equal
from sandbox.proxy import WrongAnswerError

SUBMISSIONS = 200

Oracle = Callable[[object], str]
"""What a submission's answer brings its author: the message of the hidden test, empty if it passed."""


def oracle(expected: object, audience: Audience, check: Callable[[object, object], None] = close) -> Oracle:
    def submit(answer: object) -> str:
        try:
            check(answer, expected)
        except WrongAnswerError as wrong:
            test = TestResult("test_f", "hidden", Verdict.WRONG_ANSWER, message=wrong.summary, detail=wrong.detail)
            kind = SandboxInfo(SandboxKind.PROCESS)
            report = Report("p", "p.py", "ab" * 32, Verdict.WRONG_ANSWER, kind, "", 0.1, 1, "", (test,))
            return disclose(report, audience).tests[0].message
        return ""

    return submit


def by_distance(ask: Oracle) -> float:
    """Two distances give the answer."""
    from_0 = ask(0.0).rpartition(" ")[2]
    distance = float(from_0.removeprefix("1e") or 0) if from_0.replace(".", "").isdigit() else 0.0
    return distance if not ask(distance) else -distance


def by_halving(ask: Oracle) -> float:
    """Where the message changes, on both sides of the answer, is equally far from it."""

    def border(low: float, high: float) -> float:
        first = ask(low)
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if ask(middle) == first else (low, middle)
        return low

    tries = np.linspace(-10, 10, 70)
    said = [ask(float(x)) for x in tries]
    best = min(range(len(tries)), key=lambda place: (said.count(said[place]), said[place]))
    same = [place for place in range(len(tries)) if said[place] == said[best]]
    low, high = max(same[0] - 1, 0), min(same[-1] + 1, len(tries) - 1)
    left = border(float(tries[low]), float(tries[best]))
    right = border(float(tries[high]), float(tries[best]))
    return (left + right) / 2


@pytest.mark.parametrize("attack", [by_distance, by_halving])
@pytest.mark.parametrize("expected", [1.2345678, -3.7182818])
def test_a_number_is_learned_from_exact_distances_and_not_from_what_ci_shows(
    attack: Callable[[Oracle], float], expected: float
) -> None:
    naive = attack(oracle(expected, Audience.TEACHER))
    if attack is by_distance:
        assert abs(naive) == pytest.approx(abs(expected), abs=1e-2), "the attack does not work at all"
    assert attack(oracle(expected, Audience.CI_MESSAGES)) != pytest.approx(expected, abs=1e-2)


def test_halving_works_where_orders_of_magnitude_are_shown() -> None:
    """So CI shows no orders of magnitude; to those who practice, on a machine that has the tests, they are shown."""
    assert by_halving(oracle(1.2345678, Audience.PRACTISING)) == pytest.approx(1.2345678, abs=1e-2)


def mastermind(ask: Oracle, length: int) -> list[bool]:
    """One element is changed at a time: does the message get better?"""
    known = [False] * length
    before = ask(np.array(known))
    for place in range(length):
        trial = [*known[:place], True, *known[place + 1 :]]
        after = ask(np.array(trial))
        if _count(after) < _count(before):
            known, before = trial, after
    return known


def _count(message: str) -> int:
    digits = message.partition(" of ")[0].rpartition(" ")[2].replace(",", "")
    return int(digits) if digits.isdigit() else 0 if not message else 10**6


def test_a_mask_is_learned_from_counts_and_not_from_what_ci_shows() -> None:
    expected = np.random.default_rng(1).random(60) < 0.5
    assert mastermind(oracle(expected, Audience.TEACHER), 60) == expected.tolist()
    learned = mastermind(oracle(expected, Audience.CI_MESSAGES), 60)
    assert learned == [False] * 60, "nothing but the first guess"


def prefix(ask: Oracle, length: int, letters: Sequence[int]) -> list[int]:
    """The place of the first difference moves on with each right element."""
    known = [0] * length
    for place in range(length):
        said = {letter: ask([*known[:place], letter, *known[place + 1 :]]) for letter in letters}
        odd = [letter for letter in letters if f"[{place}]" not in said[letter]]
        known[place] = odd[0] if len(odd) == 1 else 0
    return known


def test_a_sequence_is_learned_from_the_first_difference_and_not_from_what_ci_shows() -> None:
    expected = [2, 0, 3, 1, 1, 3, 2, 0, 2, 1]
    assert prefix(oracle(expected, Audience.TEACHER, equal), 10, range(4)) == expected
    assert prefix(oracle(expected, Audience.CI_MESSAGES, equal), 10, range(4)) == [0] * 10


def by_the_worst(ask: Oracle) -> float:
    """How large must the first element be, on either side, to become the worst one? The middle is its answer."""

    def border(sign: int) -> float:
        low, high = 0.0, 1000.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if "index [0]" in ask(np.array([sign * middle, 100.0])) else (middle, high)
        return sign * high

    return (border(1) + border(-1)) / 2


def test_an_element_is_learned_from_the_place_of_the_worst_and_not_from_what_ci_shows() -> None:
    expected = np.array([1.2345678, 2.0])
    assert by_the_worst(oracle(expected, Audience.TEACHER)) == pytest.approx(1.2345678, abs=1e-6)
    assert by_the_worst(oracle(expected, Audience.CI_MESSAGES)) != pytest.approx(1.2345678, abs=1e-2)


def transcript(ask: Oracle, choices: Iterator[float]) -> list[str]:
    """200 answers, each of which depends on all messages so far, and what came of them."""
    said: list[str] = []
    low, high = -10.0, 10.0
    for _ in range(SUBMISSIONS):
        middle = (low + high) / 2 if said and len(set(said[-2:])) == 1 else next(choices)
        said.append(ask(middle))
        low, high = (middle, high) if len(set(said)) % 2 else (low, middle)
    return said


@pytest.mark.parametrize("audience", [Audience.CI_MESSAGES, Audience.CI_SAMPLES, Audience.CONTEST])
def test_200_messages_are_the_same_whatever_the_answer_is(audience: Audience) -> None:
    """What is the same for every answer tells nothing of it."""
    seen = {
        tuple(
            transcript(oracle(float(expected), audience), iter(np.random.default_rng(3).uniform(-10, 10, 400).tolist()))
        )
        for expected in np.random.default_rng(2).uniform(-10, 10, 20)
    }
    assert len(seen) == 1


SUMMARIES = [
    ("the loss is off by 1.23e-06", "the loss is off by a small amount (rounding?)", "the loss is off by about 1e-6"),
    ("the loss is off by 534", "the loss is off by more than rounding explains", "the loss is off by about 1e2"),
    ("the loss is off by inf", "the loss is off by more than rounding explains", "the loss is off by about inf"),
    ("the result has NaN at index [3] (3 of 5 elements differ)", "the result has NaN", None),
    ("wrong value at ['loss'][0]", "wrong value at ['loss'][…]", None),
    ("key `loss_itc`: shape (4,) instead of ()", "key `loss_itc`: shape (4,) instead of ()", None),
    ("the result has shape (2, 3), expected (3,)", "the result has shape (2, 3), expected (3,)", None),
    ("the result has dtype torch.float32, expected torch.float64",) * 2 + (None,),
    ("the argument xs was changed, line 7: f(xs)", "the argument xs was changed, line 7: f(xs)", None),
    ("the median should be 3.5, not 7", "the median should be …, not …", None),
]


@pytest.mark.parametrize(("whole", "kind", "order"), SUMMARIES)
def test_the_kind_of_a_difference_stays(whole: str, kind: str, order: str | None) -> None:
    assert kind_of_difference(whole) == kind
    assert order_of_magnitude(whole) == (order or whole)


@given(st.text(alphabet="of by0123456789.,e-+[]() infa:", max_size=60))
def test_what_is_coarse_stays_as_it_is(message: str) -> None:
    assert kind_of_difference(kind_of_difference(message)) == kind_of_difference(message)
    assert order_of_magnitude(order_of_magnitude(message)) == order_of_magnitude(message)


@given(st.text(max_size=200))
def test_any_text_is_a_message(message: str) -> None:
    kind_of_difference(message)
    order_of_magnitude(message)
