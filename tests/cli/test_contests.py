"""Contests and interviews through the command line, with the clock in the test's hand."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from clocked import Clock
from small_problems import RIGHT, WRONG, Judge, make_problem

from judge.contest import files, log
from judge.contest.events import Judged, Received
from judge.contest.model import Run
from judge.problem import Catalogue
from judge.records import Records
from judge.verdict import Verdict

HALF = "def add(a, b):\n    return 3 if (a, b) == (1, 2) else 0\n"
UNLOADABLE = "def add(a, b:\n"
PROBLEMS = Path(__file__).resolve().parents[2] / "problems"


def new(judge: Judge, rule: str = "interview", *options: str, minutes: int = 60, name: str = "sunday") -> None:
    ran = judge(
        "contest",
        "new",
        name,
        "--problems",
        "addition,add_hard",
        "--minutes",
        str(minutes),
        "--scoring",
        rule,
        *options,
    )
    assert ran.code == 0, ran.err


@pytest.fixture
def started(judge: Judge, clock: Clock) -> Callable[..., None]:
    def start(rule: str = "interview", *options: str, minutes: int = 60) -> None:
        new(judge, rule, minutes=minutes)
        ran = judge("contest", "start", "sunday", *options)
        assert ran.code == 0, ran.err

    return start


@pytest.fixture
def hand_in(judge: Judge, folder: Path) -> Callable[..., object]:
    def hand_in(source: str, problem: str = "addition", *options: str) -> object:
        (folder / "contests" / "sunday-1" / f"{problem}.py").write_text(source)
        return judge("submit", problem, *options)

    return hand_in


def the_run(folder: Path, number: int = 1) -> Run:
    return log.read(folder / "home" / "contests" / f"sunday-{number}.jsonl")


# Files


def test_a_new_contest_is_a_toml_file_that_says_the_same(judge: Judge, folder: Path) -> None:
    new(judge, "icpc", "--title", "Sonntag — “A”", "--points", "10,20.5", "--freeze", "15")
    made = files.load(folder / "contests" / "sunday.toml", Catalogue([folder / "problems"]))
    assert (made.name, made.title, made.minutes, made.rule, made.freeze_minutes) == (
        "sunday",
        "Sonntag — “A”",
        60,
        "icpc",
        15,
    )
    assert [(task.label, task.problem, task.points) for task in made.tasks] == [
        ("A", "addition", 10),
        ("B", "add_hard", 20.5),
    ]
    assert made.wrong_minutes == 20
    assert made.hint_cost is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--problems", "addition,additoin"], "there is no problem 'additoin'\nDid you mean addition?"),
        (["--problems", "addition,addition"], "has addition twice"),
        (["--problems", "addition", "--minutes", "0"], "0 is not in the range"),
        (["--problems", "addition", "--minutes", "100000"], "is not in the range"),
        (["--problems", "addition", "--scoring", "icpcc"], "'icpcc' is not one of"),
        (["--problems", "addition", "--points", "1,2"], "there are 1 problems and 2 points"),
        (["--problems", "addition", "--points", "x"], "no list of numbers"),
        (["--problems", "addition", "--points", "-5"], "points must be a list of numbers from 1 to 10000"),
        (["--problems", "addition", "--freeze", "61"], "freeze_minutes must be from 0 to 60"),
        (["--problems", ","], "problems must be a list of non-empty strings"),
    ],
)
def test_a_contest_that_cannot_be_is_refused_and_not_written(
    judge: Judge, folder: Path, options: list[str], said: str
) -> None:
    ran = judge("contest", "new", "bad", "--minutes", "60", *options)
    assert ran.code == 2
    assert said in ran.err
    assert not (folder / "contests" / "bad.toml").exists()


@pytest.mark.parametrize("name", ["../out", "Sunday", "", "a b", "-x"])
def test_a_name_that_is_no_name_is_refused(judge: Judge, name: str) -> None:
    assert judge("contest", "new", "--problems", "addition", "--minutes", "60", "--", name).code == 2


def test_a_contest_that_is_there_is_not_overwritten(judge: Judge) -> None:
    new(judge)
    ran = judge("contest", "new", "sunday", "--problems", "addition", "--minutes", "5")
    assert ran.code == 2
    assert "is there already" in ran.err


@pytest.mark.parametrize(
    ("old", "new_text", "said"),
    [
        ("minutes = 60", "minutes = 0", "line 4: minutes must be from 1 to 1440, not 0"),
        ("minutes = 60", 'minutes = "60"', "line 4: minutes must be a whole number"),
        ("minutes = 60", "minuts = 60", "minutes is missing"),
        ("minutes = 60", "minutes = 60.5", "line 4: minutes must be a whole number, not 60.5"),
        (
            "minutes = 60",
            "minutes = 60\nwrong_minuts = 3",
            "line 5: wrong_minuts is not a key that contests have\nDid you mean wrong_minutes?",
        ),
        ('"add_hard"', '"addition"', "line 3: problems has addition twice"),
        (
            '"add_hard"',
            '"add_hrd"',
            "line 3: problems has 'add_hrd', and there is no such problem; did you mean add_hard?",
        ),
        ('"interview"', '"inteview"', "scoring must be one of interview, icpc, leetcode, ioi"),
        ('"interview"', '"icpc"', "hint_cost is for the rule interview"),
        ("format = 1", "format = 2", "format must be 1"),
        ("format = 1", "format = = 1", "line 1"),
        ("hint_cost = 0.2", "hint_cost = 2", "hint_cost must be from 0 to 1"),
        ("hint_cost = 0.2", "points = [1]", "points must be one for each problem: 2, not 1"),
        ('title = "sunday"', 'title = "\\u001b[31m"', "title must be one line without control characters"),
    ],
)
def test_a_fault_in_a_contest_file_is_named_with_its_line(
    judge: Judge, folder: Path, old: str, new_text: str, said: str
) -> None:
    new(judge)
    path = folder / "contests" / "sunday.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new_text))
    ran = judge("contest", "start", "sunday")
    assert ran.code == 2
    assert said in ran.err
    assert not (folder / "home" / "contests" / "running").exists()


def test_a_near_miss_of_a_contest_is_suggested(judge: Judge) -> None:
    new(judge)
    assert "Did you mean sunday?" in judge("contest", "start", "sumday").err


@pytest.mark.parametrize("path", sorted(files.PRESETS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_preset_can_be_played(path: Path) -> None:
    made = files.load(path, Catalogue([PROBLEMS]))
    assert made.rule == "interview"
    assert made.hint_cost


def test_the_list_has_presets_own_files_and_runs(judge: Judge, started: Callable[..., None]) -> None:
    started()
    shown = judge("--problems", str(PROBLEMS), "contest", "list")
    assert "bytedance-aml-1" in shown.out
    assert "preset" in shown.out
    own = judge("contest", "list")
    assert "sunday" in own.out
    assert "runs" in own.out


# Interviews


def test_the_same_seed_draws_the_same_interview(judge: Judge, folder: Path, clock: Clock) -> None:
    for number in range(6):
        make_problem(folder / "problems" / f"more_{number}", tag=f"tag{number % 2}")
    draws = []
    for seed in ("1", "1", "2", "3", "4"):
        assert judge("interview", "--tags", "tag0,tag1", "--minutes", "60", "--seed", seed).code == 0
        assert judge("contest", "abort").code == 0
    for path in sorted((folder / "home" / "contests").glob("*.jsonl"), key=lambda path: int(path.stem.split("-")[-1])):
        draws += [[task.problem for task in log.read(path).contest.tasks]]
    assert draws[0] == draws[1]
    assert len({tuple(draw) for draw in draws}) > 1
    assert all(len(set(draw)) == 3 for draw in draws)


def test_a_seed_that_was_chosen_is_said_so_that_it_can_be_drawn_again(judge: Judge, clock: Clock) -> None:
    assert "judge interview --tags small --minutes 45 --seed " in judge("interview", "--tags", "small").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say which interview"),
        (["bytedance-aml-1", "--tags", "small"], "not both"),
        (["--tags", "smal"], "no problem has the tag 'smal'\nDid you mean small?"),
        (["bytedance-aml-7"], "there is no contest 'bytedance-aml-7'"),
    ],
)
def test_an_interview_that_cannot_be_is_refused(judge: Judge, clock: Clock, words: list[str], said: str) -> None:
    ran = judge("interview", *words)
    assert ran.code == 2
    assert said in ran.err


# While it runs


def test_a_submission_counts_for_the_contest_and_says_so(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    clock.pass_s(725)
    ran = hand_in(RIGHT)
    assert "Attempt 1, received at 12:05: counts for sunday" in ran.err
    assert "47:55 left" in ran.err
    assert "Accepted" in ran.out
    assert "100 of 200 points, 1 of 2 solved" in ran.out
    (attempt,) = the_run(folder).attempts
    assert (attempt.problem, attempt.at_s, attempt.verdict) == ("addition", 725.0, "AC")


def test_a_problem_outside_of_the_contest_does_not_count(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    started()
    make_problem(folder / "problems" / "other")
    (folder / "solutions").mkdir()
    (folder / "solutions" / "other.py").write_text(RIGHT)
    ran = judge("submit", "other")
    assert "counts for" not in ran.err
    assert "#1" in ran.out
    assert the_run(folder).attempts == ()


def test_the_contest_works_in_a_folder_of_its_own(judge: Judge, folder: Path, clock: Clock) -> None:
    (folder / "solutions").mkdir()
    (folder / "solutions" / "addition.py").write_text(RIGHT)
    new(judge)
    judge("contest", "start", "sunday")
    assert "NotImplementedError" in (folder / "contests" / "sunday-1" / "addition.py").read_text()
    assert judge("test", "addition").code == 1
    assert judge("submit", "addition").code == 1
    judge("contest", "finish")
    assert judge("test", "addition").code == 0


def test_letters_name_the_problems(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    judge("submit", "B")
    judge("contest", "submit", "a")
    assert [attempt.problem for attempt in the_run(folder).attempts] == ["add_hard", "addition"]


def test_failing_tests_show_a_verdict_only(
    judge: Judge, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    ran = hand_in(WRONG)
    assert ran.code == 1
    assert "Wrong answer (WA)" in ran.out
    assert "hidden 0 of 1" in ran.out
    assert "negative" not in ran.out + ran.err
    assert "-7" not in ran.out


@pytest.mark.parametrize("form", ["json", "junit", "github"])
def test_no_form_for_programs_tells_more(
    started: Callable[..., None], hand_in: Callable[..., Judge], form: str
) -> None:
    started()
    ran = hand_in(WRONG, "addition", "--format", form)
    assert ran.code == 1
    assert "negative" not in ran.out + ran.err
    assert "-7" not in ran.out


def test_by_the_icpc_rule_not_even_the_count_is_told(
    started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started("icpc")
    ran = hand_in(WRONG)
    assert "hidden" not in ran.out
    assert "of 3" not in ran.out
    assert json.loads(hand_in(WRONG, "addition", "--format", "json").out)["tests"] == []


def test_a_file_that_cannot_be_loaded_says_why_and_costs_nothing(
    started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started("icpc")
    ran = hand_in(UNLOADABLE)
    assert "SyntaxError" in ran.out
    assert "This costs nothing." in ran.out
    assert "1 of 2 solved, 0 penalty minutes" in hand_in(RIGHT).out


@pytest.mark.parametrize(
    "words",
    [
        ["stress", "addition"], ["grade"], ["verify"], ["show", "addition", "--editorial"], ["submit", "addition", "--reveal"],
        ["watch", "addition", "--all"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_would_help_is_closed(judge: Judge, started: Callable[..., None], words: list[str]) -> None:
    started()
    ran = judge(*words)
    assert ran.code == 2
    assert "closed" in ran.err
    assert "a + b" not in ran.out


def test_earlier_solutions_are_closed(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    (folder / "solutions").mkdir()
    (folder / "solutions" / "addition.py").write_text(RIGHT)
    judge("submit", "addition")
    started()
    for options in ([], ["--source"]):
        ran = judge("history", "1", *options)
        assert ran.code == 2
        assert "the history of addition is closed" in ran.err
        assert "return a + b" not in ran.out


def test_what_was_handed_in_during_the_contest_can_be_had_back(
    judge: Judge, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    assert judge("history", "1", "--source").out == WRONG
    assert "closed" in judge("history", "1").err


def test_earlier_solutions_are_not_in_the_history_until_it_ends(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    (folder / "solutions").mkdir()
    (folder / "solutions" / "addition.py").write_text(RIGHT)
    judge("submit", "addition")
    started()
    ran = judge("history")
    assert "addition" not in ran.out
    assert "opens when it ends" in ran.err
    judge("contest", "finish")
    assert "addition" in judge("history").out


def test_attempts_are_in_the_history_after_the_end(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    hand_in(RIGHT)
    judge("contest", "finish")
    with Records(folder / "home" / "records.sqlite3") as records:
        assert [record.verdict for record in records.list("addition")] == ["AC", "WA"]


def test_a_hint_has_its_price_once(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    ran = judge("hint", "addition")
    assert "Hint 1 of addition costs 20% of its points: 20 of 100." in ran.err
    assert "Use a sign." in ran.out
    again = judge("hint", "addition", "1")
    assert "costs" not in again.err
    assert len(the_run(folder).hints) == 1
    assert "80 of 200 points" in hand_in(RIGHT).out


def test_a_contest_without_hints_has_none(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started("icpc")
    ran = judge("hint", "addition")
    assert ran.code == 2
    assert "has no hints" in ran.err
    assert "sign" not in ran.out
    assert the_run(folder).hints == ()


def test_two_contests_do_not_run_at_once(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    ran = judge("contest", "start", "sunday")
    assert ran.code == 2
    assert "the contest sunday-1 runs already" in ran.err
    assert len(list((folder / "home" / "contests").glob("*.jsonl"))) == 1


@pytest.mark.parametrize("command", ["pause", "resume", "finish", "abort"])
def test_without_a_contest_there_is_nothing_to_do(judge: Judge, clock: Clock, command: str) -> None:
    ran = judge("contest", command)
    assert ran.code == 2
    assert "no contest runs" in ran.err


def test_random_inputs_have_a_seed_of_each_attempt(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge], judge: Judge
) -> None:
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text(
        "from sandbox.checks import equal\n\ndef test_seeded(solution, seed):\n    equal(solution.add(seed % 2, 0), 0)\n"
    )
    started()
    for _ in range(2):
        hand_in(RIGHT)
    seeds = {attempt.seed for attempt in the_run(folder).attempts}
    assert len(seeds) == 2
    judge("contest", "finish")
    ran = judge("contest", "rejudge", "1")
    assert "Every verdict stays what it is." in ran.out


def test_an_earlier_run_gives_no_free_verdict(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    judge("contest", "finish")
    judge("contest", "start", "sunday")
    ran = judge("contest", "submit", "A", "--run", "1")
    assert ran.code == 2
    assert "upsolving of addition is closed" in ran.err


def test_open_opens_the_file_of_the_contest(
    judge: Judge, folder: Path, started: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    started()
    monkeypatch.setenv("EDITOR", "echo opened")
    assert "opened contests/sunday-1/addition.py" in judge("open", "A").out


# The clock


@pytest.mark.parametrize(
    ("seconds", "said"), [(3000.5, "Less than 10 minutes!"), (3541, "Less than 1 minute!"), (2000, "26:40 left\n")]
)
def test_every_command_says_what_time_is_left(
    judge: Judge, clock: Clock, started: Callable[..., None], seconds: float, said: str
) -> None:
    started()
    clock.pass_s(seconds)
    ran = judge("list")
    assert said in ran.err
    assert "left" not in ran.out


def test_what_comes_after_the_end_is_upsolving(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    clock.pass_s(3600)
    ran = hand_in(RIGHT)
    assert "Time is up: sunday is over." in ran.err
    assert "upsolving, not scored" in ran.err
    assert "Upsolving: not scored." in ran.out
    run = the_run(folder)
    assert run.ended_s == 3600
    assert run.attempts[0].upsolving
    assert "0 of 200 points" in judge("contest", "status").out


def test_later_upsolving_has_a_command_of_its_own(judge: Judge, folder: Path, started: Callable[..., None]) -> None:
    started()
    judge("contest", "finish")
    (folder / "contests" / "sunday-1" / "addition.py").write_text(RIGHT)
    ran = judge("contest", "submit", "A")
    assert ran.code == 0
    assert the_run(folder).attempts[0].upsolving


def test_the_time_of_receipt_decides_however_late_the_verdict_comes(
    folder: Path,
    clock: Clock,
    started: Callable[..., None],
    hand_in: Callable[..., Judge],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from judge.cli import competing

    started()
    clock.pass_s(3599)
    real = competing.settle_waiting

    def late(*arguments: object, **options: object) -> object:
        clock.pass_s(600)
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(competing, "settle_waiting", late)
    assert "100 of 200 points" in hand_in(RIGHT).out
    assert not the_run(folder).attempts[0].upsolving


def test_a_pause_of_an_interview_stops_the_clock_and_is_recorded(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None]
) -> None:
    started()
    clock.pass_s(600)
    assert "Paused at 10:00" in judge("contest", "pause").out
    clock.pass_s(1200)
    closed = judge("test", "addition")
    assert closed.code == 2
    assert "is paused" in closed.err
    assert "after a pause of 20:00" in judge("contest", "resume").out
    clock.pass_s(60)
    assert "49:00 left" in judge("list").err
    (pause,) = the_run(folder).pauses
    assert (pause.at_s, pause.length_s) == (600, 1200)
    assert "1 pause" in judge("contest", "status").out


def test_a_contest_can_be_finished_in_a_pause_which_ends_with_it(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None]
) -> None:
    started()
    clock.pass_s(600)
    judge("contest", "pause")
    clock.pass_s(90)
    assert "is over after 10:00" in judge("contest", "finish").out
    (pause,) = the_run(folder).pauses
    assert (pause.at_s, pause.length_s) == (600, 90)


@pytest.mark.parametrize("rule", ["icpc", "leetcode", "ioi"])
def test_only_interviews_can_be_paused(judge: Judge, folder: Path, started: Callable[..., None], rule: str) -> None:
    started(rule)
    ran = judge("contest", "pause")
    assert ran.code == 2
    assert f"by the rule {rule} cannot be paused" in ran.err
    assert the_run(folder).pauses == ()


def test_a_pause_is_no_longer_than_the_clocks_say(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    judge("contest", "pause")
    assert "paused already" in judge("contest", "pause").err
    clock.restart(900)
    judge("contest", "resume")
    assert "not paused" in judge("contest", "resume").err
    assert "60:00 left" in judge("list").err or "1:00:00 left" in judge("list").err


def test_a_wall_clock_set_back_gives_no_time(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.pass_s(1800, wall=-86400)
    ran = judge("list")
    assert "30:00 left" in ran.err
    assert "was set back by" in ran.err


def test_a_wall_clock_set_forward_takes_no_time(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.pass_s(60, wall=7200)
    ran = judge("list")
    assert "59:00 left" in ran.err
    assert "was set forward by" in ran.err


def test_a_restart_costs_the_time_that_it_took(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.restart(1800)
    ran = judge("list")
    assert "30:00 left" in ran.err
    assert "was restarted" in ran.err


def test_a_log_from_the_future_is_said_to_be_one(judge: Judge, clock: Clock, started: Callable[..., None]) -> None:
    started()
    clock.restart(-86400, up=120)
    ran = judge("list")
    assert "lies in the future" in ran.err
    assert "58:00 left" in ran.err


def test_extra_time_is_given_and_shown(judge: Judge, folder: Path, clock: Clock, started: Callable[..., None]) -> None:
    started("icpc", "--extra-time", "15")
    clock.pass_s(3600)
    assert "15:00 left" in judge("list").err
    assert the_run(folder).extra_minutes == 15


# The end


def test_an_aborted_contest_is_not_scored(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(RIGHT)
    assert "not scored" in judge("contest", "abort").out
    run = the_run(folder)
    assert run.aborted
    assert "0 of 200 points" in judge("contest", "status").out
    assert "left" not in judge("list").err


def test_after_an_end_another_one_can_begin_in_a_fresh_folder(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(RIGHT)
    judge("contest", "finish")
    assert judge("contest", "start", "sunday").code == 0
    assert "NotImplementedError" in (folder / "contests" / "sunday-2" / "addition.py").read_text()


def test_a_folder_that_is_there_already_is_not_used(judge: Judge, folder: Path, clock: Clock) -> None:
    (folder / "contests" / "sunday-1").mkdir(parents=True)
    (folder / "contests" / "sunday-1" / "addition.py").write_text(RIGHT)
    new(judge)
    judge("contest", "start", "sunday")
    assert judge("submit", "A").code == 1
    assert (folder / "contests" / "sunday-2").is_dir()


# Races


def played(judge: Judge, folder: Path, clock: Clock) -> None:
    """A first run of sunday: A wrong at 5:00, right at 10:00."""
    new(judge)
    judge("contest", "start", "sunday", "--as", "ann")
    path = folder / "home" / "contests" / "sunday-1.jsonl"
    for number, (source, verdict) in enumerate([(WRONG, Verdict.WRONG_ANSWER), (RIGHT, Verdict.ACCEPTED)], 1):
        clock.pass_s(300)
        sha256 = hashlib.sha256(source.encode()).hexdigest()
        for event in (Received(number, "addition", sha256, number), Judged(number, verdict)):
            log.append(path, clock.now(), lambda _log, _at_s, event=event: event, source.encode())
    judge("contest", "finish")


def test_a_ghost_shows_what_it_had_done_after_the_same_time(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    assert judge("contest", "start", "sunday", "--ghost", "1").code == 0
    assert "ghost ann  A ·  B ·" in judge("contest", "status").out
    clock.pass_s(301)
    assert "ghost ann  A ✗ 1  B ·" in judge("contest", "status").out
    clock.pass_s(300)
    assert "ghost ann  A ✓ 10:00  B ·" in judge("contest", "status").out


def test_a_ghost_outlives_its_file(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "ann.jsonl"
    result.write_bytes(log.exported(folder / "home" / "contests" / "sunday-1.jsonl", with_sources=False))
    assert judge("contest", "start", "sunday", "--ghost", str(result)).code == 0
    result.unlink()
    clock.pass_s(1000)
    assert "ghost ann  A ✓" in judge("contest", "status").out


def test_a_ghost_of_another_contest_is_refused(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    judge("contest", "new", "other", "--problems", "addition", "--minutes", "5")
    ran = judge("contest", "start", "other", "--ghost", "1")
    assert ran.code == 2
    assert "another contest" in ran.err
    assert not (folder / "contests" / "other-2").exists()


def test_an_exported_run_is_imported_once(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "ann.jsonl"
    text = log.exported(folder / "home" / "contests" / "sunday-1.jsonl", with_sources=True)
    result.write_bytes(text.replace(b'"participant":"ann"', b'"participant":"eve"'))
    ran = judge("contest", "import", str(result))
    assert "Kept as #2: sunday of eve" in ran.out
    assert "somebody has edited it" in ran.err
    again = judge("contest", "import", str(result))
    assert again.code == 2
    assert "is there already, as #2" in again.err
    assert "edited" in judge("contest", "list").out


def test_nobody_hands_in_to_a_run_of_somebody_else(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    own = folder / "home" / "contests" / "sunday-1.jsonl"
    (folder / "ann.jsonl").write_text(own.read_text().replace('"participant":"ann"', '"participant":"eve"'))
    judge("contest", "import", "ann.jsonl")
    judge("contest", "submit", "A")
    assert len(log.read(own).attempts) == 3
    ran = judge("contest", "submit", "A", "--run", "2")
    assert ran.code == 2
    assert "was played by somebody else" in ran.err


def test_looking_at_the_run_of_somebody_else_changes_nothing(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "ann.jsonl"
    text = (folder / "home" / "contests" / "sunday-1.jsonl").read_text()
    result.write_text(
        "".join(line for line in text.splitlines(True) if '"judged"' not in line and '"ended"' not in line)
    )
    before = result.read_bytes()
    clock.pass_s(100_000)
    shown = judge("contest", "status", "ann.jsonl", "--watch")
    assert "50:00 left" in shown.out
    assert result.read_bytes() == before
    with Records(folder / "home" / "records.sqlite3") as records:
        assert records.list() == ()


def test_an_import_stays_in_the_folder_whatever_a_stranger_calls_it(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "x.jsonl"
    text = (folder / "home" / "contests" / "sunday-1.jsonl").read_text()
    result.write_text(text.replace('"name":"sunday"', '"name":"../../../evil"'))
    assert judge("contest", "import", str(result)).code == 0
    assert (folder / "home" / "contests" / "_________evil-2.imported.jsonl").is_file()


def test_what_a_stranger_wrote_is_made_safe_to_print(judge: Judge, folder: Path, clock: Clock) -> None:
    played(judge, folder, clock)
    result = folder / "x.jsonl"
    text = (folder / "home" / "contests" / "sunday-1.jsonl").read_text()
    hostile = text.replace('"participant":"ann"', r'"participant":"\u001b[31mann\u0007"')
    result.write_text(hostile.replace('"title":"sunday"', r'"title":"\u001b]0;owned\u0007"'))
    assert judge("contest", "import", str(result)).code == 0
    judge("contest", "start", "sunday", "--ghost", "2")
    clock.pass_s(1000)
    shown = [judge("contest", "list"), judge("contest", "status"), judge("contest", "status", "2")]
    assert not any("\x1b" in ran.out + ran.err or "\a" in ran.out + ran.err for ran in shown)


@pytest.mark.parametrize("content", ["", "hello", '{"schema": "judge.contest/9"}'])
def test_what_is_no_result_is_not_imported(judge: Judge, folder: Path, clock: Clock, content: str) -> None:
    (folder / "x").write_text(content)
    ran = judge("contest", "import", str(folder / "x"))
    assert ran.code == 2
    assert "contest result" in ran.err or "newer judge" in ran.err


# Rejudging


def test_a_rejudge_shows_first_and_applies_when_told_to(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    judge("contest", "finish")
    (folder / "problems" / "addition" / "tests" / "test_hidden.py").write_text(
        "def test_any(solution):\n    solution.add(1, 1)\n"
    )
    ran = judge("contest", "rejudge", "1")
    assert "WA 2/3" in ran.out
    assert "AC 3/3" in ran.out
    assert "Nothing was changed yet" in ran.out
    assert the_run(folder).attempts[0].verdict == "WA"
    assert "1 verdict changed" in judge("contest", "rejudge", "1", "--apply").out
    assert the_run(folder).attempts[0].verdict == "AC"
    assert the_run(folder).intact
    assert "100 of 200 points" in judge("contest", "status").out


# Time limits


def test_a_run_near_the_time_limit_is_made_twice_and_the_better_one_counts(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    """Where it is the machine that was slow, the second run is the one that counts."""
    once = folder / "slow-once"
    slow = f"import os, time\ndef add(a, b):\n    if a == -7 and not os.path.exists({str(once)!r}):\n        open({str(once)!r}, 'w').close()\n        end = time.process_time() + 30\n        while time.process_time() < end: pass\n    return a + b\n"
    started()
    ran = hand_in(slow)
    assert "near a time limit" in ran.err
    assert "Accepted" in ran.out
    held = log.load(folder / "home" / "contests" / "sunday-1.jsonl")
    assert held.judged[1].other_run == "TLE"


# What breaks


def test_a_judge_that_cannot_start_loses_no_attempt(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    tests = folder / "problems" / "addition" / "tests"
    tests.rename(folder / "away")
    clock.pass_s(60)
    assert hand_in(RIGHT).code == 3
    clock.pass_s(600)
    (folder / "away").rename(tests)
    waiting = judge("list")
    assert "Received and not judged yet: attempt 1" in waiting.err
    assert "100 of 200 points" in judge("contest", "status").out
    assert the_run(folder).attempts[0].at_s == 60


def test_an_attempt_that_cannot_be_judged_keeps_no_later_one_waiting(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    (folder / "problems" / "addition" / "tests").rename(folder / "away")
    hand_in(RIGHT)
    ran = hand_in(RIGHT, "add_hard")
    assert ran.code == 0
    assert "Attempt 1 goes on waiting" in ran.err
    assert [attempt.verdict for attempt in the_run(folder).attempts] == [None, "AC"]


def test_a_full_disk_at_receipt_counts_nothing_and_says_so(
    folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    started()
    monkeypatch.setattr(os, "pwrite", full)
    ran = hand_in(RIGHT)
    assert ran.code == 70
    assert "No space left on device" in ran.err
    assert "Nothing was counted" in ran.err
    monkeypatch.undo()
    assert the_run(folder).attempts == ()


def test_a_full_disk_at_the_end_scores_nothing_that_came_late(
    judge: Judge, folder: Path, clock: Clock, started: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    started()
    clock.pass_s(3700)
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", full)
    assert "could not be written down yet" in judge("list").err
    monkeypatch.setattr(os, "pwrite", real)
    assert "Time is up" in judge("list").err
    assert the_run(folder).ended_s == 3600


def test_an_edited_log_goes_on_and_is_marked(
    judge: Judge, folder: Path, started: Callable[..., None], hand_in: Callable[..., Judge]
) -> None:
    started()
    hand_in(WRONG)
    path = folder / "home" / "contests" / "sunday-1.jsonl"
    path.write_text(path.read_text().replace('"verdict":"WA"', '"verdict":"AC"'))
    assert "was changed" in judge("list").err
    hand_in(RIGHT)
    assert not the_run(folder).intact
    assert len(the_run(folder).attempts) == 2


def test_a_log_that_is_gone_does_not_keep_anything_from_working(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    started()
    (folder / "home" / "contests" / "sunday-1.jsonl").unlink()
    assert judge("list").code == 0
    assert judge("contest", "start", "sunday").code == 0


def test_a_log_that_cannot_be_read_is_said_and_nothing_else_breaks(
    judge: Judge, folder: Path, started: Callable[..., None]
) -> None:
    started()
    (folder / "home" / "contests" / "sunday-1.jsonl").write_text("gone\n")
    ran = judge("list")
    assert ran.code == 0
    assert "cannot be read" in ran.err
