"""Progress while a submission is judged: a line per test group, redrawn where the terminal can, else written once."""

from __future__ import annotations

import contextlib
import threading
import time
from types import TracebackType
from typing import Final, Self, TextIO, assert_never

from judge.render.shared import text
from judge.render.shared.figures import color, mark, seconds
from judge.render.shared.screen import Screen
from judge.submission import Event, SourceLoaded, TestEnded, TestName, TestsCollected
from judge.verdict import TestResult, Verdict

_TICK_S: Final = 0.1
_FRAME_S: Final = 0.04
"""The least time between two redraws of the line."""
_PATIENCE_S: Final = 0.5
"""What takes longer than this is shown, with its seconds."""
_NAME_COLUMNS: Final = 10
_TAIL_COLUMNS: Final = 22


class Live:
    """Writes the progress of judging to `stream`, for the length of a `with`.

    On a terminal the line of the running group is redrawn; elsewhere a group's line is written when it is done.
    """

    def __init__(self, stream: TextIO, screen: Screen) -> None:
        self._stream = stream
        self._screen = screen
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._waiting: list[TestName] = []
        self._sizes: dict[str, int] = {}
        self._results: dict[str, list[TestResult]] = {}
        self._since = time.monotonic()
        self._doing = "starting the sandbox"
        self._drawn = ""
        self._drawn_at = 0.0

    def __enter__(self) -> Self:
        if self._screen.live:
            self._ticker.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._done.set()
        if self._screen.live:
            self._ticker.join()
            self._erase()
        # a group that an error cut short still shows how far it came
        for group, results in self._results.items():
            if results and len(results) < self._sizes[group]:
                self._write(self._group_line(group, self._screen.width) + "\n")

    def say(self, note: str) -> None:
        """Write a note above the line that is redrawn."""
        with self._lock:
            self._erase()
            self._write("\n".join(text.wrap(text.clean(note), self._screen.width)) + "\n")
            self._doing, self._since = text.one_line(note), time.monotonic()

    def on_event(self, event: Event) -> None:
        """Show an event of `judge.judging.judge`."""
        with self._lock:
            self._since = time.monotonic()
            match event:
                case TestsCollected(tests):
                    self._waiting = list(tests)
                    for test in tests:
                        self._sizes[test.group] = self._sizes.get(test.group, 0) + 1
                    self._doing = "loading the solution"
                case SourceLoaded():
                    self._doing = self._next_test()
                case TestEnded(result):
                    self._add(result.group, result)
                case _:
                    assert_never(event)
            if time.monotonic() - self._drawn_at > _FRAME_S:
                self._draw()

    def _add(self, group: str, result: TestResult) -> None:
        self._waiting = self._waiting[1:]
        self._doing = self._next_test()
        results = self._results.setdefault(group, [])
        results.append(result)
        if len(results) == self._sizes.get(group):
            self._erase()
            self._write(self._group_line(group, self._screen.width) + "\n")

    def _next_test(self) -> str:
        return self._waiting[0].name if self._waiting else ""

    def _tick(self) -> None:
        while not self._done.wait(_TICK_S):
            with self._lock:
                self._draw()

    def _write(self, words: str) -> None:
        # progress that nobody can see any more is no reason to stop
        with contextlib.suppress(OSError):
            self._stream.write(words)
            self._stream.flush()

    def _erase(self) -> None:
        if self._screen.live and self._drawn:
            self._write("\r\x1b[K")
            self._drawn = ""

    def _draw(self) -> None:
        if not self._screen.live or self._done.is_set():
            return
        waited = time.monotonic() - self._since
        late = f"{text.one_line(self._doing)} {waited:.1f} s" if waited > _PATIENCE_S and self._doing else ""
        width = self._screen.width - 1  # the last column would wrap on some terminals
        line = self._line(width)
        room = width - self._visible(line) - 2
        tail = self._screen.paint("  " + text.shorten(late, room), "dim") if late and room > _NAME_COLUMNS else ""
        if line + tail != self._drawn:
            self._erase()
            self._write(line + tail)
            self._drawn = line + tail
            self._drawn_at = time.monotonic()

    def _line(self, width: int) -> str:
        group = self._waiting[0].group if self._waiting else ""
        if self._results.get(group):
            return self._group_line(group, width)
        return f"  {group}" if group and self._results else ""

    def _visible(self, line: str) -> int:
        return text.width(text.clean(line))

    def _group_line(self, group: str, width: int) -> str:
        """`  sample    ✓✓✗·  2 of 4   12 ms`: a mark for each test if there is room, else for several."""
        screen = self._screen
        results = self._results[group]
        total = self._sizes[group]
        verdicts = [result.verdict for result in results]
        passed = verdicts.count(Verdict.ACCEPTED)
        name = text.pad(text.shorten(text.one_line(group), _NAME_COLUMNS), _NAME_COLUMNS)
        room = max(4, min(total, width - _NAME_COLUMNS - _TAIL_COLUMNS - 4))
        marks = "".join(self._cell(verdicts, total, at, room) for at in range(min(room, total)))
        whole = len(results) == total
        worst = next((verdict for verdict in verdicts if verdict is not Verdict.ACCEPTED), Verdict.ACCEPTED)
        score = f"{passed} of {total}" if whole else f"{len(results)} of {total}"
        score = screen.paint(score, color(worst)) if whole else score
        time_s = screen.paint(seconds(sum(result.time_s for result in results)), "dim")
        return f"  {name}{marks}  {score}  {time_s}"

    def _cell(self, verdicts: list[Verdict], total: int, at: int, room: int) -> str:
        cells = min(room, total)
        first, last = at * total // cells, (at + 1) * total // cells
        mine = verdicts[first:last]
        if not mine:
            return self._screen.paint(self._screen.sign("·"), "dim")
        bad = (verdict for verdict in mine if verdict is not Verdict.ACCEPTED)
        return mark(next(bad, Verdict.ACCEPTED), self._screen)
