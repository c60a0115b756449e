"""The Python packages of the sandbox as an image that holds nothing else, fetched by the host's own pip.

So the user's index, proxy, mirror and certificates are used; an image is made once and needs no network after that.
What an index gives must have the hash in sandbox/packages.sha256, where that knows all packages for the platform.
Knows nothing of what is built with it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from judge.errors import SandboxError
from judge.sandboxes.docker.errors import LABEL, failure, image_exists, run, translated
from judge.sandboxes.images.tags import FOLDER, PIP, UNUSED, packages_recipe

if TYPE_CHECKING:
    import docker

    from judge.sandboxes import Progress
    from judge.sandboxes.images.base_image import Platform

HASHES: Final = FOLDER / "packages.sha256"
"""As sha256sum writes it: the packages for each Python and processor that we have seen."""
_OLDEST_GLIBC: Final = 17
_OFFLINE: Final = "Check the network and pip's settings: pip config list; pip download --no-deps msgpack"
_NO_CUDA: Final = (
    "Use PyTorch's CPU index, the --index-url that pytorch.org shows under Get Started (Linux, Pip, CPU): "
    "export PIP_EXTRA_INDEX_URL=<that URL>; then run: judge sandbox build"
)


def ensure(client: docker.DockerClient, requirements: Path, platform: Platform, progress: Progress) -> str:
    """The tag of an image with the packages of a requirements file below /venv, made if it is missing.

    Raises:
        SandboxError: they cannot be fetched, or the index would give a PyTorch for GPUs.
    """
    digest = hashlib.sha256(packages_recipe(requirements) + repr(platform).encode()).hexdigest()[:12]
    tag = f"judge-packages:{requirements.stem}-{digest}"
    if image_exists(client, tag):
        return tag
    with tempfile.TemporaryDirectory(prefix="judge-packages-") as folder:
        site_packages = Path(folder) / "venv" / "lib" / f"python{platform.python}" / "site-packages"
        fetch(requirements, platform, site_packages, progress)
        progress("Importing the packages into Docker…")
        with translated("import the packages"), _as_tar(Path(folder) / "venv") as tar:
            repository, version = tag.split(":")
            changes = [f"LABEL {LABEL}=packages"]
            answer = client.api.import_image(tar, repository=repository, tag=version, changes=changes, stream_src=True)
    # the engine reports a failure inside an answer with status 200
    if '"error"' in str(answer):
        raise failure("import the packages", str(answer))
    return tag


def fetch(requirements: Path, platform: Platform, into: Path, progress: Progress) -> None:
    """Unpack the packages of a requirements file for the image's platform, not the host's. Raises SandboxError."""
    wheels = [f"--platform={tag}" for tag in _tags(platform)]
    # -P: a folder called pip in the working directory, which may be a stranger's, is not pip
    pip = [sys.executable, "-P", "-m", "pip", "install", "--quiet", *PIP]
    pip += [f"--python-version={platform.python}", *wheels, f"--target={into}"]
    action = f"fetch the packages of {requirements.name}"
    lines = requirements.read_text(encoding="utf-8").splitlines()
    torch = [line for line in lines if line.startswith("torch==")]
    if torch:
        # ask first: the wrong build is a big download
        report = run([*pip, "--dry-run", "--ignore-installed", "--report=-", *torch], action, progress, _OFFLINE)
        if wants_cuda(json.loads(report), platform.machine):
            raise SandboxError("pip would fetch PyTorch for GPUs: gigabytes that the sandbox cannot use", _NO_CUDA)
    progress(
        f"Fetching Python packages ({'PyTorch and its dependencies, 200 MB' if torch else 'NumPy and pytest, 20 MB'})…"
    )
    with tempfile.TemporaryDirectory(prefix="judge-packages-") as folder:
        checked = Path(folder) / requirements.name
        hashed = _with_hashes(lines, platform)
        if hashed is None:
            known = f"Python {platform.python} on {platform.machine}"
            progress(f"No hashes are known for {known}: {requirements.name} is checked by version only.")
        checked.write_text("\n".join(hashed or lines), encoding="utf-8")
        options = [f"--requirement={checked}", *(["--require-hashes"] if hashed else [])]
        run([*pip, *options], action, progress, _OFFLINE)
    for name in UNUSED:
        shutil.rmtree(into / name, ignore_errors=True)


def _with_hashes(lines: Iterable[str], platform: Platform) -> list[str] | None:
    """The requirements with the hashes of what may be fetched; None if one of them is not known for the platform."""
    hashed = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        found = [f"--hash=sha256:{digest}" for digest, file in _known() if _provides(file, line, platform)]
        if not found:
            return None
        hashed.append(" ".join([line, *found]))
    return hashed


def _known() -> Iterator[tuple[str, str]]:
    for line in HASHES.read_text(encoding="utf-8").splitlines():
        digest, _, file = line.partition("  ")
        yield digest, file


def _provides(file: str, requirement: str, platform: Platform) -> bool:
    """Whether a wheel or source distribution is of that name and version, and for that platform."""
    name, _, version = requirement.partition("==")
    stem = file.removesuffix(".tar.gz").removesuffix(".whl").replace("_", "-").lower()
    if not re.match(rf"{re.escape(f'{name}-{version}')}(?:\+[a-z0-9.]+)?(?:-|$)", stem):
        return False
    anywhere = file.endswith(("-none-any.whl", ".tar.gz"))
    return anywhere or (f"-cp{platform.python.replace('.', '')}-" in file and file.endswith(f"{platform.machine}.whl"))


def wants_cuda(report: dict[str, Any], machine: str) -> bool:
    """Whether the torch build in pip's report needs CUDA's libraries on this processor."""
    wanted = [line for package in report["install"] for line in package["metadata"].get("requires_dist", ())]
    # a marker may name another processor; a requirement for ours names ours or none
    return any(
        line.startswith(("nvidia-", "cuda-")) and ("platform_machine" not in line or machine in line)
        for line in wanted
        if "extra ==" not in line
    )


def _tags(platform: Platform) -> Iterator[str]:
    """The platform tags whose wheels run in the image, best first."""
    for minor in range(platform.glibc_minor, _OLDEST_GLIBC - 1, -1):
        yield f"manylinux_2_{minor}_{platform.machine}"
    yield f"manylinux2014_{platform.machine}"
    yield f"linux_{platform.machine}"


@contextlib.contextmanager
def _as_tar(folder: Path) -> Iterator[Iterator[bytes]]:
    """A folder as the bytes of a tar file, owned by root, without a second copy on the disk."""

    def owned_by_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    def write(target: IO[bytes]) -> None:
        # whoever reads reports why the reader went away
        with contextlib.suppress(BrokenPipeError), target, tarfile.open(fileobj=target, mode="w|") as tar:
            tar.add(folder, folder.name, filter=owned_by_root)

    source, sink = os.pipe()
    thread = threading.Thread(target=write, args=(os.fdopen(sink, "wb"),))
    with os.fdopen(source, "rb") as stream:
        thread.start()
        yield iter(lambda: stream.read(1 << 20), b"")
    thread.join()
