"""The sandbox images: what their tags depend on, how their packages are fetched, what is in them."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from judge.errors import SandboxError
from judge.problem import Runtime
from judge.sandboxes.docker import errors as engine
from judge.sandboxes.images import base_image, build, packages, tags
from judge.sandboxes.images.base_image import Platform
from judge.sandboxes.images.tags import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from docker import DockerClient

ARM = Platform(python="3.12", machine="aarch64", glibc_minor=28)
INTEL = Platform(python="3.11", machine="x86_64", glibc_minor=36)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of sandbox/ that a test may change."""
    return shutil.copytree(tags.FOLDER, tmp_path / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.mark.parametrize("name", ["Dockerfile", "requirements.txt", "worker.py", "__init__.py"])
def test_a_change_of_any_input_gives_both_images_another_tag(folder: Path, name: str) -> None:
    before = [tags.tag(target, folder=folder) for target in Target]
    with (folder / name).open("a") as file:
        file.write("\n# changed")
    assert not set(before) & {tags.tag(target, folder=folder) for target in Target}


def test_a_renamed_module_gives_another_tag(folder: Path) -> None:
    before = tags.tag(Target.PYTHON, folder=folder)
    (folder / "worker.py").rename(folder / "zorker.py")
    assert tags.tag(Target.PYTHON, folder=folder) != before


def test_another_torch_leaves_the_python_image_as_it_is(folder: Path) -> None:
    before = {target: tags.tag(target, folder=folder) for target in Target}
    path = folder / "requirements-torch.txt"
    path.write_text(re.sub(r"torch==.*", "torch==9.9.9", path.read_text()))
    assert tags.tag(Target.PYTHON, folder=folder) == before[Target.PYTHON]
    assert tags.tag(Target.TORCH, folder=folder) != before[Target.TORCH]


def test_another_base_gives_another_tag() -> None:
    assert tags.tag(Target.PYTHON, base="python:3.12-slim") != tags.tag(Target.PYTHON)


def test_the_tag_does_not_depend_on_where_judge_is_installed_or_on_caches(folder: Path) -> None:
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "worker.cpython-311.pyc").write_bytes(b"anything")
    assert tags.tag(Target.TORCH, folder=folder) == tags.tag(Target.TORCH)


def test_a_tag_costs_milliseconds_since_every_submission_asks_for_it() -> None:
    def measure() -> float:
        begun = time.perf_counter()
        tags.tag(Target.TORCH)
        return time.perf_counter() - begun

    assert min(measure() for _ in range(20)) < 0.005


@pytest.mark.parametrize(
    ("runtime", "target"),
    [(Runtime.PYTHON, Target.PYTHON), (Runtime.NUMPY, Target.PYTHON), (Runtime.TORCH, Target.TORCH)],
)
def test_only_torch_problems_wait_for_torch(runtime: Runtime, target: Target) -> None:
    assert tags.target_for(runtime) is target


def test_the_requirements_are_pinned_and_none_is_named_twice() -> None:
    names = []
    for path in sorted(tags.FOLDER.glob("requirements*.txt")):
        for line in path.read_text().splitlines():
            if not line.startswith("#"):
                assert re.fullmatch(r"[a-z0-9-]+==\d[\w.]*", line), f"{path.name}: {line}"
                names.append(line.partition("==")[0])
    assert len(names) == len(set(names))


def test_an_index_that_cannot_be_reached_is_an_error_that_names_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name, raising=False)
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("nothing==1.0\n")
    with pytest.raises(SandboxError, match=r"fetch the packages of requirements\.txt.*nothing==1\.0") as caught:
        packages.fetch(requirements, INTEL, tmp_path / "into", print)
    assert "pip config list" in caught.value.hint


def test_a_pip_in_the_working_directory_is_not_the_pip_that_fetches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's branch may have one; `python -m pip`, typed there, runs it."""
    shadow = tmp_path / "pip"
    shadow.mkdir()
    (shadow / "__init__.py").write_text("")
    (shadow / "__main__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("nothing==1.0\n")
    with pytest.raises(SandboxError):
        packages.fetch(requirements, INTEL, tmp_path / "into", print)
    assert not (tmp_path / "ran").exists()
    subprocess.run([sys.executable, "-m", "pip", "install", "nothing"], check=True)
    assert (tmp_path / "ran").exists()


@pytest.fixture
def add_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put a wheel where pip finds it, and nothing else does it find."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))

    def add(name: str, version: str, tags: str, requires: str = "") -> None:
        facts = f"{name}-{version}.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        metadata += f"Requires-Dist: {requires}\n" if requires else ""
        with zipfile.ZipFile(shelf / f"{name}-{version}-{tags}.whl", "w") as wheel:
            wheel.writestr(f"{name}.py", "")
            wheel.writestr(f"{facts}/METADATA", metadata)
            wheel.writestr(f"{facts}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tags}\n")
            wheel.writestr(f"{facts}/RECORD", "")

    return add


def test_wheels_are_those_of_the_image_not_of_the_host(tmp_path: Path, add_wheel: Callable[..., None]) -> None:
    add_wheel("native", "1.0", "cp312-cp312-manylinux_2_28_aarch64")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("native==1.0\n")
    packages.fetch(requirements, ARM, tmp_path / "arm", print)
    assert (tmp_path / "arm" / "native.py").exists()
    with pytest.raises(SandboxError):
        packages.fetch(requirements, INTEL, tmp_path / "intel", print)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_hash_of_every_package_of_the_default_base_is_known(machine: str) -> None:
    for path in tags.FOLDER.glob("requirements*.txt"):
        wanted = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        hashed = packages._with_hashes(wanted, Platform("3.11", machine, 36))
        assert hashed is not None
        assert [line.partition(" ")[0] for line in hashed] == wanted
        assert all(re.fullmatch(r"\S+( --hash=sha256:[0-9a-f]{64})+", line) for line in hashed)


def test_a_package_that_is_not_the_known_one_is_refused_and_not_unpacked(
    tmp_path: Path, add_wheel: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_wheel("native", "1.0", "cp312-cp312-manylinux_2_28_aarch64")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("# all\nnative==1.0\n")
    monkeypatch.setattr(packages, "HASHES", tmp_path / "known")
    wheel = "native-1.0-cp312-cp312-manylinux_2_28_aarch64.whl"
    true = hashlib.sha256((tmp_path / "shelf" / wheel).read_bytes()).hexdigest()
    said: list[str] = []
    packages.HASHES.write_text(f"{true}  {wheel}\n")
    packages.fetch(requirements, ARM, tmp_path / "right", said.append)
    assert (tmp_path / "right/native.py").exists()
    assert not any("No hashes" in line for line in said)
    packages.HASHES.write_text(f"{'0' * 64}  {wheel}\n")
    with pytest.raises(SandboxError, match="Expected sha256 0000"):
        packages.fetch(requirements, ARM, tmp_path / "wrong", said.append)
    assert not (tmp_path / "wrong").exists()
    packages.HASHES.write_text(f"{'0' * 64}  {wheel.replace('aarch64', 'x86_64')}\n")
    packages.fetch(requirements, ARM, tmp_path / "unknown", said.append)
    assert "No hashes are known for Python 3.12 on aarch64: requirements.txt is checked by version only." in said


def test_nothing_is_fetched_or_built_from_source_inside_an_image() -> None:
    steps = re.sub(r"(?m)^ *#.*", "", (tags.FOLDER / "Dockerfile").read_text()).replace("--without-pip", "")
    assert not re.search(r"\b(pip|curl|wget|apt|apt-get|ADD|setup\.py)\b", steps)
    assert "--only-binary=:all:" in tags.PIP


def test_a_torch_for_gpus_is_refused_with_the_way_to_the_small_one(
    tmp_path: Path, add_wheel: Callable[..., None]
) -> None:
    add_wheel("torch", "2.13.0", "py3-none-any", 'nvidia-nccl-cu13==2.30; platform_system == "Linux"')
    requirements = tmp_path / "requirements-torch.txt"
    requirements.write_text("torch==2.13.0\n")
    with pytest.raises(SandboxError, match="PyTorch for GPUs") as caught:
        packages.fetch(requirements, INTEL, tmp_path / "into", print)
    assert "PIP_EXTRA_INDEX_URL" in caught.value.hint
    assert not (tmp_path / "into").exists()


def test_a_torch_that_needs_cuda_only_on_other_processors_is_welcome() -> None:
    requires = ['nvidia-nccl-cu13==2.30; platform_machine == "x86_64"', 'nvidia-extra; extra == "all"', "sympy>=1.13.3"]
    report = {"install": [{"metadata": {"requires_dist": requires}}]}
    assert packages.wants_cuda(report, "x86_64")
    assert not packages.wants_cuda(report, "aarch64")


def test_a_full_disk_is_called_that() -> None:
    error = engine.failure("build the torch image", "write /layer.tar: no space left on device")
    assert "disk is full" in error.message
    assert "judge sandbox clean" in error.hint


def test_a_failure_keeps_the_last_lines_of_the_output() -> None:
    error = engine.failure("fetch", "Looking\nWARNING: old\nERROR: No matching distribution\n\n")
    assert error.message == "cannot fetch: Looking / ERROR: No matching distribution"


def test_a_second_builder_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said: list[str] = []
    entered = threading.Event()

    def second() -> None:
        with build._alone(said.append):
            entered.set()

    with build._alone(said.append):
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.1)
    assert entered.wait(5)
    thread.join()
    assert said == ["Waiting for another judge process to build the sandbox image…"]


@pytest.fixture
def client(docker: Callable[[Runtime], object]) -> Iterator[DockerClient]:
    """A client of the engine, which has the python image."""
    docker(Runtime.PYTHON)
    from judge.sandboxes.docker.sdk import client

    engine = client()
    yield engine
    engine.close()


@pytest.mark.docker
def test_an_image_that_is_there_is_taken_without_a_word(client: DockerClient) -> None:
    said: list[str] = []
    assert build.ensure(client, Target.PYTHON, said.append) == tags.tag(Target.PYTHON)
    assert not said


@pytest.mark.docker
def test_changed_code_is_built_without_fetching_a_package(
    client: DockerClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "fetch", lambda *_: pytest.fail("it fetched packages"))
    (folder / "frames.py").write_text("CHANGED = True\n")
    tag = build.ensure(client, Target.PYTHON, print, folder=folder)
    try:
        command = ["-I", "-c", "print(open('/judge/sandbox/frames.py').read())"]
        printed = client.containers.run(tag, command, entrypoint=["/venv/bin/python"], remove=True, network_mode="none")
        assert printed.strip() == b"CHANGED = True"
        assert tag in {name for state in build.status(client) for name in state.stale}
    finally:
        client.images.remove(tag)


@pytest.mark.docker
def test_a_step_that_fails_is_an_error_with_its_last_words(client: DockerClient, folder: Path) -> None:
    dockerfile = folder / "Dockerfile"
    dockerfile.write_text(
        dockerfile.read_text().replace("FROM base AS code", "FROM base AS code\nRUN echo alas; exit 3")
    )
    with pytest.raises(SandboxError, match=r"cannot build the python image: .*alas"):
        build.ensure(client, Target.PYTHON, print, folder=folder)


@pytest.mark.docker
def test_inside_the_image_nothing_is_writable_or_privileged_and_the_user_is_nobody(client: DockerClient) -> None:
    script = """if True:
        import os, stat
        print(os.getuid(), os.getgid())
        for folder, names, files in os.walk("/"):
            names[:] = [name for name in names if os.path.join(folder, name) not in ("/proc", "/sys", "/dev")]
            for path in (os.path.join(folder, name) for name in (".", *files)):
                mode = os.lstat(path).st_mode
                writable = os.access(path, os.W_OK) and not stat.S_ISLNK(mode)
                if writable or mode & (stat.S_ISUID | stat.S_ISGID):
                    print(path, oct(mode))
    """
    printed = client.containers.run(
        tags.tag(Target.PYTHON),
        ["-I", "-c", script],
        entrypoint=["/venv/bin/python"],
        remove=True,
        network_mode="none",
    )
    assert printed.decode().splitlines() == ["10001 10001"]


@pytest.mark.docker
def test_a_base_without_python_is_refused(client: DockerClient) -> None:
    tag = "judge-test-empty:1"
    client.api.import_image(b"\0" * 10240, repository="judge-test-empty", tag="1")
    try:
        with pytest.raises(SandboxError, match="use judge-test-empty:1 as a base"):
            base_image.inspect(client, tag)
        assert not client.containers.list(all=True, filters={"ancestor": tag})
    finally:
        client.images.remove(tag)


@pytest.mark.docker
def test_clean_removes_every_image_with_our_label(client: DockerClient, monkeypatch: pytest.MonkeyPatch) -> None:
    label = "judge.image.of.this.test"  # the images that other tests use must stay
    monkeypatch.setattr(build, "LABEL", label)
    for version in ("1", "2"):
        changes = [f"LABEL {label}={version}"]
        client.api.import_image(b"\0" * 10240, repository="judge-test-clean", tag=version, changes=changes)
    assert build.clean(client) == ["judge-test-clean:1", "judge-test-clean:2"]
    assert not client.images.list(name="judge-test-clean")
