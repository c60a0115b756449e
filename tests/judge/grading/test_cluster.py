"""`judge grade --cluster`: a real scheduler and real worker processes over TCP, and Docker where they judge."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from judge.cli.context import Context
from judge.cli.grade import cluster_worker
from judge.errors import ProblemError, SandboxError, UsageError
from judge.grading import cluster, cluster_wire
from judge.grading.cluster import WorkerSide
from judge.grading.results import Candidate, Graded
from judge.judging import judge
from judge.problem import Problem, Runtime, load
from judge.sandboxes.docker import containers, spares
from judge.sandboxes.docker.sandbox import engine_of
from judge.sandboxes.process import ProcessSandbox
from judge.submission import Submission
from judge.verdict import Verdict
from tests.support import deadly_worker
from tests.support.problem_files import write_problem

ROOT = Path(__file__).resolve().parents[3]
DASK = [sys.executable, "-m", "dask"]
TESTS = """\
from sandbox.checks import equal

def test_half(solution):
    equal(solution.f(4), 2, given="f(4)")

def test_quarter(solution):
    equal(solution.f(2), 1, given="f(2)")
"""
RIGHT = "def f(x):\n    return x // 2\n"
SLOW = "import time\ndef f(x):\n    time.sleep(0.4)\n    return x // 2\n"
WRONG = "def f(x):\n    return 2\n"
SIDE = WorkerSide(cluster_worker.trouble, cluster_worker.judge_piece)


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return write_problem(tmp_path_factory.mktemp("problems") / "half", TESTS)


def candidate(folder: Path, author: str, source: str, problem: str = "half") -> Candidate:
    path = folder / author / f"{problem}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    return Candidate(author, problem, path)


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file, subprocess.Popen(command, env=environment, stdout=file, stderr=file) as process:
        try:
            yield process
        finally:
            process.kill()


class Cluster:
    """A scheduler, and worker processes of one thread each that come and go."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack, protocol: str, allowed_failures: int) -> None:
        self._folder = folder
        self._stack = stack
        self.home = folder / "home"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
        self._environment = inherited | {"PYTHONPATH": f"{ROOT}", "JUDGE_HOME": str(self.home)}
        self._environment["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = str(allowed_failures)
        file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler",
            "--host",
            f"{protocol}://127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(file),
        )
        until(lambda: file.exists() and file.stat().st_size)
        self.url = str(json.loads(file.read_text())["address"])
        self.workers: dict[str, subprocess.Popen[bytes]] = {}

    def start_worker(self, **environment: str) -> None:
        name = f"w{len(self.workers)}"
        quiet = ["--no-nanny", "--no-dashboard", "--nthreads", "1", "--local-directory", str(self._folder / name)]
        self.workers[name] = self._start("worker", self.url, "--name", name, *quiet, **environment)

    def _start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        log = self._folder / f"{'-'.join(arguments[:1])}-{time.monotonic_ns()}.log"
        return self._stack.enter_context(running([*DASK, *arguments], self._environment | environment, log))


def until(condition: Callable[[], object], within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def dask(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    protocol, allowed_failures = getattr(request, "param", ("tcp", 3))
    with contextlib.ExitStack() as stack:
        made = Cluster(tmp_path, stack, protocol, allowed_failures)
        monkeypatch.setenv("JUDGE_HOME", str(made.home))  # whose containers they are
        yield made


def left_over(*states: str) -> list[str]:
    settings = Context().settings
    found = containers.ours(engine_of(settings), f"{containers.OWNER}={settings.owner}")
    return [container.name for container in found if container.state in states]


@pytest.mark.docker
@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    dask: Cluster,
    problem: Problem,
    tmp_path: Path,
    docker: Callable[[Runtime], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    docker(Runtime.PYTHON)  # its image is there
    for _ in range(2):
        dask.start_worker()
    candidates = [candidate(tmp_path / "solutions", f"author{number}", SLOW) for number in range(6)]
    candidates += [candidate(tmp_path / "solutions", f"wrong{number}", WRONG) for number in range(2)]
    results: list[Graded] = []
    killed: list[str] = []

    def kill_one_that_is_at_work() -> None:
        """Where there are four containers, both workers are at a piece, each with two."""
        until(lambda: len(left_over("running")) == 4)
        os.kill(dask.workers["w0"].pid, signal.SIGKILL)
        killed.append("w0")

    killer = threading.Thread(target=kill_one_that_is_at_work)
    killer.start()
    results.extend(cluster.grade(candidates, lambda _: problem, dask.url, SIDE))
    killer.join()
    assert killed
    assert dask.workers["w0"].wait() == -signal.SIGKILL
    assert Counter(graded.candidate for graded in results) == Counter(candidates)
    verdicts = {graded.candidate.author: graded.report and graded.report.verdict for graded in results}
    assert {verdict for author, verdict in verdicts.items() if author.startswith("wrong")} == {Verdict.WRONG_ANSWER}
    assert {verdict for author, verdict in verdicts.items() if author.startswith("author")} == {Verdict.ACCEPTED}
    assert all(graded.report.sandbox.kind == "docker" for graded in results if graded.report)
    # killed between creating a container and starting it, a worker leaves one that the next grading removes
    until(lambda: not left_over("running"), 20)
    monkeypatch.setattr(spares, "_ABANDONED_S", 0)
    cluster_worker.remove_abandoned()
    assert not left_over("running", "created")


@pytest.mark.slow
@pytest.mark.parametrize("dask", [("tcp", 0)], indirect=True)  # given up with the first worker that it takes along
def test_a_solution_that_kills_its_worker_is_a_judge_error_and_harms_no_other(
    dask: Cluster, problem: Problem, tmp_path: Path
) -> None:
    for _ in range(3):
        dask.start_worker()
    sources = {"half": RIGHT, "quarter": f"{RIGHT}# poison\n", "third": WRONG, "fifth": f"{RIGHT}# engine\n"}
    problems = {name: write_problem(tmp_path / "problems" / name, TESTS) for name in sources}
    candidates = [candidate(tmp_path / "solutions", "a", source, name) for name, source in sources.items()]
    side = WorkerSide(deadly_worker.trouble, deadly_worker.judge_piece)
    results = list(cluster.grade(candidates, problems.__getitem__, dask.url, side))
    assert Counter(graded.candidate for graded in results) == Counter(candidates)
    found = {graded.candidate.problem: graded for graded in results}
    assert "every worker that judged it was lost" in found["quarter"].fault
    assert "the engine has gone away" in found["fifth"].fault
    assert (found["half"].accepted, found["third"].accepted, found["third"].judge_error) == (True, False, False)


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_explained_and_nothing_hangs(
    dask: Cluster, problem: Problem, tmp_path: Path
) -> None:
    dask.start_worker()
    candidates = [candidate(tmp_path / "solutions", f"a{number}", SLOW) for number in range(8)]
    side = WorkerSide(deadly_worker.trouble, deadly_worker.judge_piece)
    grading = cluster.grade(candidates, lambda _: problem, dask.url, side)
    assert next(grading).accepted
    dask.scheduler.kill()
    with pytest.raises(SandboxError, match="the scheduler of the cluster at .* is gone"):
        list(grading)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that all sides have and trust, told to Dask as docs/cluster.md says."""
    files = {"CA_FILE": "ca.pem"}
    for side in ("SCHEDULER", "WORKER", "CLIENT"):
        files |= {f"{side}__CERT": "ca.pem", f"{side}__KEY": "key.pem"}
    for name, file in files.items():
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{name}", str(tmp_path / file))
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION", "true")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=judge"]
    subprocess.run([*make, "-keyout", "key.pem", "-out", "ca.pem"], cwd=tmp_path, check=True, capture_output=True)


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.usefixtures("certificate")
@pytest.mark.parametrize("dask", [("tls", 3)], indirect=True)
def test_the_command_grades_on_a_cluster_over_tls(dask: Cluster, problem: Problem, tmp_path: Path) -> None:
    assert dask.url.startswith("tls://")
    dask.start_worker()
    candidate(tmp_path / "solutions", "alice", RIGHT)
    candidate(tmp_path / "solutions", "bob", WRONG)
    command = [sys.executable, "-m", "judge", "--problems", str(problem.folder.parent), "grade", "--cluster", dask.url]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "alice/half  AC  2 of 2" in ran.stdout
    assert "bob/half  WA  1 of 2" in ran.stdout


@pytest.mark.docker
def test_a_worker_without_docker_is_named_with_what_it_lacks(dask: Cluster, problem: Problem, tmp_path: Path) -> None:
    dask.start_worker(DOCKER_HOST=f"unix://{tmp_path}/no.sock")
    with pytest.raises(SandboxError, match=r"worker tcp://127\.0\.0\.1:\d+ cannot grade: No Docker engine answers"):
        list(cluster.grade([candidate(tmp_path, "a", RIGHT)], lambda _: problem, dask.url, SIDE))


def test_a_worker_with_another_judge_is_named_with_both_versions(
    dask: Cluster, problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dask.start_worker()
    there = cluster_wire.version()
    monkeypatch.setattr(cluster_wire, "version", lambda: "9.9.9")
    with pytest.raises(SandboxError) as caught:
        list(cluster.grade([candidate(tmp_path, "a", RIGHT)], lambda _: problem, dask.url, SIDE))
    assert f"has judge {there}, but this machine has 9.9.9" in caught.value.message
    assert caught.value.hint


def test_a_cluster_without_workers_says_how_to_start_one(
    dask: Cluster, problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 2.0)
    with pytest.raises(SandboxError, match="has no workers") as caught:
        list(cluster.grade([candidate(tmp_path, "a", RIGHT)], lambda _: problem, dask.url, SIDE))
    assert f"dask worker {dask.url}" in caught.value.hint


def test_no_scheduler_at_the_address_is_explained(
    problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 1.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SandboxError, match="no scheduler answers at"):
            list(cluster.grade([candidate(tmp_path, "a", RIGHT)], lambda _: problem, url, SIDE))


def test_tls_without_certificates_is_explained(problem: Problem, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="no secure connection") as caught:
        list(cluster.grade([candidate(tmp_path, "a", RIGHT)], lambda _: problem, "tls://127.0.0.1:1", SIDE))
    assert "docs/cluster.md" in caught.value.hint


@pytest.mark.parametrize("url", ["", "localhost:8786", "http://h:1", "inproc://h:1", "tcp://h", "tcp://h:1/../x"])
def test_an_invalid_address_is_a_usage_error(problem: Problem, tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="is not a valid scheduler address"):
        list(cluster.grade([candidate(tmp_path, "a", RIGHT)], lambda _: problem, url, SIDE))


# what travels


def piece(problem: Problem, source: str = RIGHT) -> cluster_wire.Piece:
    own = (Candidate("a", problem.id, Path("a/half.py")), Submission("a/half.py", source.encode()))
    return cluster_wire.Piece("a", problem.runtime, (own,))


def test_a_problem_that_has_travelled_is_judged_as_before(problem: Problem, tmp_path: Path) -> None:
    arrived = cluster_wire.unpack_problem(cluster_wire.pack_problem(problem), tmp_path)
    assert arrived.folder != problem.folder
    assert arrived.test_files() == problem.test_files()
    for source, verdict in ((RIGHT, Verdict.ACCEPTED), (WRONG, Verdict.WRONG_ANSWER)):
        assert judge(arrived, Submission("x.py", source.encode()), ProcessSandbox()).verdict is verdict


def test_of_a_problem_travel_its_description_and_its_tests_and_nothing_else() -> None:
    data = cluster_wire.pack_problem(load(ROOT / "problems" / "layer_norm"))
    assert b"test_hidden.py" in data
    for absent in ("editorial.md", "statement.md", "stub.py", "submissions"):
        assert absent.encode() not in data


def test_the_same_work_has_the_same_name_and_other_work_another(problem: Problem) -> None:
    digests = {"half": "1"}
    name = piece(problem).key(digests)
    assert piece(problem).key(dict(digests)) == name
    other_author = cluster_wire.Piece("b", problem.runtime, piece(problem).solutions)
    others = [piece(problem, WRONG).key(digests), piece(problem).key({"half": "2"}), other_author.key(digests)]
    assert len({name, *others}) == 4


def test_results_that_have_travelled_are_the_same(problem: Problem) -> None:
    sent = piece(problem, WRONG)
    ((one, submission),) = sent.solutions
    report = judge(problem, submission, ProcessSandbox())
    assert cluster_wire.unpack_results(sent, cluster_wire.pack_results([report])) == [Graded(one, report)]
    text = cluster_wire.pack_results([ProblemError("its tests cannot be run")])
    assert cluster_wire.unpack_results(sent, text) == [Graded(one, fault="its tests cannot be run")]


@pytest.mark.parametrize(
    "forge",
    [
        lambda _: None,
        lambda _: b"[]",
        lambda _: "",
        lambda _: "[]",
        lambda _: "[" * 100_000,
        lambda _: "[{}]",
        lambda _: '[{"fault": 3}]',
        lambda text: f"[{text[1:-1]}, {text[1:-1]}]",
        lambda text: text.replace('"AC"', '"YES"'),
        lambda text: text.replace('"problem": "half"', '"problem": "other"'),
        lambda text: text.replace('"sha256": "', '"sha256": "0'),
        lambda text: text.replace('"total": 2', '"total": NaN'),
        lambda text: text.replace('"total": 2', '"total": 2, "passed": 99'),
    ],
)
def test_anything_but_a_report_of_this_solution_is_a_judge_error(problem: Problem, forge) -> None:
    sent = piece(problem)
    report = judge(problem, sent.solutions[0][1], ProcessSandbox())
    text = cluster_wire.pack_results([report])
    forged = forge(text)
    assert forged != text
    assert [graded.judge_error for graded in cluster_wire.unpack_results(sent, forged)] == [True]


def test_a_piece_for_another_version_is_refused_where_it_arrives(problem: Problem) -> None:
    sent = piece(problem)
    packed = {problem.id: cluster_wire.pack_problem(problem)}
    text = cluster_worker.judge_piece("0.0.1", "python", packed, sent.pack())
    (graded,) = cluster_wire.unpack_results(sent, text)
    assert "but this run uses 0.0.1" in graded.fault
