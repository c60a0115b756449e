"""The sandbox images: building them, what is there, removing them.

Knows nothing of what runs in them.
"""

from __future__ import annotations

import contextlib
import io
import re
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from judge.sandboxes.docker.errors import LABEL, failure, image_exists, translated
from judge.sandboxes.images import base_image, packages
from judge.sandboxes.images.tags import FOLDER, REPOSITORY, REQUIREMENTS, Target, context_files, tag
from judge.sandboxes.own_folder import user_lock

if TYPE_CHECKING:
    import docker

    from judge.sandboxes import Progress


@dataclass(frozen=True, slots=True)
class ImageStatus:
    """The state of one target's image.

    Attributes:
        tag: its current name.
        current: whether an image with that tag exists.
        size_mb: its size, including what it shares with others; 0 if it does not exist.
        created: when it was built, in ISO 8601; empty if it does not exist.
        stale: tags of images built from other inputs (an older version, another checkout).
    """

    target: Target
    tag: str
    current: bool
    size_mb: float
    created: str
    stale: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the target."""
        return self.target.value


def ensure(
    client: docker.DockerClient, target: Target, progress: Progress, base: str | None = None, folder: Path = FOLDER
) -> str:
    """The tag of the image, built if it is missing. Waits while another process builds.

    Args:
        client: of the engine.
        target: which image.
        progress: gets a line about each step that takes long.
        base: the image to build on; by default whichever is available.
        folder: holds the Dockerfile and what it copies.

    Raises:
        SandboxError: it cannot be built.
    """
    wanted = tag(target, base, folder)
    if not image_exists(client, wanted):
        with _alone(progress):
            # the other process may have built it
            if not image_exists(client, wanted):
                _build(client, target, progress, base, folder)
    return wanted


def build(
    client: docker.DockerClient, target: Target, progress: Progress, base: str | None = None, folder: Path = FOLDER
) -> str:
    """Like `ensure`, but run the Dockerfile even if the image exists."""
    with _alone(progress):
        _build(client, target, progress, base, folder)
    return tag(target, base, folder)


def status(client: docker.DockerClient, base: str | None = None) -> list[ImageStatus]:
    """The state of each target. Raises SandboxError."""
    with translated("list the sandbox images"):
        images = {name: image for image in client.images.list(name=REPOSITORY) for name in image.tags}
    found = []
    for target in Target:
        wanted = tag(target, base)
        facts = images[wanted].attrs if wanted in images else {}
        stale = sorted(name for name in images if name.startswith(f"{REPOSITORY}:{target}-") and name != wanted)
        size_mb = facts.get("Size", 0) / 1e6
        found.append(ImageStatus(target, wanted, bool(facts), size_mb, facts.get("Created", ""), tuple(stale)))
    return found


def clean(client: docker.DockerClient) -> list[str]:
    """Remove every image of ours that no container uses. Gives the tags removed. Raises SandboxError."""
    from docker.errors import APIError, ImageNotFound  # noqa: PLC0415 - slow to import, and a client has paid for it

    removed = []
    with translated("remove the sandbox images"):
        for name in sorted(name for image in client.images.list(filters={"label": LABEL}) for name in image.tags):
            try:
                client.images.remove(name, force=True)
            except ImageNotFound:
                continue
            except APIError as error:
                if error.status_code != 409:  # noqa: PLR2004 - HTTP's "conflict": it is in use
                    raise
                continue
            removed.append(name)
        client.images.prune(filters={"dangling": True, "label": LABEL})
    return removed


def _build(client: docker.DockerClient, target: Target, progress: Progress, base: str | None, folder: Path) -> None:
    begun = time.monotonic()
    progress(f"Building the {target} sandbox image (once):")
    chosen = base_image.ensure(client, base, progress)
    platform = base_image.inspect(client, chosen)
    arguments = {
        name: packages.ensure(client, folder / file, platform, progress) for name, file in REQUIREMENTS[target].items()
    }
    action = f"build the {target} image"
    with translated(action):
        events = client.api.build(
            fileobj=_context(folder),
            custom_context=True,
            target=target.value,
            buildargs={"BASE": chosen, **arguments},
            tag=tag(target, base, folder),
            network_mode="none",
            rm=True,
            forcerm=True,
            decode=True,
        )
        _follow(events, action, progress)
    progress(f"Built the {target} sandbox image in {time.monotonic() - begun:.0f} s.")


def _follow(events: Iterator[dict[str, Any]], action: str, progress: Progress) -> None:
    """Report the steps of a build that do work. Raises SandboxError if it fails."""
    output = ""
    for event in events:
        if "error" in event:
            raise failure(action, f"{output}\n{event['error']}")
        text = str(event.get("stream", ""))
        step = re.match(r"Step (\d+/\d+) : ((?:RUN|COPY) .*)", text)
        if step:
            progress(f"Step {step[1]}: {step[2][:60]}")
            output = ""
        elif not text.startswith(" ---> "):
            output += text


def _context(folder: Path) -> io.BytesIO:
    """The build context, with fixed owners and modes, so that the user's umask does not matter."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        for path in context_files(folder):
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.name if path.suffix != ".py" else f"sandbox/{path.name}")
            entry.size = len(content)
            entry.mode = 0o644
            tar.addfile(entry, io.BytesIO(content))
    data.seek(0)
    return data


@contextlib.contextmanager
def _alone(progress: Progress) -> Iterator[None]:
    """Let one process of this user build at a time."""
    with user_lock("images", lambda: progress("Waiting for another judge process to build the sandbox image…")):
        yield
