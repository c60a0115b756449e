"""Progress of `judge grade`: results as they come and, on a terminal, a line below them with what is running."""

from __future__ import annotations

import contextlib
import threading
import time
from types import TracebackType
from typing import Final, Self, TextIO

from judge.grading.disclosed import DisclosedGraded
from judge.grading.results import Candidate
from judge.render.grade.terminal import grade_line
from judge.render.shared import text
from judge.render.shared.figures import seconds
from judge.render.shared.screen import Screen

_TICK_S: Final = 0.2
_PATIENCE_S: Final = 1.0
"""Solutions that run longer than this are shown with their seconds."""


class GradingLive:
    """Writes what begins and ends to `stream`; a context manager. Any thread may call it."""

    def __init__(self, stream: TextIO, screen: Screen, total: int, *, lines: bool) -> None:
        """Prepare; nothing is written yet.

        Args:
            stream: where to write.
            screen: what the stream can show.
            total: the number of solutions.
            lines: whether each result gets a line of its own that stays.
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
        """A solution is being judged from now on."""
        with self._lock:
            self._running[candidate] = time.monotonic()
            self._draw()

    def end(self, graded: DisclosedGraded) -> None:
        """A result has come."""
        with self._lock:
            self._running.pop(graded.candidate, None)
            self._done += 1
            if self._lines:
                self._say(grade_line(graded, self._screen))
            self._draw()

    def say(self, line: str) -> None:
        """Write a line above the progress line."""
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
        # progress that nobody can see any more is no reason to stop, and a thread has nowhere to report it
        with contextlib.suppress(OSError):
            self._stream.write(words)
            self._stream.flush()
