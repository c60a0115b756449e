"""Which records count, and when they were made."""

from __future__ import annotations

import pytest

from judge.practice.tries import LONG_AGO, moment, tries_of
from tests.support.practising import NOON, record


def test_neither_a_reset_nor_a_judge_error_is_a_try() -> None:
    records = [record(3, "a", "JE", "x"), record(2, "a", None, "x"), record(1, "a", "WA", "2026-03-02T12:00:00Z")]
    (only,) = tries_of(records)
    assert (only.problem, only.at, only.wrong) == ("a", NOON, True)


def test_tries_come_in_the_order_in_which_they_were_made() -> None:
    assert [one.problem for one in tries_of([record(2, "b", "AC", "x"), record(1, "a", "AC", "x")])] == ["a", "b"]


def test_a_time_with_an_offset_or_without_a_zone_is_understood() -> None:
    assert moment("2026-03-02T20:00:00+08:00") == moment("2026-03-02T12:00:00") == NOON


@pytest.mark.parametrize(
    "written", ["", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-01T00:00:00Z"]
)
def test_a_time_that_cannot_be_meant_is_long_ago(written: str) -> None:
    assert moment(written) == LONG_AGO
