"""What the sandbox images are called: a digest of all that decides what is in one, so one that is there is never stale.

Asked at every submission, so it imports nothing that is slow.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import Final

import sandbox

FOLDER: Final = Path(sandbox.__file__).parent
"""The Dockerfile, the requirements, and the code that runs inside."""
REPOSITORY: Final = "judge-sandbox"
SOURCE_ONLY: Final = "timeout-decorator"  # pure Python of which there is no wheel
UNUSED: Final = ("torch/include", "torch/test")  # a fifth of torch: C++ headers, and tests of its own
PIP: Final = (
    "--disable-pip-version-check",
    "--no-input",
    "--no-user",  # a PIP_USER of the user's would forbid --target
    "--no-deps",  # the requirement files are whole, and markers would be judged for the host, not for the image
    "--no-compile",
    "--only-binary=:all:",
    f"--no-binary={SOURCE_ONLY}",
    "--implementation=cp",
)


class Target(StrEnum):
    """A target of the Dockerfile."""

    PYTHON = "python"
    TORCH = "torch"


REQUIREMENTS: Final = {
    Target.PYTHON: {"PACKAGES": "requirements.txt"},
    Target.TORCH: {"PACKAGES": "requirements.txt", "TORCH_PACKAGES": "requirements-torch.txt"},
}
"""For each target, the arguments of the Dockerfile that name packages, and the files that list them."""


def target_for(runtime: str) -> Target:
    """The smallest image that has what a runtime promises."""
    return Target.TORCH if runtime == "torch" else Target.PYTHON


def tag(target: Target, base: str | None = None, folder: Path = FOLDER) -> str:
    """What the image of a target is called, on a base of that name (None: the default) and from that folder."""
    digest = hashlib.sha256(repr(base).encode())
    for path in context_files(folder):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    for name in REQUIREMENTS[target].values():
        digest.update(b"\0" + packages_recipe(folder / name))
    return f"{REPOSITORY}:{target}-{digest.hexdigest()[:12]}"


def packages_recipe(requirements: Path) -> bytes:
    """All that decides what a packages image holds, but for the platform."""
    return b"\0".join((requirements.read_bytes(), repr((PIP, UNUSED)).encode()))


def context_files(folder: Path) -> list[Path]:
    """What goes into the build context, in a fixed order."""
    return [folder / "Dockerfile", *sorted(folder.glob("*.py"))]
