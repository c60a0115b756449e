"""Judges everything that `judge grade` has found, and shows the progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from judge.cli.context import Context
from judge.cli.display import screen_of
from judge.cli.grade.judges import Judges
from judge.cli.grade.malloc_threshold import return_large_blocks
from judge.disclosure import Audience
from judge.errors import JudgeError
from judge.grading.disclosed import disclose_graded
from judge.grading.result_log import ResultLog, judge_with_log
from judge.grading.results import Candidate, Graded
from judge.render.grade.live import GradingLive


@dataclass(frozen=True, slots=True)
class Progress:
    """How results are shown as they come.

    Attributes:
        on_terminal: whether standard output gets a line for each.
        audience: who reads it. What nobody may read is not kept in memory either, for a thousand solutions.
    """

    on_terminal: bool
    audience: Audience


def judge_all(
    context: Context, candidates: Sequence[Candidate], judges: Judges, log: ResultLog | None, progress: Progress
) -> tuple[list[Graded], Exception | None]:
    """The result of every candidate as its audience may read it, and what broke in the judge, if anything did.

    If something broke, each candidate that was not judged by then has a result that says so, and that is counted
    against nobody. If it broke before anything was judged, there are no results.

    Args:
        context: of the command.
        candidates: what to judge.
        judges: who judges.
        log: results from before, and where new ones are stored.
        progress: how results are shown as they come.
    """
    return_large_blocks()
    stream = sys.stdout if progress.on_terminal else sys.stderr
    results: list[Graded] = []
    broke: Exception | None = None
    try:
        with GradingLive(stream, screen_of(stream), len(candidates), lines=progress.on_terminal) as live:

            def judge(chosen: Sequence[Candidate]) -> Iterator[Graded]:
                return judges.judge(chosen, live)

            logged = None if log is None else judge_with_log(candidates, judges.result_key, log, judge)
            for graded in logged or judge(candidates):
                disclosed = disclose_graded(graded, progress.audience)
                results.append(disclosed)
                live.end(disclosed)
    except KeyboardInterrupt:
        if log is not None and results:
            stored = f"{len(results)} of {len(candidates)} results stored"
            context.note(f"\n{stored}. To continue, run the same command with --resume.")
        raise
    except Exception as error:  # noqa: BLE001 - raised again when the results so far have been written
        broke = error
    if log is not None and log.reused:
        context.note(f"{log.reused} of {len(candidates)} results reused from an earlier run.")
    return results + _not_judged(candidates, results, broke), broke


def _not_judged(candidates: Sequence[Candidate], results: Sequence[Graded], broke: Exception | None) -> list[Graded]:
    if broke is None or not results:
        return []
    why = broke.message if isinstance(broke, JudgeError) else "judge itself failed"
    judged = {graded.candidate for graded in results}
    return [Graded(one, fault=f"not judged: {why}") for one in candidates if one not in judged]
