"""The names of the sandbox images: a digest of everything that goes into one, so that an existing image is current.

Used at every submission, so it imports nothing slow.
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
SOURCE_ONLY: Final = "timeout-decorator"  # pure Python, without a wheel
UNUSED: Final = ("torch/include", "torch/test")  # a fifth of torch: C++ headers and its own tests
PIP: Final = (
    "--disable-pip-version-check",
    "--no-input",
    "--no-user",  # the user's PIP_USER would forbid --target
    "--no-deps",  # the requirements are complete, and markers would be evaluated for the host, not the image
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
    """The name of a target's image, built on `base` (None: the default) from `folder`."""
    digest = hashlib.sha256(repr(base).encode())
    for path in context_files(folder):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    for name in REQUIREMENTS[target].values():
        digest.update(b"\0" + packages_recipe(folder / name))
    return f"{REPOSITORY}:{target}-{digest.hexdigest()[:12]}"


def packages_recipe(requirements: Path) -> bytes:
    """Everything that decides what a packages image holds, except the platform."""
    return b"\0".join((requirements.read_bytes(), repr((PIP, UNUSED)).encode()))


def context_files(folder: Path) -> list[Path]:
    """What goes into the build context, in a fixed order."""
    return [folder / "Dockerfile", *sorted(folder.glob("*.py"))]
