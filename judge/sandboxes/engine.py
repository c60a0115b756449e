"""What the Docker engine and pip say when they fail, in our words; knows no image and no container."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from judge.errors import SandboxError

if TYPE_CHECKING:
    import docker

Progress = Callable[[str], None]
"""Told in a few words what takes longer than a moment."""

LABEL: Final = "judge.image"
"""On every image that we make, so that all of them can be found again."""

_PATIENCE_S: Final = 10
_FULL: Final = ("no space left on device", "disk quota exceeded", "not enough space")


@contextlib.contextmanager
def translated(action: str) -> Iterator[None]:
    """What the SDK raises while we do `action` ("build the torch image"), as a SandboxError."""
    import requests  # noqa: PLC0415 - slow to import, and whoever has a client has paid for it
    from docker.errors import DockerException  # noqa: PLC0415 - as above

    try:
        yield
    except (DockerException, requests.RequestException, OSError) as error:
        raise failure(action, str(getattr(error, "explanation", None) or error)) from None


def failure(action: str, output: str, hint: str = "Type: judge doctor") -> SandboxError:
    """That `action` failed, with the last lines of what a program said about it."""
    if any(word in output.lower() for word in _FULL):
        return SandboxError(f"Cannot {action}: the disk is full.", "Free some space; then: judge sandbox clean")
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
    return SandboxError(f"Cannot {action}: {' / '.join(lines[-3:])[-600:] or 'no reason given'}", hint)


def present(client: docker.DockerClient, tag: str) -> bool:
    """Whether the engine has this image."""
    from docker.errors import ImageNotFound  # noqa: PLC0415 - slow to import, and a client has paid for it

    with translated(f"look for the image {tag}"):
        try:
            client.images.get(tag)
        except ImageNotFound:
            return False
    return True


def run(command: Sequence[str], action: str, progress: Progress, hint: str) -> str:
    """Run a program that may take long, saying now and then that it still runs; its standard output.

    Raises:
        SandboxError: it failed; `hint` is what to type.
    """
    begun = time.monotonic()
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise failure(action, str(error), hint) from None
    with process:
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    output, errors = process.communicate(timeout=_PATIENCE_S)
                    break
                progress(f"… still at it after {time.monotonic() - begun:.0f} s")
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise failure(action, errors or output, hint)
    return output
