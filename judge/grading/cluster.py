"""Grading on the machines of a Dask cluster: pieces go out, results come back as they are ready, each exactly once.

The scheduler gives the pieces of a worker that is lost to another one. What a worker does with a piece is told from
above; what travels, `judge.grading.parcels` knows. Dask itself pickles what it carries, so scheduler and workers are of
the trusted side; what a branch has brought is bytes to it, and what comes back is text.
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
from judge.grading import parcels
from judge.grading.domains import domains, prepared, read
from judge.grading.parcels import MAX_SOLUTIONS, Piece
from judge.grading.results import Candidate, Graded
from judge.problem import Problem, Runtime

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_S: Final = 10.0
LOOK_S: Final = 1.0
"""How often it is looked whether there is still somebody to wait for."""
ALONE_S: Final = 60.0
"""How long a cluster may be without any worker: one that is started again needs a while."""
RETRIES: Final = 2
"""How often a piece is tried again where a worker's engine has failed it."""

_URL: Final = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")
_START_WORKERS: Final = "On each machine with Docker and this judge, type: dask worker {url}"


@dataclass(frozen=True, slots=True)
class WorkerSide:
    """What a worker does: functions that it finds in its own judge.

    Attributes:
        trouble: gives its version, and why it cannot grade, or nothing.
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
    """Judge all of them on the cluster, as many at a time as it has threads; each as soon as it is there.

    Args:
        candidates: in any order.
        load: gives a problem by its id; may raise ProblemError.
        url: of the scheduler: tcp://HOST:PORT or tls://HOST:PORT.
        side: what workers do.
        on_begin: told of each that is given to the scheduler.

    Raises:
        UsageError: the URL is none, or Dask is not installed.
        SandboxError: there is no such scheduler, or no worker that can grade; or all are lost.
    """
    if not _URL.fullmatch(url):
        raise UsageError(f"{url!r} is no address of a scheduler", "Write it as tcp://HOST:8786 or tls://HOST:8786.")

    def load_and_pack(name: str) -> tuple[Runtime, bytes]:
        problem = load(name)
        return problem.runtime, parcels.pack_problem(problem)

    problems, broken = prepared(candidates, load_and_pack)
    yield from broken
    groups = list(domains(candidates, {name: runtime for name, (runtime, _) in problems.items()}))
    if groups:
        with _connected(url) as client:
            threads = _threads(client, url, side)
            run = _Run(client, url, side, {name: packed for name, (_, packed) in problems.items()})
            yield from run.all(_pieces(groups), 2 * threads, on_begin)


def _pieces(groups: Sequence[tuple[Runtime, tuple[Candidate, ...]]]) -> Iterator[Piece | Graded]:
    """What there is to judge, read as it is needed; and the results of files that are no submissions."""
    for runtime, group in groups:
        for start in range(0, len(group), MAX_SOLUTIONS):
            had = [(candidate, read(candidate)) for candidate in group[start : start + MAX_SOLUTIONS]]
            yield from (one for _, one in had if isinstance(one, Graded))
            solutions = tuple((candidate, one) for candidate, one in had if not isinstance(one, Graded))
            if solutions:
                yield Piece(group[0].author, runtime, solutions)


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Client]:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise UsageError(
            "--cluster needs Dask, which is not installed", "Type: pip install 'interview-judge[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said here, in a sentence
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that releases of Dask differ: the judge's own version is compared
        try:
            client = Client(url, timeout=CONNECT_S, set_as_default=False)
        except TypeError as error:  # how Dask says that it has no certificates
            raise SandboxError(
                f"no secure connection to {url}: {error}", "Tell Dask the certificates; see docs/cluster.md."
            ) from None
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise SandboxError(
                f"no scheduler answers at {url}: {reason}"[:400], "Start one there with: dask scheduler"
            ) from None
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):  # whatever ends with a connection that is gone
            client.close()


def _threads(client: Client, url: str, side: WorkerSide) -> int:
    """How many pieces the cluster judges at a time, after a look at every worker. Raises SandboxError."""
    with contextlib.suppress(TimeoutError):
        client.wait_for_workers(1, timeout=CONNECT_S)
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise SandboxError(f"the cluster at {url} has no worker", _START_WORKERS.format(url=url))
    said = client.run(side.trouble, on_error="return")
    for worker, answer in sorted(said.items()):
        if isinstance(answer, BaseException):
            why = f"{type(answer).__name__}: {answer}"
            raise SandboxError(f"worker {worker} has no judge that works: {why}"[:400], _SAME_JUDGE)
        version, trouble = answer
        if version != parcels.version():
            raise SandboxError(f"worker {worker} has judge {version}, and here it is {parcels.version()}", _SAME_JUDGE)
        if trouble:
            raise SandboxError(f"worker {worker} cannot grade: {trouble}", "Type there: judge doctor")
    return sum(worker["nthreads"] for worker in workers.values())


_SAME_JUDGE: Final = "Install the same release there that is installed here, and start the worker again."


class _Run:
    """One run over the cluster: what is under way, and what has ended."""

    def __init__(self, client: Client, url: str, side: WorkerSide, problems: dict[str, bytes]) -> None:
        self._client = client
        self._url = url
        self._side = side
        self._problems = problems
        self._digests = {name: parcels.digest(data) for name, data in problems.items()}
        self._sent: dict[str, Future[bytes]] = {}
        self._pending: dict[str, tuple[Piece, Future[str]]] = {}
        self._ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._alone_since: float | None = None

    def all(
        self, pieces: Iterator[Piece | Graded], at_a_time: int, on_begin: Callable[[Candidate], None]
    ) -> Iterator[Graded]:
        """The results of all pieces, of which so many are under way at a time.

        Where workers were lost, all that was with them is suspect: each such solution is then judged with nothing else
        beside it, so that the one that has to do with it takes no other one with it.
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
                yield from parcels.unpack_results(piece, future.result())
            elif _worker_was_lost(error) and not alone:
                suspects.extend(piece.singles())
            else:
                yield from parcels.faults(piece, _in_words(error))

    def _submit(self, piece: Piece, suffix: str = "") -> None:
        problems = {candidate.problem for candidate, _ in piece.solutions}
        for name in problems - set(self._sent):
            # a task and no mere data: what a lost worker held is computed again, out of what the scheduler has
            key = f"judge-problem-{self._digests[name]}"
            self._sent[name] = self._client.submit(bytes, self._problems[name], key=key)
        key = piece.key(self._digests) + suffix
        future = self._client.submit(
            self._side.judge,
            parcels.version(),
            str(piece.runtime),
            {name: self._sent[name] for name in sorted(problems)},
            piece.pack(),
            key=key,
            retries=RETRIES,
        )
        self._pending[key] = piece, future
        future.add_done_callback(lambda _: self._ended.put(key))

    def _next(self) -> tuple[Piece, Future[str]]:
        """The next one that has ended. Raises SandboxError where there is nobody left to wait for."""
        while True:
            try:
                key = self._ended.get(timeout=LOOK_S)
            except queue.Empty:
                self._look()
                continue
            piece, future = self._pending.pop(key)
            if future.status not in {"finished", "error"}:
                raise self._gone("the scheduler")
            return piece, future

    def _look(self) -> None:
        if self._client.status != "running":
            raise self._gone("the scheduler")
        if self._client.scheduler_info(n_workers=-1)["workers"]:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > ALONE_S:
            raise self._gone("every worker")

    def _gone(self, who: str) -> SandboxError:
        return SandboxError(f"{who} of the cluster at {self._url} is gone", "Look at its log; then grade again.")


def _worker_was_lost(error: BaseException) -> bool:
    from distributed import KilledWorker  # noqa: PLC0415 - an extra, and slow to import

    return isinstance(error, KilledWorker)


def _in_words(error: Any) -> str:
    if _worker_was_lost(error):
        return "each worker that judged it was lost; see the logs of the cluster's machines"
    words = " ".join(str(error).split())
    return f"a worker of the cluster failed: {words or type(error).__name__}"[:400]
