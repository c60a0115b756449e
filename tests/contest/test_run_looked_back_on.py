"""What can be learnt from a run that is over, from its log."""

from __future__ import annotations

from pathlib import Path

from played import ROUND_3, Play, played_interview
from practising import problem

from judge.contest import log
from judge.contest.events import Reason
from judge.contest.looking_back import Advice, LookingBack, look_back
from judge.contest.mending import MOST_MENDINGS
from judge.contest.reading import Log
from judge.problem import Problem

HERE = [
    problem("multi_head_attention", "attention"),
    problem("merge_visual_tokens", "vision"),
    problem("dpo_loss", "rlhf"),
    problem("parse_model_output", "parsing"),
    problem("patch_embedding", "vision"),
    problem("clip", "vision", level="hard"),
]


def back_on(path: Path, *others: Path, solved: tuple[str, ...] = (), problems: list[Problem] = HERE) -> LookingBack:
    return look_back(log.load(path), [log.read(other) for other in others], problems, solved)


def test_times_and_outcomes_of_each_problem_are_told(tmp_path: Path) -> None:
    back = back_on(played_interview(tmp_path))
    told = [(story.task.label, story.first_s, story.solved_s, story.wrong, len(story.hints)) for story in back.stories]
    assert told == [
        ("A", 552.0, 966.0, 2, 0),
        ("B", None, None, 0, 0),
        ("C", 1464.0, 1920.0, 1, 1),  # a pause of six minutes came before it was solved
        ("D", 2490.0, None, 2, 0),
    ]
    assert [story.upsolved for story in back.stories] == [False, False, False, True]


def test_each_wrong_verdict_is_told_with_what_mended_it(tmp_path: Path) -> None:
    back = back_on(played_interview(tmp_path))
    told = [(str(one.wrong.verdict), one.then.number if one.then else None, one.mended) for one in back.mendings]
    assert told == [
        ("WA", 2, False),
        ("WA", 3, True),
        ("CE", 5, False),
        ("WA", 6, True),
        ("TLE", 8, False),
        ("RTE", 9, True),
    ]
    assert back.mendings[1].message == "test_weights_sum_to_one: off by 0.031"
    assert '+            scores = scores.masked_fill(~mask, float("-inf"))'.removeprefix("+").strip() in [
        line.text.strip() for line in back.mendings[1].lines if line.kind == "+"
    ]


def test_a_wrong_attempt_that_was_the_last_one_was_mended_by_nothing(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    play.submit(1, "dpo_loss", "WA")
    (mending,) = back_on(play.end(60)).mendings
    assert (mending.then, mending.lines, mending.remark) == (None, (), "There was no further attempt.")


def test_the_same_source_again_is_said_instead_of_a_change(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    play.submit(1, "dpo_loss", "WA", b"same")
    play.submit(2, "dpo_loss", "WA", b"same")
    assert back_on(play.end(60)).mendings[0].remark == "The same source was handed in again."


def test_an_export_without_sources_says_that_they_are_not_there(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    bare = tmp_path / "bare.jsonl"
    bare.write_bytes(log.exported(path, with_sources=False))
    assert "exported without them" in back_on(bare).mendings[0].remark


def test_a_judge_error_is_neither_wrong_nor_what_mended_something(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    play.submit(1, "dpo_loss", "WA")
    play.submit(2, "dpo_loss", "JE")
    play.submit(3, "dpo_loss", "AC")
    (mending,) = back_on(play.end(60)).mendings
    assert mending.then is not None
    assert mending.then.number == 3


def test_wrong_attempts_without_end_are_counted_and_not_all_compared(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    for number in range(MOST_MENDINGS + 5):
        play.submit(1 + number / 10, "dpo_loss", "WA")
    back = back_on(play.end(60))
    assert (len(back.mendings), back.more_mendings) == (MOST_MENDINGS, 5)


def test_clocks_that_disagreed_are_told_with_the_contest_time(tmp_path: Path) -> None:
    ((at_s, remark),) = back_on(played_interview(tmp_path)).clocks
    assert at_s == 60 * 41.5
    assert "set forward by 30 min" in remark


def test_a_run_given_up_lasted_until_then(tmp_path: Path) -> None:
    play = Play(tmp_path / "a-1.jsonl")
    back = back_on(play.end(12, reason=Reason.ABORTED))
    assert (back.run.aborted, back.length_s, back.score.points) == (True, 720.0, 0)


def test_a_broken_chain_is_not_intact(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"verdict":"TLE"', b'"verdict":"AC"'))
    assert not back_on(path).run.intact


def test_earlier_runs_are_set_beside_it_the_oldest_first(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    back = back_on(path, tmp_path / "bytedance-multimodal-3-2.jsonl", tmp_path / "bytedance-aml-1-1.jsonl")
    assert [past.run.id for past in back.past] == ["bytedance-aml-1-1", "bytedance-multimodal-3-2", path.stem]
    assert [past.same for past in back.past] == [False, True, True]
    assert [round(past.share, 3) for past in back.past] == [0.75, 0.15, 0.65]


def test_a_run_that_came_later_is_none_of_the_past(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    assert back_on(tmp_path / "bytedance-aml-1-1.jsonl", path).past == ()


def test_tags_come_the_weakest_first(tmp_path: Path) -> None:
    tags = back_on(played_interview(tmp_path)).tags
    assert [(tag.tag, round(tag.share, 2)) for tag in tags] == [
        ("vision", 0.0),
        ("parsing", 0.75),
        ("rlhf", 0.85),
        ("attention", 1.0),
    ]


def test_what_was_left_open_is_advised_first_then_what_needed_help_then_what_is_new(tmp_path: Path) -> None:
    advice = back_on(played_interview(tmp_path)).advice
    assert [(one.problem, one.again) for one in advice] == [
        ("merge_visual_tokens", False),
        ("multi_head_attention", True),
        ("dpo_loss", True),
        ("parse_model_output", True),
        ("patch_embedding", False),
    ]


def test_what_was_solved_elsewhere_is_not_advised_as_new(tmp_path: Path) -> None:
    path = played_interview(tmp_path)
    assert (
        Advice("clip", "new, with the tag vision, which was weak here")
        in back_on(path, solved=("patch_embedding",)).advice
    )


def test_problems_that_are_here_no_more_have_no_tags_and_are_not_advised(tmp_path: Path) -> None:
    back = back_on(played_interview(tmp_path), problems=[])
    assert (back.tags, back.advice) == ((), ())
    assert len(back.stories) == len(ROUND_3.tasks)


def test_a_run_without_any_attempt_can_be_looked_back_on(tmp_path: Path) -> None:
    back: LookingBack = back_on(Play(tmp_path / "a-1.jsonl").end(60))
    assert (back.mendings, back.past, back.score.solved) == ((), (), 0)


def test_the_log_itself_is_all_that_is_needed(tmp_path: Path) -> None:
    whole: Log = log.load(played_interview(tmp_path))
    assert look_back(whole, [], HERE, ()) == look_back(whole, [], HERE, ())
