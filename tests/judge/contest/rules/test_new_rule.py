"""A new scoring rule is a class and an entry in the registry: nothing else has to know it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from judge.contest import files, log
from judge.contest.analysis import analyze
from judge.contest.board import build
from judge.contest.model import Attempt, Contest, Run, Score, Task, TaskScore
from judge.contest.reveal import unfreeze
from judge.contest.rules import RULES
from judge.contest.scoring import score
from judge.problem import Catalogue
from judge.render.contest.board import board_json, board_text
from judge.render.contest.board_html import reveal_page
from judge.render.contest.clics import Export, Version
from judge.render.contest.clics_package import package
from judge.render.contest.report import report_text
from judge.render.contest.report_html import report_page
from judge.render.contest.status import score_line, status_text
from judge.render.shared.screen import Screen
from judge.verdict import Verdict
from tests.support.played import Play

PROBLEMS = Path(__file__).resolve().parents[4] / "problems"


class LastAttempt:
    """The last attempt at each problem counts, whole problems only; of equal points the earlier last attempt wins."""

    name = "last"
    summary = "Last: the last attempt at each problem counts"
    pass_fail = False
    penalty_name = "turn"
    whole_minutes = True
    wrong_minutes = 3
    hint_cost = 0.5
    has_pauses = True
    verdict_only = False

    def possible(self, task: Task) -> float:
        return task.points

    def points_after_each(self, _run: Run, task: Task, attempts: Sequence[Attempt]) -> Iterable[float]:
        return (task.points * (attempt.verdict is Verdict.ACCEPTED) for attempt in attempts)

    def penalty_s(self, _contest: Contest, tasks: Sequence[TaskScore]) -> float:
        return sum(task.counted_s or 0.0 for task in tasks)

    def rank_key(self, score: Score) -> tuple[float, ...]:
        return (-score.points, score.penalty_s)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "last", LastAttempt())


@pytest.fixture
def contest(tmp_path: Path) -> Contest:
    """Of a file that names the rule, as a person would write it."""
    path = tmp_path / "sunday.toml"
    path.write_text(
        'format = 1\ntitle = "Sunday"\nproblems = ["softmax", "clip"]\nminutes = 60\nscoring = "last"\nhint_cost = 0.1\n'
        "freeze_minutes = 20\n"
    )
    return files.load(path, Catalogue([PROBLEMS]))


def play(folder: Path, contest: Contest, who: str, *lines: tuple[float, str, str]) -> Path:
    played = Play(folder / f"{who}-1.jsonl", contest, who)
    for minute, problem, verdict in lines:
        played.submit(minute, problem, verdict)
    return played.end(60)


@pytest.fixture
def runs(tmp_path: Path, contest: Contest) -> list[Run]:
    """Read from logs, in which the rule is a word."""
    ana = play(tmp_path, contest, "ana", (5, "softmax", "AC"), (9, "softmax", "WA"), (50, "clip", "AC"))
    bo = play(tmp_path, contest, "bo", (7, "softmax", "WA"), (12.5, "softmax", "AC"))
    return [log.read(ana), log.read(bo)]


def test_a_file_of_a_contest_may_name_it_and_is_written_with_it(contest: Contest) -> None:
    assert (contest.rule, contest.wrong_minutes) == ("last", 3)
    assert 'scoring = "last"' in files.toml(contest)
    assert files.new("other", ["clip"], 30, RULES["last"]).hint_cost == 0.5


def test_it_scores_and_ranks(contest: Contest, runs: list[Run]) -> None:
    assert [[task.points for task in score(one).tasks] for one in runs] == [[0, 100], [100, 0]]
    rows = build(contest, runs, frozen=False).rows
    assert [(row.rank, row.run.participant) for row in rows] == [(1, "bo"), (2, "ana")]


def test_it_has_its_status_and_its_board(contest: Contest, runs: list[Run]) -> None:
    assert score_line(runs[1]) == "100 of 200 points, 1 of 2 solved, 12 turn minutes"
    assert "100 of 100" in status_text(runs[1], 3600.0, {}, Screen())
    final = build(contest, runs, frozen=False)
    rows = [line.split() for line in board_text(final, Screen()).split("\n") if " bo " in line]
    assert rows[0][:4] == ["1", "bo", "100", "12"]
    assert json.loads(board_json(final))["contest"]["rule"] == "last"
    assert "Last: the last attempt at each problem counts" in reveal_page(unfreeze(contest, runs))


def test_it_has_its_report(tmp_path: Path, runs: list[Run]) -> None:
    back = analyze(log.load(tmp_path / "bo-1.jsonl"), runs, [], ())
    out = " ".join(report_text(back, Screen()).split())
    assert "Last: the last attempt at each problem counts" in out
    assert "turn 12 min, 3 min for each wrong attempt" in out
    assert "Last: the last attempt" in report_page(back, {})


def test_it_is_exported_for_the_tools_of_the_icpc(contest: Contest, runs: list[Run]) -> None:
    written = package(Export(Version.V2026, contest, runs, datetime(2026, 5, 20, tzinfo=UTC)))
    assert json.loads(written["contest.json"])["scoreboard_type"] == "score"
    rows = json.loads(written["scoreboard.json"])["rows"]
    assert [row["score"] for row in rows] == [{"score": 100, "time": "0:12:00"}, {"score": 100, "time": "0:50:00"}]
