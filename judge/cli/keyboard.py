"""Single keys from the terminal, without Enter. The terminal's own modes are restored on every way out."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def keys(on_key: Callable[[str], None]) -> Iterator[bool]:
    """Call `on_key`, in a thread of its own, with each key until this ends. Gives False if there is no keyboard.

    Ctrl-C and Ctrl-Z keep their meaning.
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        yield False
        return
    keyboard = sys.stdin.fileno()
    try:
        before = termios.tcgetattr(keyboard)
    except termios.error:  # it was closed just now
        yield False
        return

    def listen() -> None:
        with contextlib.suppress(OSError):
            while pressed := os.read(keyboard, 1):
                on_key(pressed.decode(errors="replace"))

    def again(*_: object) -> None:
        with contextlib.suppress(termios.error):
            tty.setcbreak(keyboard, termios.TCSANOW)  # the shell had set its own modes while we were stopped

    old = signal.signal(signal.SIGCONT, again)
    again()
    try:
        threading.Thread(target=listen, daemon=True).start()
        yield True
    finally:
        signal.signal(signal.SIGCONT, old)
        with contextlib.suppress(termios.error):  # a terminal that was closed has no modes
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
