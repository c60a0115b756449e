"""Many submissions of one author, several at a time, in reused containers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from judge.sandboxes import Sandbox
from judge.sandboxes.reuse import MAX_GRADERS, ReusingSandbox

Item = TypeVar("Item")
Result = TypeVar("Result")


def judge_each(
    work: Callable[[Item, Sandbox], Result],
    items: Iterable[Item],
    sandbox: Sandbox,
    workers: int,
    max_graders: int = MAX_GRADERS,
) -> Iterator[tuple[Item, Result]]:
    """Do `work` on each item, `workers` at a time; yield each item with its result as soon as it is done.

    Args:
        work: judges one item in the sandbox that it is given.
        items: taken only as they are needed, so there may be any number of them.
        sandbox: where containers come from. They are reused, so all items must be by one author.
        workers: how many items at a time; best is one per core.
        max_graders: how many graders may wait here; 0 if `sandbox` keeps them.

    Raises:
        Whatever `work` raises first. Items not started by then are not started.
    """
    with ReusingSandbox(sandbox, max_graders=max_graders) as reusing:
        pool = ThreadPoolExecutor(workers)
        pending: dict[Future[Result], Item] = {}
        try:
            for item in items:
                pending[pool.submit(work, item, reusing)] = item
                if len(pending) > workers:
                    yield from _ended(pending)
            while pending:
                yield from _ended(pending)
        finally:
            pool.shutdown(cancel_futures=True)


def _ended(pending: dict[Future[Result], Item]) -> Iterator[tuple[Item, Result]]:
    """Wait for at least one to end; yield those that have, and take them off `pending`."""
    for future in wait(pending, return_when=FIRST_COMPLETED).done:
        yield pending.pop(future), future.result()
