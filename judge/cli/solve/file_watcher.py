"""Watches one file, in a thread of its own: calls back on every save, even after its folder was made anew."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STEP_MS: Final = 15
_DEBOUNCE_MS: Final = 60
"""Several writes of one save come within this; the verdict waits for it."""
_STARTED_S: Final = 5.0
_CHECK_MS: Final = 200
"""How often the folder is checked, without a save."""
_GONE_S: Final = 1.0
"""A folder that is back within this was only replaced, as by `git checkout`."""


class FileWatcher:
    """Watches a file from `watch` until `stop`, or until it is told to watch another one.

    Args:
        on_save: called after the file has changed.
        on_gone: called when the file's folder has gone; saves are noticed again when it is back.
        on_lost: called with the reason if the file's folder cannot be watched any more.
    """

    def __init__(
        self, on_save: Callable[[], None], on_gone: Callable[[], None], on_lost: Callable[[str], None]
    ) -> None:
        self._on_save = on_save
        self._on_gone = on_gone
        self._on_lost = on_lost
        self._stop = threading.Event()

    def watch(self, file: Path) -> None:
        """Watch `file` in place of the one before; returns when saves are noticed."""
        self.stop()
        self._stop = threading.Event()
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(file.absolute(), self._stop, ready), daemon=True).start()
        ready.wait(_STARTED_S)

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()

    def _listen(self, file: Path, stop: threading.Event, ready: threading.Event) -> None:
        try:
            while not stop.is_set():
                self._listen_to_folder(file, stop, ready)
                ready.set()
                self._wait_for(file.parent, stop)
        except Exception as error:  # noqa: BLE001 - whatever the system says of a folder that cannot be watched
            self._on_lost(str(error))
        finally:
            ready.set()

    def _listen_to_folder(self, file: Path, stop: threading.Event, ready: threading.Event) -> None:
        """Call back on saves until the folder is no longer the one at that path.

        Once `ready` is set, the folder is a new one, and the file in it may have been saved before it was watched.
        """
        import watchfiles  # noqa: PLC0415 - slow to import

        with contextlib.suppress(FileNotFoundError, NotADirectoryError), _pinned(file.parent) as pinned:
            is_unseen = ready.is_set()
            for found in watchfiles.watch(
                file.parent,  # editors replace a file: its folder is what stays
                watch_filter=lambda _, path: Path(path).name == file.name,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                stop_event=stop,
                rust_timeout=_CHECK_MS,
                yield_on_timeout=True,
                recursive=False,
                raise_interrupt=False,
            ):
                ready.set()
                if found or (is_unseen and file.exists()):
                    self._on_save()
                is_unseen = False
                if not os.path.samestat(pinned, file.parent.stat()):
                    return

    def _wait_for(self, folder: Path, stop: threading.Event) -> None:
        """Wait until the folder is there, or the watch is stopped."""
        waited_s = 0.0
        while not folder.is_dir():
            if stop.wait(_CHECK_MS / 1000):
                return
            if waited_s < _GONE_S <= (waited_s := waited_s + _CHECK_MS / 1000):
                self._on_gone()


@contextlib.contextmanager
def _pinned(folder: Path) -> Iterator[os.stat_result]:
    """What identifies a folder, kept open so that no new folder gets the same number."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield os.fstat(descriptor)
    finally:
        os.close(descriptor)
