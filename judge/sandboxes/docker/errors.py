"""Failures of the Docker engine and of pip, as SandboxErrors. Knows no image and no container."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from judge.errors import SandboxError

if TYPE_CHECKING:
    import docker

    from judge.sandboxes import Progress

LABEL: Final = "judge.image"
"""The label of every image of ours, by which all of them are found."""

_PATIENCE_S: Final = 10
_FULL: Final = ("no space left on device", "disk quota exceeded", "not enough space")


@contextlib.contextmanager
def translated(action: str) -> Iterator[None]:
    """Turn what the SDK raises during `action` ("build the torch image") into a SandboxError."""
    import requests  # noqa: PLC0415 - slow to import, and whoever has a client has paid for it
    from docker.errors import DockerException  # noqa: PLC0415 - as above

    try:
        yield
    except (DockerException, requests.RequestException, OSError) as error:
        raise failure(action, str(getattr(error, "explanation", None) or error)) from None


def failure(action: str, output: str, hint: str = "Run: judge doctor") -> SandboxError:
    """The error that `action` failed, with the last lines of a program's output."""
    if any(word in output.lower() for word in _FULL):
        return SandboxError(f"cannot {action}: the disk is full", "Free some space, then run: judge sandbox clean")
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("WARNING")]
    return SandboxError(f"cannot {action}: {' / '.join(lines[-3:])[-600:] or 'no reason given'}", hint)


def image_exists(client: docker.DockerClient, tag: str) -> bool:
    """Whether the engine has this image."""
    from docker.errors import ImageNotFound  # noqa: PLC0415 - slow to import, and a client has paid for it

    with translated(f"look for the image {tag}"):
        try:
            client.images.get(tag)
        except ImageNotFound:
            return False
    return True


def run(command: Sequence[str], action: str, progress: Progress, hint: str) -> str:
    """Run a program that may take long, with a line of progress now and then. Gives its standard output.

    Raises:
        SandboxError: it failed; `hint` says what to type.
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
                progress(f"… still running after {time.monotonic() - begun:.0f} s")
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise failure(action, errors or output, hint)
    return output
