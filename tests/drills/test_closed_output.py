"""The terminal is closed, or the reader of a pipe goes: the judge ends in order, and what it judged is recorded."""

from __future__ import annotations

import random
import time

import pytest

from judge.verdict import Verdict
from tests.support.drilling import ROUNDS, Place, Running, soon


@pytest.fixture(autouse=True)
def _in_a_plain_process(place: Place) -> None:
    place.environment["JUDGE_SANDBOX"] = "process"


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("all_there", [True, False], ids=["errors on the terminal", "errors elsewhere"])
@pytest.mark.parametrize("command", ["submit", "watch", "test"])
def test_a_terminal_that_is_closed_ends_the_judge_in_order(place: Place, command: str, all_there: bool) -> None:
    assert place.submit().code == 0
    draw = random.Random(command)
    for _ in range(3 * ROUNDS):
        running = place.start(command, "tiny", "right.py", terminal=True, all_there=all_there)
        running.read(time.monotonic() + draw.uniform(0, 1), press=b"s")
        running.close_screen()
        ended = running.end()
        assert ended.code in {0, 130, -1, -2}, ended  # -1 and -2: a signal before the first line of ours
        assert not ended.has_traceback, ended
    assert not (place.home / "logs").exists()
    assert {record.verdict for record in place.records().values()} == {Verdict.ACCEPTED}
    assert soon(lambda: not place.processes(), 20), place.processes()


def without_a_reader(place: Place, *arguments: str) -> Running:
    running = place.start(*arguments)
    running.close_screen()
    return running


@pytest.mark.parametrize(("file", "code"), [("right.py", 0), ("wrong.py", 1)])
@pytest.mark.parametrize("form", ["terminal", "json"])
def test_a_submission_that_nobody_reads_is_recorded_and_gives_its_exit_code(
    place: Place, file: str, code: int, form: str
) -> None:
    ended = without_a_reader(place, "submit", "tiny", file, "--format", form).end()
    assert (ended.code, ended.err) == (code, ""), ended
    assert len(place.records()) == 1


@pytest.mark.parametrize(
    "command", [("list",), ("history",), ("show", "tiny"), ("status",), ("verify", "tiny"), ("--help",)]
)
def test_other_commands_that_nobody_reads_end_without_a_word(place: Place, command: tuple[str, ...]) -> None:
    ended = without_a_reader(place, *command).end()
    assert (ended.code, ended.err) in {(0, ""), (3, "")}, ended
