"""Judges what `judge grade` has found, and shows how it goes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from judge import grading
from judge.cli.context import Context
from judge.cli.display import screen_of
from judge.errors import JudgeError
from judge.grading import Graded, Shown
from judge.render import text
from judge.render.grading import GradingLive

if TYPE_CHECKING:
    from judge.grading import Candidate
    from judge.grading.keeping import Kept
    from judge.problem import Runtime
    from judge.sandboxes import Sandbox


def judge_all(
    context: Context,
    candidates: Sequence[Candidate],
    jobs: int,
    kept: Kept | None,
    forms: Sequence[tuple[str, str]],
) -> tuple[list[Graded], Exception | None]:
    """The result of every candidate, and what broke on our side in the middle, if anything did.

    Where something broke, what was not judged by then has a result that says so, and is counted against nobody. Where
    it broke before anything was judged, there are no results.
    """
    lines = ("terminal", "") in forms
    stream = sys.stdout if lines else sys.stderr
    live = GradingLive(stream, screen_of(stream), len(candidates), lines=lines)
    sandboxes: dict[Runtime, Sandbox] = {}

    def sandbox_for(runtime: Runtime) -> Sandbox:
        if runtime not in sandboxes:
            sandboxes[runtime] = context.make_sandbox(
                runtime, fall_back=False, progress=lambda note: live.say(text.clean(note))
            )
        return sandboxes[runtime]

    results: list[Graded] = []
    broke: Exception | None = None
    try:
        with live:
            for graded in grading.grade(candidates, context.catalogue.load, sandbox_for, jobs, kept, live.begin):
                results.append(graded)
                live.end(graded.told(Shown.MESSAGES))
    except KeyboardInterrupt:
        if kept is not None and results:
            context.note(f"\n{len(results)} of {len(candidates)} are kept. Go on: the same command with --resume")
        raise
    except Exception as error:  # noqa: BLE001 - raised again when what is known has been written
        broke = error
    if kept is not None and kept.found:
        context.note(f"{kept.found} of {len(candidates)} were judged before, and are taken from there.")
    if broke is not None and results:
        why = broke.message if isinstance(broke, JudgeError) else "judge has failed"
        done = {graded.candidate for graded in results}
        results += [Graded(one, fault=f"not judged: {why}") for one in candidates if one not in done]
    return results, broke
