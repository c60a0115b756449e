"""Many submissions of one author in one invocation: several at a time, in containers that are used again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from judge.sandboxes import Sandbox
from judge.sandboxes.reuse import ReusingSandbox

Item = TypeVar("Item")
Result = TypeVar("Result")


def judge_each(
    work: Callable[[Item, Sandbox], Result], items: Iterable[Item], sandbox: Sandbox, workers: int
) -> Iterator[tuple[Item, Result]]:
    """Do `work` on each item, `workers` at a time; each item with its result as soon as that is there.

    Args:
        work: judges one item in the sandbox that it is given, one test after the other.
        items: taken as they are needed, so that there may be any number of them.
        sandbox: where containers come from. They are used again, so all items must be of one author.
        workers: how many items to work on at a time; as many as cores is best.

    Raises:
        What `work` raises first; what has not begun by then is not begun.
    """
    with ReusingSandbox(sandbox) as reusing:
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
    """Those that have ended, at least one; they are no longer pending."""
    for future in wait(pending, return_when=FIRST_COMPLETED).done:
        yield pending.pop(future), future.result()
