"""Many solutions judged by the workers of a Dask cluster: pieces go out, each result comes back exactly once.

The scheduler gives the pieces of a lost worker to another one. The caller says what a worker does with a piece;
`judge.grading.cluster_wire` knows what travels. Dask pickles what it carries, so scheduler and workers belong to the
trusted side; what a branch contains is bytes to it, and what comes back is text.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import re
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from judge.errors import SandboxError, UsageError
from judge.grading import cluster_wire
from judge.grading.cluster_wire import MAX_SOLUTIONS, Piece
from judge.grading.isolation import container_groups
from judge.grading.preparation import load_problems, read_submission
from judge.grading.results import Candidate, Graded
from judge.problem import Problem, Runtime

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S: Final = 10.0
CHECK_S: Final = 1.0
"""How often to check that scheduler and workers are still there."""
ALONE_S: Final = 60.0
"""How long a cluster may have no worker: one that restarts needs a while."""
RETRIES: Final = 2
"""How often a piece is tried again after a worker's engine has failed."""

_URL: Final = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")
_START_WORKERS: Final = "On each machine with Docker and this version of judge, run: dask worker {url}"


@dataclass(frozen=True, slots=True)
class WorkerSide:
    """What a worker does: functions of its own installation of judge.

    Attributes:
        trouble: gives its version, and why it cannot grade (or an empty string).
        judge: takes a version, a runtime, problems and solutions; gives results as text.
    """

    trouble: Callable[[], tuple[str, str]]
    judge: Callable[[str, str, dict[str, bytes], bytes], str]


def grade(
    candidates: Sequence[Candidate],
    load: Callable[[str], Problem],
    url: str,
    side: WorkerSide,
    on_begin: Callable[[Candidate], None] = lambda _: None,
) -> Iterator[Graded]:
    """Judge all candidates on the cluster, as many at a time as it has threads; yield each result as it comes.

    Args:
        candidates: in any order.
        load: gives a problem by its id; may raise ProblemError.
        url: of the scheduler: tcp://HOST:PORT or tls://HOST:PORT.
        side: what workers do.
        on_begin: called with each candidate that is given to the scheduler.

    Raises:
        UsageError: the URL is not valid, or Dask is not installed.
        SandboxError: no scheduler answers, no worker can grade, or all were lost.
    """
    if not _URL.fullmatch(url):
        raise UsageError(f"{url!r} is not a valid scheduler address", "Use tcp://HOST:8786 or tls://HOST:8786.")

    def load_and_pack(name: str) -> tuple[Runtime, bytes]:
        problem = load(name)
        return problem.runtime, cluster_wire.pack_problem(problem)

    problems, broken = load_problems(candidates, load_and_pack)
    yield from broken
    groups = list(container_groups(candidates, {name: runtime for name, (runtime, _) in problems.items()}))
    if groups:
        with _connected(url) as client:
            threads = _threads(client, url, side)
            run = _Run(client, url, side, {name: packed for name, (_, packed) in problems.items()})
            yield from run.all(_pieces(groups), 2 * threads, on_begin)


def _pieces(groups: Sequence[tuple[Runtime, tuple[Candidate, ...]]]) -> Iterator[Piece | Graded]:
    """What to judge, read as it is needed; and the results of files that cannot be submitted."""
    for runtime, group in groups:
        for start in range(0, len(group), MAX_SOLUTIONS):
            files = [(candidate, read_submission(candidate)) for candidate in group[start : start + MAX_SOLUTIONS]]
            yield from (one for _, one in files if isinstance(one, Graded))
            solutions = tuple((candidate, one) for candidate, one in files if not isinstance(one, Graded))
            if solutions:
                yield Piece(group[0].author, runtime, solutions)


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Client]:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise UsageError(
            "--cluster needs Dask, which is not installed", "Install it: pip install 'interview-judge[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # judge reports what matters itself
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about different releases of Dask: judge compares its own versions
        try:
            client = Client(url, timeout=CONNECT_S, set_as_default=False)
        except TypeError as error:  # what Dask raises without certificates
            raise SandboxError(
                f"no secure connection to {url}: {error}", "Configure certificates for Dask: see docs/cluster.md."
            ) from None
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise SandboxError(
                f"no scheduler answers at {url}: {reason}"[:400], "Start one there: dask scheduler"
            ) from None
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):  # the connection may be gone already
            client.close()


def _threads(client: Client, url: str, side: WorkerSide) -> int:
    """How many pieces the cluster judges at a time, once every worker has been checked. Raises SandboxError."""
    with contextlib.suppress(TimeoutError):
        client.wait_for_workers(1, timeout=CONNECT_S)
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise SandboxError(f"the cluster at {url} has no workers", _START_WORKERS.format(url=url))
    answers = client.run(side.trouble, on_error="return")
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, BaseException):
            why = f"{type(answer).__name__}: {answer}"
            raise SandboxError(f"worker {worker} has no working judge: {why}"[:400], _SAME_JUDGE)
        version, trouble = answer
        if version != cluster_wire.version():
            raise SandboxError(
                f"worker {worker} has judge {version}, but this machine has {cluster_wire.version()}", _SAME_JUDGE
            )
        if trouble:
            raise SandboxError(f"worker {worker} cannot grade: {trouble}", "Run there: judge doctor")
    return sum(worker["nthreads"] for worker in workers.values())


_SAME_JUDGE: Final = "Install the same release on both machines, and restart the worker."


class _Run:
    """One run on the cluster: which pieces are pending, and which have ended."""

    def __init__(self, client: Client, url: str, side: WorkerSide, problems: dict[str, bytes]) -> None:
        self._client = client
        self._url = url
        self._side = side
        self._problems = problems
        self._digests = {name: cluster_wire.digest(data) for name, data in problems.items()}
        self._sent: dict[str, Future[bytes]] = {}
        self._pending: dict[str, tuple[Piece, Future[str]]] = {}
        self._ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._alone_since: float | None = None

    def all(
        self, pieces: Iterator[Piece | Graded], at_a_time: int, on_begin: Callable[[Candidate], None]
    ) -> Iterator[Graded]:
        """The results of all pieces, with so many pending at a time.

        When workers are lost, every solution that they had is suspect: each is then judged again on its own, so that
        the one to blame takes no other one with it.
        """
        suspects: deque[Piece] = deque()
        while True:
            while len(self._pending) < at_a_time and (piece := next(pieces, None)) is not None:
                if isinstance(piece, Graded):
                    yield piece
                else:
                    for candidate, _ in piece.solutions:
                        on_begin(candidate)
                    self._submit(piece)
            alone = not self._pending
            if alone and not suspects:
                return
            if alone:
                self._submit(suspects.popleft(), "-alone")
            piece, future = self._next()
            error = future.exception() if future.status == "error" else None
            if error is None:
                yield from cluster_wire.unpack_results(piece, future.result())
            elif _worker_was_lost(error) and not alone:
                suspects.extend(piece.singles())
            else:
                yield from cluster_wire.faults(piece, _in_words(error))

    def _submit(self, piece: Piece, suffix: str = "") -> None:
        problems = {candidate.problem for candidate, _ in piece.solutions}
        for name in problems - set(self._sent):
            # a task, not plain data, so that the scheduler can compute again what a lost worker had
            key = f"judge-problem-{self._digests[name]}"
            self._sent[name] = self._client.submit(bytes, self._problems[name], key=key)
        key = piece.key(self._digests) + suffix
        future = self._client.submit(
            self._side.judge,
            cluster_wire.version(),
            str(piece.runtime),
            {name: self._sent[name] for name in sorted(problems)},
            piece.pack(),
            key=key,
            retries=RETRIES,
        )
        self._pending[key] = piece, future
        future.add_done_callback(lambda _: self._ended.put(key))

    def _next(self) -> tuple[Piece, Future[str]]:
        """The next piece that has ended. Raises SandboxError if scheduler or workers are gone."""
        while True:
            try:
                key = self._ended.get(timeout=CHECK_S)
            except queue.Empty:
                self._check_alive()
                continue
            piece, future = self._pending.pop(key)
            if future.status not in {"finished", "error"}:
                raise self._gone("the scheduler")
            return piece, future

    def _check_alive(self) -> None:
        if self._client.status != "running":
            raise self._gone("the scheduler")
        if self._client.scheduler_info(n_workers=-1)["workers"]:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > ALONE_S:
            raise self._gone("every worker")

    def _gone(self, who: str) -> SandboxError:
        return SandboxError(f"{who} of the cluster at {self._url} is gone", "See its log, then grade again.")


def _worker_was_lost(error: BaseException) -> bool:
    from distributed import KilledWorker  # noqa: PLC0415 - an extra, and slow to import

    return isinstance(error, KilledWorker)


def _in_words(error: Any) -> str:
    if _worker_was_lost(error):
        return "every worker that judged it was lost: see the logs of the cluster's machines"
    words = " ".join(str(error).split())
    return f"a worker of the cluster failed: {words or type(error).__name__}"[:400]
