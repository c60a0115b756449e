"""`judge.stats/1` and `judge.next/1`: counts and suggestions for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from judge.practice.counts import Counts, Share
from judge.practice.scheduling import Memory
from judge.practice.suggestions import Suggestion
from judge.render.practice.terminal import command, reason


def stats_json(counts: Counts, memories: Sequence[Memory], now: datetime, zone: tzinfo | None) -> str:
    """`judge.stats/1`: all counts and reviews."""
    document = {
        "schema": "judge.stats/1",
        "today": f"{now.astimezone(zone).date()}",
        "submissions": counts.submissions,
        "accepted": counts.accepted,
        "streak_days": counts.streak,
        "longest_streak_days": counts.longest,
        "days": {f"{day}": number for day, number in counts.days.items()},
        "verdicts": {str(verdict): number for verdict, number in counts.verdicts},
        "total": _share_object(counts.total),
        "levels": [_share_object(level) for level in counts.levels],
        "tags": [_share_object(tag) for tag in counts.tags],
        "reviews": [_memory_object(memory, zone) for memory in memories],
    }
    return json.dumps(document, indent=2, allow_nan=False)


def next_json(suggestions: Sequence[Suggestion], now: datetime, zone: tzinfo | None) -> str:
    """`judge.next/1`: all suggestions, the most urgent first."""
    listed = [
        {
            "problem": one.problem.id,
            "why": str(one.why),
            "reason": reason(one, now, zone),
            "command": command(one),
            "review": _memory_object(one.memory, zone) if one.memory else None,
        }
        for one in suggestions
    ]
    return json.dumps({"schema": "judge.next/1", "suggestions": listed}, indent=2, allow_nan=False)


def _share_object(share: Share) -> dict[str, Any]:
    return {
        "name": share.name,
        "problems": share.problems,
        "tried": share.tried,
        "solved": share.solved,
        "at_first_try": share.at_once,
        "tries": share.tries,
        "strength": round(share.strength, 3),
    }


def _memory_object(memory: Memory, zone: tzinfo | None) -> dict[str, Any]:
    return {
        "problem": memory.problem,
        "due": f"{memory.due_on(zone)}",
        "recall": round(memory.recall, 3),
        "reviews": [
            {
                "at": review.at.isoformat(),
                "rating": review.rating.name.lower(),
                "wrong": review.wrong,
                "hints": review.hints,
            }
            for review in memory.reviews
        ],
    }
