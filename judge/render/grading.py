"""Progress of `judge grade`: results as they come, and below them, where a line can be drawn over, what is running."""

from __future__ import annotations

import contextlib
import threading
import time
from types import TracebackType
from typing import Final, Self, TextIO

from judge.grading import Candidate, Graded
from judge.render import text
from judge.render.grades import grade_line
from judge.render.screen import Screen
from judge.render.verdicts import seconds

_TICK_S: Final = 0.2
_PATIENCE_S: Final = 1.0
"""What runs for longer than this is shown with its seconds."""


class GradingLive:
    """Told of what begins and ends, it writes to `stream`; open for the length of a `with`. Any thread may tell it."""

    def __init__(self, stream: TextIO, screen: Screen, total: int, *, lines: bool) -> None:
        """Write nothing yet.

        Args:
            stream: where to write.
            screen: what it can show.
            total: how many solutions there are.
            lines: whether each result gets a line that stays.
        """
        self._stream = stream
        self._screen = screen
        self._total = total
        self._lines = lines
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._running: dict[Candidate, float] = {}
        self._done = 0
        self._began = time.monotonic()
        self._drawn = ""

    def __enter__(self) -> Self:
        if self._screen.live:
            self._ticker.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        if self._screen.live:
            self._ticker.join()
            self._erase()

    def begin(self, candidate: Candidate) -> None:
        """A solution is judged from now on."""
        with self._lock:
            self._running[candidate] = time.monotonic()
            self._draw()

    def end(self, graded: Graded) -> None:
        """A result is there."""
        with self._lock:
            self._running.pop(graded.candidate, None)
            self._done += 1
            if self._lines:
                self._say(grade_line(graded, self._screen))
            self._draw()

    def say(self, line: str) -> None:
        """A line above what is drawn over."""
        with self._lock:
            self._say(line)
            self._draw()

    def _say(self, line: str) -> None:
        self._erase()
        self._write(f"{line}\n")

    def _tick(self) -> None:
        while not self._over.wait(_TICK_S):
            with self._lock:
                self._draw()

    def _draw(self) -> None:
        if not self._screen.live or self._over.is_set():
            return
        line = self._screen.paint(text.shorten(self._progress(), self._screen.width - 1), "dim")
        if line != self._drawn:
            self._erase()
            self._write(line)
            self._drawn = line

    def _progress(self) -> str:
        """`12 of 40 · 31 s · alice/layer_norm 2 s, bob/clip`: the longest first."""
        now = time.monotonic()
        names = []
        for candidate, since in sorted(self._running.items(), key=lambda one: one[1]):
            name = text.one_line(f"{candidate.author}/{candidate.problem}".lstrip("/"), max_chars=60)
            names.append(f"{name} {now - since:.0f} s" if now - since > _PATIENCE_S else name)
        parts = [f"{self._done} of {self._total}", seconds(float(round(now - self._began))), ", ".join(names)]
        return self._screen.sign(" · ").join(part for part in parts if part)

    def _erase(self) -> None:
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = ""

    def _write(self, words: str) -> None:
        # progress that nobody can see any more is no reason to end; the thread has nowhere to say so either
        with contextlib.suppress(OSError):
            self._stream.write(words)
            self._stream.flush()
