"""Any run that a log can tell of has its report, and nothing of a stranger's reaches a terminal or a page as it was."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from judge.contest.analysis import analyze
from judge.contest.clock import Reading
from judge.contest.events import LARGEST_NUMBER, Judged
from judge.contest.log_parser import Log
from judge.contest.model import Attempt, Contest, GroupResult, HintTaken, Pause, Run, Task
from judge.contest.rules import RULES
from judge.render.contest.report import report_text
from judge.render.contest.report_html import report_page
from judge.render.shared.screen import Screen
from judge.verdict import Verdict

TEXTS = st.text(max_size=30) | st.sampled_from(
    ["<script>", "\x1b[31m\x07", "'\"><b onclick=x>", "{{ 7 * 7 }}", "\u202e", ""]
)
TIMES = st.floats(0, LARGEST_NUMBER) | st.floats(0, 4000)
COUNTS = st.integers(0, LARGEST_NUMBER) | st.integers(0, 90)
PROBLEMS = ("layer_norm", "</pre><script>alert(1)</script>", "\x1b]0;title\x07")
SOURCES = st.sampled_from([b"", b"a\nb\n", b"<b>\x00\xff\x1b[31m\n" * 5, b"x" * 5000])


@st.composite
def logs(draw: st.DrawFn) -> Log:
    tasks = tuple(Task(draw(TEXTS), problem, draw(TIMES)) for problem in PROBLEMS[: draw(st.integers(1, 3))])
    contest = Contest(
        name=draw(TEXTS),
        title=draw(TEXTS),
        tasks=tasks,
        minutes=draw(st.integers(1, LARGEST_NUMBER) | st.integers(1, 90)),
        rule=draw(st.sampled_from(list(RULES))),
        wrong_minutes=draw(COUNTS),
        hint_cost=draw(st.none() | st.floats(0, 1)),
        freeze_minutes=draw(COUNTS),
    )
    ids = st.sampled_from([task.problem for task in tasks])
    groups = st.lists(st.builds(GroupResult, TEXTS, COUNTS, COUNTS), max_size=2).map(tuple)
    parts = draw(
        st.lists(st.tuples(ids, TIMES, st.none() | st.sampled_from(Verdict), groups, TEXTS, st.booleans()), max_size=6)
    )
    attempts = tuple(Attempt(n, *fields[:4], fields[4], 0, fields[5]) for n, fields in enumerate(parts, 1))
    run = Run(
        id=draw(TEXTS),
        contest=contest,
        participant=draw(TEXTS),
        started_at=draw(st.sampled_from(["2026-03-01T10:00:00.000Z", "0001-01-01T00:00:00+14:00", "", "x"])),
        attempts=attempts,
        hints=tuple(draw(st.lists(st.builds(HintTaken, ids, COUNTS, TIMES), max_size=3))),
        pauses=tuple(draw(st.lists(st.builds(Pause, TIMES, st.none() | TIMES), max_size=3))),
        extra_minutes=draw(COUNTS),
        ended_s=draw(st.none() | TIMES),
        aborted=draw(st.booleans()),
        intact=draw(st.booleans()),
        notes=tuple(draw(st.lists(TEXTS, max_size=2))),
    )
    return Log(
        path=Path("x.jsonl"),
        run=run,
        sources={attempt.sha256: draw(SOURCES) for attempt in attempts if draw(st.booleans())},
        judged={one.number: Judged(one.number, one.verdict, (), draw(TEXTS)) for one in attempts if one.verdict},
        last=Reading(0.0, 0.0, ""),
        last_s=0.0,
        seq=1,
        hash="",
        end=0,
        clock_remarks=tuple(draw(st.lists(st.tuples(TIMES, TEXTS), max_size=2))),
    )


class Tags(HTMLParser):
    """Collects what a browser would take for markup."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs if name.startswith("on"))}


@given(logs(), st.integers(20, 120), st.booleans())
@settings(deadline=None, max_examples=30)
def test_any_run_has_a_report_in_a_terminal(log: Log, width: int, unicode: bool) -> None:
    shown = report_text(analyze(log, [log.run], [], ()), Screen(width=width, unicode=unicode))
    assert not {char for char in shown if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} - {"\n"}


@given(logs())
@settings(deadline=None, max_examples=30)
def test_any_run_has_a_page_without_foreign_markup(log: Log) -> None:
    html = report_page(analyze(log, [log.run], [], ()), {})
    tags = Tags()
    tags.feed(html)
    assert not tags.seen & {"script", "b", "img", "iframe", "onclick"}
    assert not set(html) & {"\x1b", "\x07", "\x00", "\u202e"}
