"""A command parses the log of the running contest once, however much it asks and writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.contest import log
from judge.contest.log_parser import Log
from tests.support.clocked import Clock
from tests.support.small_problems import RIGHT, WRONG, Judge


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the log of each name was parsed."""
    counted: Counter[str] = Counter()
    real = log.parse

    def parse(path: Path, data: bytes) -> Log:
        counted[path.name] += 1
        return real(path, data)

    monkeypatch.setattr(log, "parse", parse)
    return counted


@pytest.fixture
def ran(judge: Judge, folder: Path, clock: Clock, parses: Counter[str]) -> Callable[..., int]:
    """In a contest with an attempt: run a command, and give how often it parsed the log of the running contest."""
    problems = ("--problems", "addition,add_hard", "--minutes", "60")
    assert judge("contest", "new", "sunday", *problems).code == 0
    assert judge("contest", "start", "sunday").code == 0
    solutions = folder / "contests" / "sunday-1"
    (solutions / "addition.py").write_text(WRONG)
    assert judge("submit", "A").code == 1
    (solutions / "addition.py").write_text(RIGHT)

    def run(*words: str, code: int = 0) -> int:
        parses.clear()
        assert judge(*words).code == code
        return parses["sunday-1.jsonl"]

    return run


@pytest.mark.parametrize(
    "words",
    [
        ["submit", "A"], ["contest", "submit", "A"], ["contest", "status"], ["contest", "board"], ["contest", "export"],
        ["contest", "pause"], ["contest", "finish"], ["contest", "abort"], ["contest", "list"], ["hint", "A"], ["list"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_parses_the_log_of_the_running_contest_once(ran: Callable[..., int], words: list[str]) -> None:
    assert ran(*words) == 1


def test_time_that_is_up_is_written_without_parsing_the_log_again(ran: Callable[..., int], clock: Clock) -> None:
    clock.pass_s(4000)
    assert ran("contest", "status") == 1


def test_a_report_parses_the_log_of_its_run_once(ran: Callable[..., int]) -> None:
    ran("contest", "finish")
    assert ran("contest", "report") == 1
