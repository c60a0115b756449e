"""What can be learned from a run that is over."""

from __future__ import annotations

from pathlib import Path

from judge.contest import log
from judge.contest.analysis import Advice, Analysis, analyze
from judge.contest.events import EndReason
from judge.contest.fixes import MOST_FIXES
from judge.contest.log_parser import Log
from judge.problem import Problem
from tests.support.played import ROUND_3, Play, played_interview
from tests.support.practising import problem

AVAILABLE = [
    problem("multi_head_attention", "attention"),
    problem("merge_visual_tokens", "vision"),
    problem("dpo_loss", "rlhf"),
    problem("parse_model_output", "parsing"),
    problem("patch_embedding", "vision"),
    problem("clip", "vision", level="hard"),
]


def analyzed(path: Path, *others: Path, solved: tuple[str, ...] = (), problems: list[Problem] = AVAILABLE) -> Analysis:
    return analyze(log.load(path), [log.read(other) for other in others], problems, solved)


def test_each_problem_has_its_times_and_its_result(tmp_path: Path) -> None:
    analysis = analyzed(played_interview(tmp_path))
    histories = [(task.task.label, task.first_s, task.solved_s, task.wrong, len(task.hints)) for task in analysis.tasks]
    assert histories == [
        ("A", 552.0, 966.0, 2, 0),
        ("B", None, None, 0, 0),
        ("C", 1464.0, 1920.0, 1, 1),  # a pause of six minutes came before it was solved
        ("D", 2490.0, None, 2, 0),
    ]
    assert [task.upsolved for task in analysis.tasks] == [False, False, False, True]


def test_each_wrong_attempt_is_paired_with_the_next_one(tmp_path: Path) -> None:
    analysis = analyzed(played_interview(tmp_path))
    fixes = [
        (str(fix.wrong.verdict), fix.following.number if fix.following else None, fix.worked) for fix in analysis.fixes
    ]
    assert fixes == [
        ("WA", 2, False),
        ("WA", 3, True),
        ("CE", 5, False),
        ("WA", 6, True),
        ("TLE", 8, False),
        ("RTE", 9, True),
    ]
    assert analysis.fixes[1].message == "test_weights_sum_to_one: off by 0.031"
    assert '+            scores = scores.masked_fill(~mask, float("-inf"))'.removeprefix("+").strip() in [
        line.text.strip() for line in analysis.fixes[1].lines if line.change == "+"
    ]


def test_the_last_attempt_has_no_fix(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    play.submit(1, "dpo_loss", "WA")
    (fix,) = analyzed(play.end(60)).fixes
    assert (fix.following, fix.lines, fix.remark) == (None, (), "There was no further attempt.")


def test_a_source_that_is_submitted_again_has_a_remark_instead_of_a_change(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    play.submit(1, "dpo_loss", "WA", b"same")
    play.submit(2, "dpo_loss", "WA", b"same")
    assert analyzed(play.end(60)).fixes[0].remark == "The same source was submitted again."


def test_an_export_without_sources_has_a_remark_instead_of_changes(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    bare = tmp_path / "bare.jsonl"
    bare.write_bytes(log.exported(log.load(path), with_sources=False))
    assert "exported without them" in analyzed(bare).fixes[0].remark


def test_a_judge_error_is_neither_a_wrong_attempt_nor_a_fix(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    play.submit(1, "dpo_loss", "WA")
    play.submit(2, "dpo_loss", "JE")
    play.submit(3, "dpo_loss", "AC")
    (fix,) = analyzed(play.end(60)).fixes
    assert fix.following is not None
    assert fix.following.number == 3


def test_very_many_wrong_attempts_are_counted_but_not_all_compared(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    for number in range(MOST_FIXES + 5):
        play.submit(1 + number / 10, "dpo_loss", "WA")
    analysis = analyzed(play.end(60))
    assert (len(analysis.fixes), analysis.more_fixes) == (MOST_FIXES, 5)


def test_a_clock_that_was_set_is_remarked_with_the_contest_time(tmp_path: Path) -> None:
    ((at_s, remark),) = analyzed(played_interview(tmp_path)).clock_remarks
    assert at_s == 60 * 41.5
    assert "set forward by 30 min" in remark


def test_an_aborted_run_lasts_until_it_was_aborted(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    analysis = analyzed(play.end(12, reason=EndReason.ABORTED))
    assert (analysis.run.aborted, analysis.length_s, analysis.score.points) == (True, 720.0, 0)


def test_a_broken_chain_is_not_intact(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"verdict":"TLE"', b'"verdict":"AC"'))
    assert not analyzed(path).run.intact


def test_earlier_runs_come_oldest_first_and_this_one_last(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    analysis = analyzed(path, tmp_path / "bytedance-multimodal-3-2.jsonl", tmp_path / "bytedance-aml-1-1.jsonl")
    assert [past.run.id for past in analysis.past_runs] == ["bytedance-aml-1-1", "bytedance-multimodal-3-2", path.stem]
    assert [past.same for past in analysis.past_runs] == [False, True, True]
    assert [round(past.share, 3) for past in analysis.past_runs] == [0.75, 0.15, 0.65]


def test_a_later_run_is_not_a_past_run(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    assert analyzed(tmp_path / "bytedance-aml-1-1.jsonl", path).past_runs == ()


def test_tags_are_sorted_weakest_first(tmp_path: Path) -> None:
    tags = analyzed(played_interview(tmp_path)).tags
    assert [(tag.tag, round(tag.share, 2)) for tag in tags] == [
        ("vision", 0.0),
        ("parsing", 0.75),
        ("rlhf", 0.85),
        ("attention", 1.0),
    ]


def test_advice_is_unsolved_problems_then_those_solved_with_help_then_new_ones(tmp_path: Path) -> None:
    advice = analyzed(played_interview(tmp_path)).advice
    assert [(one.problem, one.again) for one in advice] == [
        ("merge_visual_tokens", False),
        ("multi_head_attention", True),
        ("dpo_loss", True),
        ("parse_model_output", True),
        ("patch_embedding", False),
    ]


def test_a_problem_that_was_solved_elsewhere_is_not_new(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    assert (
        Advice("clip", "new, with the tag vision, which was weak in this contest")
        in analyzed(path, solved=("patch_embedding",)).advice
    )


def test_problems_that_are_gone_have_no_tags_and_are_not_advised(tmp_path: Path) -> None:
    analysis = analyzed(played_interview(tmp_path), problems=[])
    assert (analysis.tags, analysis.advice) == ((), ())
    assert len(analysis.tasks) == len(ROUND_3.tasks)


def test_a_run_without_attempts_can_be_analyzed(tmp_path: Path) -> None:
    analysis: Analysis = analyzed(Play(tmp_path / "a-1.jsonl").end(60))
    assert (analysis.fixes, analysis.past_runs, analysis.score.solved) == ((), (), 0)


def test_the_same_log_gives_the_same_analysis(tmp_path: Path) -> None:
    whole: Log = log.load(played_interview(tmp_path))
    assert analyze(whole, [], AVAILABLE, ()) == analyze(whole, [], AVAILABLE, ())
