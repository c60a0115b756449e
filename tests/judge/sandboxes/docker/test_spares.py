"""Spares, on a real engine: who gets one, when it ends, and what never is one."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from judge.cli.context import Context
from judge.errors import SandboxError
from judge.judging import judge
from judge.problem import Problem, Runtime
from judge.sandboxes import Sandbox, Settings
from judge.sandboxes.docker import containers, direct_socket, spares
from judge.sandboxes.docker import sandbox as docker_module
from judge.sandboxes.docker.containers import OWNER, Container
from judge.sandboxes.docker.engine import Engine, EngineError
from judge.sandboxes.images import tags
from judge.sandboxes.own_folder import user_lock
from judge.submission import Submission
from judge.verdict import Report, Verdict

pytestmark = pytest.mark.docker

TEST = "def test_one(solution):\n    assert solution.f(1) == 1\n"
RIGHT = b"def f(x): return x"
RACES = 20 * int(os.environ.get("JUDGE_DRILL_ROUNDS", "1"))
"""Rounds of a race for one spare; see CONTRIBUTING.md for drills at full length."""


class Pool:
    """The spares of an owner that no other test has."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings

    def with_(self, **changes: Any) -> Pool:
        return Pool(self.engine, replace(self.settings, **changes))

    def refill(self, *runtimes: Runtime, memory_mb: int = 64) -> list[str]:
        return docker_module.refill(self.settings, dict.fromkeys(runtimes or (Runtime.PYTHON,), memory_mb), print)

    def there(self) -> list[Container]:
        return containers.ours(self.engine, f"{OWNER}={self.settings.owner}")

    def waiting(self, role: str = "") -> list[Container]:
        return [one for one in self.there() if spares.is_waiting(one) and role in one.role]

    def submit(self, problem: Problem, source: bytes = RIGHT) -> Report:
        return judge(problem, Submission("x.py", source), docker_module.connect(problem.runtime, print, self.settings))

    def clean(self) -> None:
        for one in self.there():
            containers.remove(self.engine, one.id)


@pytest.fixture
def pool(docker: Callable[[Runtime], Sandbox]) -> Iterator[Pool]:
    docker(Runtime.PYTHON)
    settings = replace(Context().settings, owner=uuid.uuid4().hex[:12], spare_s=300, max_spares=6)
    made = Pool(docker_module.engine_of(settings), settings)
    yield made
    made.clean()


@pytest.fixture
def problem(make_problem: Callable[..., Problem]) -> Problem:
    return make_problem(TEST)


def soon(condition: Callable[[], bool], within_s: float = 20.0) -> bool:
    deadline = time.monotonic() + within_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_submission_takes_what_waits(pool: Pool, problem: Problem) -> None:
    assert len(pool.refill()) == 2
    report = pool.submit(problem)
    assert (report.verdict, report.sandbox.warm) == (Verdict.ACCEPTED, True)


def test_without_a_spare_a_submission_starts_its_own_container(pool: Pool, problem: Problem) -> None:
    report = pool.submit(problem)
    assert (report.verdict, report.sandbox.warm) == (Verdict.ACCEPTED, False)


def test_a_worker_that_has_run_a_submission_is_gone_and_the_grader_waits_again(pool: Pool, problem: Problem) -> None:
    pool.refill()
    (grader,) = pool.waiting("grader")
    pool.submit(problem)
    assert soon(lambda: [one.id for one in pool.there()] == [grader.id])
    assert [one.id for one in pool.waiting()] == [grader.id]


@pytest.mark.parametrize(
    "source", [b"def f(x): return 2", b"def f(x: return", b"import os\ndef f(x): os._exit(0)"], ids=["WA", "CE", "RTE"]
)
def test_a_grader_serves_the_next_submission_however_the_last_one_ended(
    pool: Pool, problem: Problem, source: bytes
) -> None:
    pool.refill()
    (grader,) = pool.waiting("grader")
    assert pool.submit(problem, source).verdict is not Verdict.ACCEPTED
    pool.refill()
    report = pool.submit(problem)
    assert (report.verdict, report.sandbox.warm) == (Verdict.ACCEPTED, True)
    assert [one.id for one in pool.waiting("grader") if spares.tests_of(one)] == [grader.id]


def test_a_grader_that_has_run_the_tests_of_a_problem_is_taken_for_no_other(
    pool: Pool, make_problem: Callable[..., Problem]
) -> None:
    one, other = make_problem(TEST, id="one"), make_problem(f"{TEST}# another\n", id="other")
    pool.refill()
    (grader,) = pool.waiting("grader")
    pool.submit(one)
    assert not pool.submit(other).sandbox.warm
    waiting = {spare.id: spares.tests_of(spare) for spare in pool.waiting("grader")}
    assert (len(waiting), len(set(waiting.values())), "" in waiting.values()) == (2, 2, False)
    pool.refill()
    assert pool.submit(one).sandbox.warm
    assert waiting[grader.id] in {spares.tests_of(spare) for spare in pool.waiting("grader")}


def test_a_refill_sees_to_a_grader_for_a_problem_that_comes_next(
    pool: Pool, make_problem: Callable[..., Problem]
) -> None:
    pool.refill()
    pool.submit(make_problem(TEST, id="one"))
    assert len(pool.refill()) == 2
    assert pool.submit(make_problem(f"{TEST}# another\n", id="other")).sandbox.warm


def test_of_graders_that_wait_no_more_are_kept_than_there_may_be_spares(
    pool: Pool, make_problem: Callable[..., Problem]
) -> None:
    small = pool.with_(max_spares=2)
    for number in range(3):
        small.submit(make_problem(f"{TEST}# {number}\n", id=f"p{number}"))
    assert soon(lambda: len(small.there()) == 2)
    assert len(small.waiting("grader")) == 2


def test_a_spare_of_another_memory_limit_gets_the_limit_of_the_problem(pool: Pool, problem: Problem) -> None:
    pool.refill(memory_mb=2048)
    greedy = b"def f(x):\n    held = [bytearray(16 << 20) for _ in range(40)]\n    return x"
    report = pool.submit(problem, greedy)
    assert (report.verdict, report.sandbox.warm) == (Verdict.MEMORY_LIMIT, True)


def test_another_owner_gets_none(pool: Pool, problem: Problem) -> None:
    pool.refill()
    other = pool.with_(owner=uuid.uuid4().hex[:12])
    try:
        assert not other.submit(problem).sandbox.warm
    finally:
        other.clean()
    assert len(pool.waiting()) == 2


def test_no_spares_means_none(pool: Pool, problem: Problem) -> None:
    never = pool.with_(spare_s=0)
    assert never.refill() == []
    assert never.submit(problem).verdict is Verdict.ACCEPTED
    assert soon(lambda: not pool.there())


def test_a_refill_starts_only_what_is_missing(pool: Pool) -> None:
    assert len(pool.refill()) == 2
    assert pool.refill() == []
    assert len(pool.refill(Runtime.NUMPY)) == 2


def test_the_least_recently_used_make_room(pool: Pool) -> None:
    small = pool.with_(max_spares=2)
    small.refill()
    time.sleep(1.1)  # a name tells the second
    small.refill(Runtime.NUMPY)
    assert {one.runtime for one in small.waiting()} == {"numpy"}


def test_a_spare_ends_itself_when_nobody_comes(pool: Pool) -> None:
    brief = pool.with_(spare_s=1)
    brief.refill()
    assert soon(lambda: not brief.there())


def test_a_spare_that_ended_between_claim_and_use_is_passed_over(
    pool: Pool, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.refill()
    claim = spares.claim
    killed = []

    def claim_and_kill(engine: Engine, recipe: containers.Recipe, tests: str) -> Container | None:
        spare = claim(engine, recipe, tests)
        if spare is not None:
            engine.request("POST", f"/containers/{spare.id}/kill")
            killed.append(spare.id)
        return spare

    monkeypatch.setattr(spares, "claim", claim_and_kill)
    assert pool.submit(problem).verdict is Verdict.ACCEPTED
    assert len(killed) == 2


def test_a_spare_that_ends_after_it_was_attached_is_passed_over(
    pool: Pool, problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.refill()
    runs = containers.is_running

    def run_and_be_killed(engine: Engine, container: Container) -> bool:
        was_there = runs(engine, container)
        engine.request("POST", f"/containers/{container.id}/kill")
        return was_there

    monkeypatch.setattr(containers, "is_running", run_and_be_killed)
    report = pool.submit(problem)
    assert (report.verdict, report.sandbox.warm) == (Verdict.ACCEPTED, False)


def test_a_spare_of_another_image_is_never_taken_and_is_cleaned_up(
    pool: Pool, problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool.refill()
    old = {one.id for one in pool.waiting()}
    folder = shutil.copytree(tags.FOLDER, tmp_path / "sandbox")
    (folder / "frames.py").write_text((folder / "frames.py").read_text() + "\n# changed\n")
    monkeypatch.setattr(tags.tag, "__defaults__", (None, folder))
    new = tags.tag(tags.Target.PYTHON)
    engine = pool.engine
    engine.request(
        "POST",
        f"/images/{tags.tag(tags.Target.PYTHON, None, tags.FOLDER)}/tag?repo=judge-sandbox&tag={new.split(':')[1]}",
    )
    try:
        report = pool.submit(problem)
        assert (report.verdict, report.sandbox.warm) == (Verdict.ACCEPTED, False)
        pool.refill()
        assert not old & {one.id for one in pool.there()}
    finally:
        pool.clean()
        engine.request("DELETE", f"/images/{new}?force=1")


def test_what_was_created_and_never_started_is_cleaned_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = docker_module.worker_recipe("python", tags.tag(tags.Target.PYTHON), pool.settings, "")
    left = containers.create(pool.engine, recipe, spares.taken_name("worker", uuid.uuid4().hex[:12]), 256, 0)
    pool.refill()
    assert left.id in {one.id for one in pool.there()}  # its maker may be about to start it
    monkeypatch.setattr(spares, "_ABANDONED_S", -1)
    pool.refill()
    assert left.id not in {one.id for one in pool.there()}


def test_a_name_can_be_taken_once(pool: Pool) -> None:
    pool.refill()
    recipe = docker_module.worker_recipe("python", tags.tag(tags.Target.PYTHON), pool.settings, "")
    assert spares.claim(pool.engine, recipe) is not None
    assert spares.claim(pool.engine, recipe) is None


@pytest.mark.parametrize(
    "make_room",
    [
        lambda engine, settings: spares.tidy(engine, settings, ()),
        lambda engine, settings: spares.start_missing(engine, replace(settings, max_spares=0), ()),
    ],
    ids=["other settings", "no room"],
)
def test_a_spare_that_is_claimed_while_a_refill_makes_room_is_not_removed(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, make_room: Callable[[Engine, Settings], object]
) -> None:
    pool.refill()
    before = pool.waiting()
    is_waiting = spares.is_waiting

    def claim_once_listed(container: Container) -> bool:
        waits = is_waiting(container)
        if container in before:
            taken = spares.taken_name(container.role, container.name.split("-")[3])
            with contextlib.suppress(EngineError):  # the second time
                containers.rename(pool.engine, container.name, taken)
        return waits

    monkeypatch.setattr(spares, "is_waiting", claim_once_listed)
    make_room(pool.engine, pool.settings)
    assert {one.id for one in before} <= {one.id for one in pool.there()}


def test_whoever_comes_second_cannot_rename_what_was_renamed(pool: Pool) -> None:
    pool.refill()
    (worker,) = pool.waiting("worker")
    taken = spares.taken_name("worker", worker.name.split("-")[3])
    containers.rename(pool.engine, worker.id, taken)
    with pytest.raises(EngineError):
        containers.rename(pool.engine, worker.id, taken)


class Racers:
    """Processes that judge at the same moment."""

    def __init__(self, count: int, problem: Problem, pool: Pool) -> None:
        arguments = [str(problem.folder), pool.settings.owner, str(pool.settings.spare_s)]
        self._processes = [
            subprocess.Popen(
                [sys.executable, str(Path(__file__).parents[3] / "support" / "racer.py"), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                bufsize=1,
            )
            for _ in range(count)
        ]
        assert self._lines() == ["ready"] * count

    def _lines(self) -> list[str]:
        return [process.stdout.readline().strip() for process in self._processes if process.stdout]

    def go(self) -> list[str]:
        self.send("def f(x): return x")
        return self._lines()

    def send(self, source: str) -> None:
        for process in self._processes:
            assert process.stdin
            process.stdin.write(f"{source}\n")

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_of_two_processes_that_race_for_one_spare_one_gets_it_and_both_get_a_verdict(
    pool: Pool, problem: Problem
) -> None:
    racers = Racers(2, problem, pool)
    try:
        racers.go()  # leaves each a grader, so that only workers are fought for
        for _ in range(RACES):
            pool.refill()
            assert len(pool.waiting("worker")) == 1
            assert sorted(racers.go()) == ["AC cold", "AC warm"]
    finally:
        racers.close()


def test_where_judge_and_engine_share_a_file_system_nothing_goes_through_the_engine(pool: Pool) -> None:
    channel = docker_module.connect(Runtime.PYTHON, print, pool.settings).open_worker(Runtime.PYTHON, 64)
    try:
        assert channel._direct is not None
        assert not list(Path(direct_socket.folder(pool.settings.owner)).iterdir())  # the name is gone
    finally:
        channel.kill()


def test_where_they_do_not_the_streams_serve(
    pool: Pool, problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setattr(docker_module, "_binds", lambda _: (f"{elsewhere}:/io:ro",))
    pool.refill()
    for warm in (True, False):
        report = pool.submit(problem)
        assert (report.verdict, report.sandbox.warm) == (Verdict.ACCEPTED, warm)


def test_a_folder_for_sockets_that_another_user_made_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert direct_socket.folder("mine").startswith(str(tmp_path))
    (tmp_path / "there").mkdir()
    (tmp_path / f"judge-{os.getuid()}" / "theirs").symlink_to(tmp_path / "there")
    assert direct_socket.folder("theirs") == ""


def test_the_folder_for_sockets_lies_in_that_of_the_session_and_only_its_owner_may_enter_it(tmp_path: Path) -> None:
    session = tmp_path / "session"
    session.mkdir(mode=0o700)
    before = os.umask(0)
    try:
        assert direct_socket.folder("mine", session) == str(session / "judge/mine")
    finally:
        os.umask(before)
    modes = [(session / name).stat().st_mode & 0o777 for name in ("judge", "judge/mine")]
    assert modes == [0o700, 0o711]  # a container sees the inner one alone, as another user


@pytest.mark.parametrize("squat", ["link", "file", "another user's"])
def test_a_folder_in_the_shared_temporary_folder_that_somebody_else_made_first_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, squat: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place = tmp_path / f"judge-{os.getuid()}"
    match squat:
        case "link":
            (tmp_path / "there").mkdir()
            place.symlink_to(tmp_path / "there")
        case "file":
            place.touch()
        case _ if os.geteuid():
            pytest.skip("only root can give files away")
        case _:
            place.mkdir()
            os.chown(place, 12345, 12345)
    assert direct_socket.folder("mine") == ""
    with pytest.raises(SandboxError, match="cannot create a lock") as raised, user_lock("images"):
        pass
    assert str(place) in raised.value.hint


def runs_tests(engine: Engine, container: Container) -> bool:
    """Whether it is a grader whose fork that has collected has forked again."""
    if container.role != "grader" or container.state != "running":
        return False
    return len(json.loads(engine.request("GET", f"/containers/{container.id}/top"))["Processes"]) == 3


def test_a_grader_whose_judge_is_gone_ends_at_once(pool: Pool, make_problem: Callable[..., Problem]) -> None:
    problem = make_problem("import time\n\n\ndef test_one(solution):\n    time.sleep(30)\n")
    racers = Racers(1, problem, pool)
    racers.send("def f(x): return x")
    assert soon(lambda: any(runs_tests(pool.engine, one) for one in pool.there()), within_s=30)
    racers.close()
    assert soon(lambda: not pool.there(), within_s=10)


def test_what_is_not_running_holds_no_memory(pool: Pool) -> None:
    recipe = docker_module.worker_recipe("python", tags.tag(tags.Target.PYTHON), pool.settings, "")
    made = containers.create(pool.engine, recipe, spares.taken_name("worker", uuid.uuid4().hex[:12]), 256, 0)
    assert containers.used_mb(pool.engine, made.id) == 0
    containers.start(pool.engine, made)
    assert containers.used_mb(pool.engine, made.id) > 0
    containers.remove(pool.engine, made.id)
    assert containers.used_mb(pool.engine, made.id) == 0


@pytest.mark.parametrize(
    ("chosen", "there", "started_with"), [("", True, "runsc"), ("", False, ""), ("runc", True, "runc")]
)
def test_solutions_run_in_gvisor_where_the_engine_has_it_unless_the_user_says_otherwise(
    docker: Callable[[Runtime], Sandbox], monkeypatch: pytest.MonkeyPatch, chosen: str, there: bool, started_with: str
) -> None:
    sandbox = docker(Runtime.PYTHON)
    monkeypatch.setattr(sandbox, "_settings", replace(sandbox._settings, oci_runtime=chosen))
    monkeypatch.setattr(containers, "host", lambda _: containers.Host(cores=2, gvisor=there))
    assert sandbox.oci_runtime == started_with
