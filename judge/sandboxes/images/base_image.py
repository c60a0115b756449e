"""The base of the sandbox images: an image with Python, pulled, or made from Debian packages if it cannot be pulled.

Knows nothing of what is built on it.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from judge.errors import SandboxError
from judge.sandboxes.docker.errors import LABEL, failure, image_exists, run, translated

if TYPE_CHECKING:
    import docker

    from judge.sandboxes import Progress

OFFICIAL: Final = "python:3.11-slim"
OWN: Final = "judge-base:bookworm-2"  # count up when its packages change

_SUITE: Final = "bookworm"
_PATIENCE_S: Final = 60
_HINT: Final = (
    f"Run one of: docker pull {OFFICIAL} (with a network); sudo apt-get install mmdebstrap, then judge sandbox build; "
    "export JUDGE_BASE_IMAGE=... (an image of your own with python3 3.11 or newer)"
)
_PROBE: Final = (
    "import json, os, platform, sys;"
    "libc = os.confstr('CS_GNU_LIBC_VERSION').split()[1].split('.');"
    "print(json.dumps([f'{sys.version_info[0]}.{sys.version_info[1]}', platform.machine(), int(libc[1])]))"
)


@dataclass(frozen=True, slots=True)
class Platform:
    """What decides which wheels run in an image.

    Attributes:
        python: its Python, as in "3.11".
        machine: its processor, as in "x86_64".
        glibc_minor: 36 for glibc 2.36.
    """

    python: str
    machine: str
    glibc_minor: int


def ensure(client: docker.DockerClient, chosen: str | None, progress: Progress) -> str:
    """The name of a base image that the engine has: `chosen`, or by default whichever is available.

    Raises:
        SandboxError: none is available.
    """
    wanted = chosen or OFFICIAL
    for name in (wanted,) if chosen else (wanted, OWN):
        if image_exists(client, name):
            return name
    progress(f"Pulling {wanted}…")
    try:
        with translated(f"pull {wanted}"):
            client.images.pull(wanted)
    except SandboxError as error:
        if chosen:
            raise SandboxError(error.message, f"Run: docker pull {chosen}, or unset JUDGE_BASE_IMAGE") from None
        if not shutil.which("mmdebstrap"):
            raise SandboxError(error.message, _HINT) from None
        _make(client, progress)
        return OWN
    return wanted


def _make(client: docker.DockerClient, progress: Progress) -> None:
    """Make a small Debian with Python and without apt, and import it into the engine as OWN."""
    progress(f"It cannot be pulled here. Building a base image from Debian {_SUITE} packages instead (about a minute)…")
    options = [
        "--quiet",
        "--variant=essential",
        "--include=python3,libstdc++6",  # the second for NumPy and PyTorch; nothing else is certain to pull it in
        "--dpkgopt=force-unsafe-io",
        *(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale")),
    ]
    with tempfile.TemporaryDirectory(prefix="judge-base-") as folder:
        rootfs = Path(folder) / "rootfs.tar"
        run(["mmdebstrap", *options, _SUITE, str(rootfs)], "make a base image with mmdebstrap", progress, _HINT)
        with translated("import the base image"):
            repository, tag = OWN.split(":")
            client.api.import_image(str(rootfs), repository=repository, tag=tag, changes=[f"LABEL {LABEL}=base"])


def inspect(client: docker.DockerClient, name: str) -> Platform:
    """The platform of an image, as its Python reports it.

    Raises:
        SandboxError: it has no Python, or no glibc.
    """
    from docker.types import LogConfig  # noqa: PLC0415 - slow to import, and a client has paid for it

    try:
        with translated(f"run python3 in {name}"):
            container = client.containers.create(
                name,
                ["-c", _PROBE],
                entrypoint=["python3"],
                network_mode="none",
                log_config=LogConfig(type=LogConfig.types.JSON),  # its output is read from there
            )
            # not containers.run(remove=True), which leaves behind what it could not start
            try:
                container.start()
                container.wait(timeout=_PATIENCE_S)
                answer = container.logs(stdout=True, stderr=False)
            finally:
                container.remove(force=True)
        return Platform(*json.loads(answer))
    except (SandboxError, ValueError) as error:
        raise failure(
            f"use {name} as a base", str(error), "Give an image with python3 (3.11 or newer) and glibc."
        ) from None
