"""A Docker engine of our own, to be stopped, killed, paused and started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.drilling import soon


@contextlib.contextmanager
def running_engine(*options: str) -> Iterator[Daemon]:
    """One with options of dockerd's, in a folder of its own, removed after."""
    folder = Path(tempfile.mkdtemp(prefix="jd-", dir="/tmp"))  # short: a socket's path has room for 108 characters
    folder.chmod(0o755)
    made = Daemon(folder, options=options)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        subprocess.run(f"umount -R {folder}/data/* {folder}/exec/* 2>/dev/null", check=False, shell=True)
        shutil.rmtree(folder, ignore_errors=True)


class Daemon:
    """See the module. All of it lies in one folder, its data where `data` says."""

    def __init__(self, folder: Path, data: Path | None = None, options: Sequence[str] = ()) -> None:
        self._options = options
        self.socket = folder / "socket"
        self._folder = folder
        self._data = data or folder / "data"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        places = {"--exec-root": self._folder / "exec", "--pidfile": self._folder / "pid", "--data-root": self._data}
        options = [*(f"{name}={place}" for name, place in places.items()), *self._options]
        options += ["--bridge=none", "--iptables=false", "--ip-masq=false", "--shutdown-timeout=1"]
        (self._folder / "pid").unlink(missing_ok=True)  # of one that was killed
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["dockerd", f"--host=unix://{self.socket}", *options], stdout=log, stderr=log, start_new_session=True
            )
        assert soon(self._answers, 60), (self._folder / "log").read_text()[-2000:]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "-H", f"unix://{self.socket}", *arguments], check=False, capture_output=True, text=True
        )

    def _answers(self) -> bool:
        return self.command("info").returncode == 0

    def send(self, number: signal.Signals) -> None:
        """Signal the engine's own process."""
        assert self._process
        self._process.send_signal(number)

    def wait(self) -> None:
        assert self._process
        self._process.wait(60)

    def kill(self) -> None:
        """As when it crashes; its containerd, which would be left and in the way, with it."""
        self.send(signal.SIGKILL)
        self.wait()
        pid = int((self._folder / "exec" / "containerd" / "containerd.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        assert soon(lambda: not Path(f"/proc/{pid}").exists(), 10)

    def stop(self) -> None:
        self.send(signal.SIGTERM)
        self.wait()

    def load(self, image: str) -> None:
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saving:
            command = ["docker", "-H", f"unix://{self.socket}", "load"]
            subprocess.run(command, stdin=saving.stdout, check=True, capture_output=True)
