"""`judge watch` as a person sees it: a terminal, saves and keys."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from judge.problem import Runtime
from judge.records import Records
from judge.sandboxes import Sandbox
from judge.sandboxes.docker import containers, sandbox
from judge.sandboxes.docker.containers import OWNER
from tests.support.small_problems import RIGHT, WRONG

KEYS = "q quit"
HANGS = "import time\ndef add(a, b):\n    time.sleep(60)\n"


class Watching:
    """A terminal in which `judge watch` runs."""

    def __init__(self, file: Path, *options: str, **environment: str) -> None:
        self.file = file
        self.screen = pexpect.spawn(
            sys.executable,
            ["-m", "judge", "watch", "addition", str(file), *options],
            env={**os.environ, "TERM": "xterm", **environment},
            encoding="utf-8",
            timeout=60,
            dimensions=(40, 100),
        )

    def shown(self, until: str = KEYS) -> str:
        """What has been shown since the last time, up to and with `until`."""
        self.screen.expect_exact(until)
        return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", self.screen.before + self.screen.after)

    def save(self, text: str) -> None:
        self.file.write_text(text)

    def press(self, key: str) -> None:
        self.screen.send(key)

    def code(self) -> int | None:
        self.screen.expect(pexpect.EOF)
        self.screen.close()
        return self.screen.exitstatus


@pytest.fixture
def watching(folder: Path) -> Iterator[Callable[..., Watching]]:
    made = []

    def start(source: str = RIGHT, *options: str, file: Path = folder / "add.py", **environment: str) -> Watching:
        file.write_text(source)
        made.append(Watching(file, *options, **environment))
        return made[-1]

    yield start
    for one in made:
        one.screen.close(force=True)


def test_it_judges_the_samples_at_once(watching: Callable[..., Watching]) -> None:
    shown = watching().shown()
    assert "Samples pass (2 of 2)" in shown
    assert "Now run all tests: press a" in shown


def test_it_judges_again_on_a_save_and_says_what_turned_red_and_green(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.save("def add(a, b): return 3")
    assert "now red: test_zeros" in one.shown()
    one.save(RIGHT)
    assert "now green: test_zeros" in one.shown()


def test_a_file_that_an_editor_replaces_is_judged(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    fresh = one.file.with_suffix(".swap")
    fresh.write_text("def add(a, b): return 3")
    fresh.replace(one.file)
    assert "now red: test_zeros" in one.shown()


def test_a_file_that_is_gone_is_told_and_judged_when_it_is_back(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.file.unlink()
    assert "does not exist" in one.shown()
    one.save(RIGHT)
    assert "Samples pass" in one.shown()


def test_every_save_is_judged_after_the_folder_was_made_anew(watching: Callable[..., Watching], folder: Path) -> None:
    (folder / "mine").mkdir()
    one = watching(file=folder / "mine" / "add.py")
    one.shown()
    for _ in range(2):
        shutil.rmtree(one.file.parent)
        one.file.parent.mkdir()
        one.save("def add(a, b): return 3")
        one.shown("now red: test_zeros")
        one.shown()
        one.save(RIGHT)
        one.shown("now green: test_zeros")
        one.shown()


def test_a_folder_that_is_gone_is_reported_and_watched_when_it_is_back(
    watching: Callable[..., Watching], folder: Path
) -> None:
    (folder / "mine").mkdir()
    one = watching(file=folder / "mine" / "add.py")
    one.shown()
    one.file.parent.rename(folder / "away")
    assert "is gone. Saves are judged again" in one.shown("when it is back.")
    one.shown()
    (folder / "away").rename(one.file.parent)
    one.shown("Samples pass")
    one.shown()
    one.save("def add(a, b): return 3")
    assert "now red: test_zeros" in one.shown()


def test_a_file_that_cannot_be_loaded_is_told_and_watched_on(watching: Callable[..., Watching]) -> None:
    one = watching("def add(a, b:\n")
    assert "SyntaxError" in one.shown()
    one.save(RIGHT)
    assert "now green: test_one_and_two, test_zeros" in one.shown()


def test_with_all_it_judges_all_tests(watching: Callable[..., Watching]) -> None:
    assert "3 of 3 tests" in watching(RIGHT, "--all").shown()


def test_a_turns_all_tests_on_and_off(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.press("a")
    assert "3 of 3 tests" in one.shown()
    one.press("a")
    assert "Samples pass (2 of 2)" in one.shown()


def test_r_judges_again(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.press("r")
    assert "Samples pass (2 of 2)" in one.shown()


def test_only_s_records(watching: Callable[..., Watching], folder: Path) -> None:
    one = watching(WRONG)
    one.shown()
    one.press("s")
    assert "2 of 3 tests" in one.shown()
    with Records(folder / "home" / "records.sqlite3") as records:
        assert len(records.list()) == 1


def test_h_shows_the_next_hint(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.press("h")
    assert "Use a sign." in one.shown()
    one.press("h")
    assert "Use the plus sign." in one.shown()


def test_l_lists_the_problems(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.press("l")
    assert "add_hard" in one.shown()


def test_n_goes_on_to_the_next_problem(watching: Callable[..., Watching], folder: Path) -> None:
    one = watching()
    one.shown()
    one.press("s")
    one.shown()
    one.press("n")
    assert "Now watching add_hard" in one.shown("Read it: judge show add_hard")
    stub = folder / "solutions" / "add_hard.py"
    stub.write_text(RIGHT)
    assert "Samples pass" in one.shown()


def test_x_asks_before_it_resets_and_keeps_the_file(watching: Callable[..., Watching], folder: Path) -> None:
    one = watching()
    one.shown()
    one.press("x")
    one.shown("y/n")
    one.press("n")
    assert "Left as it is" in one.shown()
    assert one.file.read_text() == RIGHT
    one.press("x")
    one.shown("y/n")
    one.press("y")
    assert "NotImplementedError" in one.shown()
    with Records(folder / "home" / "records.sqlite3") as records:
        assert len(records.list()) == 1


def test_any_other_key_shows_the_keys(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.press("?")
    assert "h hint" in one.shown()


def test_q_ends_it_and_leaves_the_terminal_as_it_was(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.press("q")
    assert one.screen.wait() == 0
    assert termios.tcgetattr(one.screen.child_fd)[3] & termios.ICANON


@pytest.fixture(params=["process", pytest.param("docker", marks=pytest.mark.docker)])
def either_sandbox(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends in the middle of a run is seen to end in both."""
    if request.param == "docker":
        request.getfixturevalue("docker")(Runtime.PYTHON)
    monkeypatch.setenv("JUDGE_SANDBOX", request.param)


@pytest.mark.usefixtures("either_sandbox")
def test_q_ends_it_in_the_middle_of_a_run_that_hangs(watching: Callable[..., Watching]) -> None:
    one = watching(HANGS)
    one.shown("sample")
    began = time.monotonic()
    one.press("q")
    assert one.code() == 0
    assert time.monotonic() - began < 10  # the two tests would take a minute each without their limits


@pytest.mark.usefixtures("either_sandbox")
def test_a_save_in_the_middle_of_a_run_that_hangs_is_judged_at_once(watching: Callable[..., Watching]) -> None:
    one = watching(HANGS)
    one.shown("sample")
    one.save(RIGHT)
    assert "Samples pass" in one.shown()


def test_an_interrupt_ends_it_with_130(watching: Callable[..., Watching]) -> None:
    one = watching()
    one.shown()
    one.screen.sendintr()
    assert one.code() == 130


def test_no_color_means_none(watching: Callable[..., Watching]) -> None:
    one = watching(WRONG, NO_COLOR="1")
    one.screen.expect_exact(KEYS)
    assert not re.search(r"\x1b\[\d+(;\d+)*m", one.screen.before)


def test_without_a_terminal_it_judges_saves_and_writes_no_escapes(folder: Path) -> None:
    file = folder / "add.py"
    file.write_text(RIGHT)
    command = [sys.executable, "-m", "judge", "watch", "addition", str(file)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        first = next(line for line in lines if "Samples pass" in line)
        file.write_text("def add(a, b): return 3")
        second = next(line for line in lines if "Wrong answer" in line)
        process.terminate()
    assert "\x1b" not in first + second


@pytest.mark.docker
def test_it_keeps_its_containers_and_leaves_only_spares(
    watching: Callable[..., Watching], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    start: Callable[[Runtime], Sandbox] = request.getfixturevalue("docker")
    start(Runtime.PYTHON)
    monkeypatch.setenv("JUDGE_SANDBOX", "docker")
    from judge.cli.context import Context

    settings = Context().settings
    engine = sandbox.engine_of(settings)
    one = watching()
    one.shown()
    label = f"{OWNER}={settings.owner}"
    first = {container.id for container in containers.ours(engine, label)}
    one.save("def add(a, b): return 3")
    assert "now red" in one.shown()
    assert {container.id for container in containers.ours(engine, label)} == first
    one.press("q")
    assert one.code() == 0
    deadline = time.monotonic() + 20
    while containers.ours(engine, label) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not containers.ours(engine, label)
