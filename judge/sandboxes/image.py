"""The sandbox images: which one a runtime needs, whether it is there, building and removing them.

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

from judge.sandboxes import base_image, packages, places
from judge.sandboxes.engine import LABEL, Progress, failure, present, translated
from judge.sandboxes.tags import FOLDER, REPOSITORY, REQUIREMENTS, Target, context_files, tag

if TYPE_CHECKING:
    import docker


@dataclass(frozen=True, slots=True)
class ImageStatus:
    """How one target stands.

    Attributes:
        tag: what it must be called now.
        current: whether an image of that tag is there.
        size_mb: its size, what it shares with others included; 0 where it is not there.
        created: when it was built, in ISO 8601; empty where it is not there.
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
        """The target, in words."""
        return self.target.value


def ensure(
    client: docker.DockerClient, target: Target, progress: Progress, base: str | None = None, folder: Path = FOLDER
) -> str:
    """The tag of the image, which is built if it is not there. Another process that builds is waited for.

    Args:
        client: of the engine.
        target: which image.
        progress: told in short lines what takes long.
        base: the image to stand on; by default one that can be had.
        folder: the Dockerfile and what belongs to it.

    Raises:
        SandboxError: it cannot be built.
    """
    wanted = tag(target, base, folder)
    if not present(client, wanted):
        with _alone(progress):
            # whoever was waited for may have built it
            if not present(client, wanted):
                _build(client, target, progress, base, folder)
    return wanted


def build(
    client: docker.DockerClient, target: Target, progress: Progress, base: str | None = None, folder: Path = FOLDER
) -> str:
    """As `ensure`, but go through the Dockerfile whether the image is there or not."""
    with _alone(progress):
        _build(client, target, progress, base, folder)
    return tag(target, base, folder)


def status(client: docker.DockerClient, base: str | None = None) -> list[ImageStatus]:
    """How each target stands. Raises SandboxError."""
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
    """Remove every image that we made and that no container runs in; the tags removed. Raises SandboxError."""
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
    progress(f"Building the {target} sandbox image, once:")
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
    """Pass on the steps of a build that do something. Raises SandboxError where it fails."""
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
    """The build context. Owners and modes are ours: what the user's umask made of the files must not count."""
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
    """Hold the lock that one builder of this user holds at a time."""
    with places.lock("images", lambda: progress("Another judge builds a sandbox image; waiting for it…")):
        yield
