"""The limit of memory: what counts against it, and by which errors it is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from judge.problem import Runtime
from sandbox.frames import Status

STACKS = """\
import sys, threading
sys.setrecursionlimit(10**7)
threading.stack_size({size} << 20)

def f(x=1):
    out = []
    def main():
        out.append(x)
    for _ in range({times}):
        thread = threading.Thread(target=main)
        thread.start()
        thread.join()
    return out[0]
"""
AT_ONCE = """\
import threading
threading.stack_size(64 << 20)

def f():
    stop = threading.Event()
    threads = [threading.Thread(target=stop.wait) for _ in range(8)]
    for thread in threads: thread.start()
    stop.set()
    for thread in threads: thread.join()
    return len(threads)
"""
POOL = """\
from concurrent.futures import ThreadPoolExecutor

def f():
    with ThreadPoolExecutor(24) as pool:
        return sum(pool.map(int, range(100)))
"""
DEEP = """\
import sys, threading
sys.setrecursionlimit(10**7)
threading.stack_size(256 << 20)

def f():
    out = []
    def main():
        def dfs(n):
            x = [n] * 40
            return dfs(n + 1)
        out.append(dfs(0))
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
    return out[0]
"""


@pytest.fixture(scope="module")
def worker(start_worker: Callable[..., Any]) -> Any:
    return start_worker(Runtime.PYTHON)


@pytest.mark.parametrize("size", [1, 64, 128, 256, 512, 1024, 2048])
def test_the_stack_of_a_thread_costs_only_what_is_touched_of_it(worker: Any, size: int) -> None:
    worker.load(STACKS.format(size=size, times=50))
    for _ in range(5):
        worker.begin()
        assert worker.value(worker.call("f")) == 1
        worker.end()


@pytest.mark.parametrize(("source", "result"), [(AT_ONCE, 8), (POOL, 4950)], ids=["64 MB each", "a pool"])
def test_the_stacks_of_threads_side_by_side_do_not_count(worker: Any, source: str, result: int) -> None:
    assert worker.value(worker.run(source)) == result


def test_the_stack_that_is_kept_for_the_next_thread_takes_nothing_from_the_next_test(worker: Any) -> None:
    source = STACKS.format(size=128, times=1).replace("return out[0]", "return len(bytearray(40 << 20))")
    worker.load(source)
    for _ in range(4):
        worker.begin()
        assert worker.value(worker.call("f", "x" * (2 << 20))) == 40 << 20
        worker.end()


def test_a_thread_gets_the_stack_that_was_asked_for(worker: Any) -> None:
    """Recursion through C overflows a stack of the usual size."""
    source = (
        "import functools, sys, threading\nsys.setrecursionlimit(10**7)\nthreading.stack_size(256 << 20)\n"
        "@functools.lru_cache(None)\ndef deep(n): return n and deep(n - 1) + 1\n"
        "def f():\n    out = []\n    thread = threading.Thread(target=lambda: out.append(deep(25_000)))\n"
        "    thread.start()\n    thread.join()\n    return out[0], threading.stack_size()\n"
    )
    assert worker.value(worker.run(source)) == (25_000, 256 << 20)


def test_a_stack_larger_than_all_memory_for_stacks_is_named(worker: Any) -> None:
    reply = worker.run(STACKS.format(size=4000, times=1))
    assert reply.status is Status.MEMORY
    assert reply.payload == b"line 11, in f: thread.start() (a thread's stack of 4000 MB)"


def test_a_thread_that_runs_out_of_memory_is_a_memory_limit_and_names_its_line(worker: Any) -> None:
    """Nobody but the thread sees its MemoryError; the rest of the solution fails for want of its result."""
    reply = worker.run(DEEP, time_s=5.0, wall_s=10.0)
    assert reply.status is Status.MEMORY
    assert b"in dfs" in reply.payload


RAISES = {
    "swallowed": "try:\n        bytearray(1 << 40)\n    except MemoryError:\n        raise ValueError('no') from None",
    "turned into another": "try:\n        bytearray(1 << 40)\n    except MemoryError as e:\n        raise KeyError(1) from e",
    "failed while cleaning up": "try:\n        bytearray(1 << 40)\n    finally:\n        {}[1]",
    "a failed mapping": "import mmap\n    mmap.mmap(-1, 1 << 46, flags=mmap.MAP_PRIVATE)",
    "what PyTorch says": "raise RuntimeError('[enforce] DefaultCPUAllocator: can\\'t allocate memory: tried 9 bytes')",
    "what C++ says": "raise RuntimeError('std::bad_alloc')",
    "what CPython says in deep recursion": (
        "import sys\n    held = bytearray(b'x') * (60 << 20)\n    raise SystemError('error return without exception set')"
    ),
    "no room for a thread": "import sys\n    held = bytearray(b'x') * (60 << 20)\n    raise RuntimeError(\"can't start new thread\")",
}


@pytest.mark.parametrize("how", RAISES)
def test_memory_that_has_run_out_is_known_by_whatever_error_it_ends_in(worker: Any, how: str) -> None:
    reply = worker.run(f"def f():\n    {RAISES[how]}\n")
    assert reply.status is Status.MEMORY
    assert reply.payload.startswith(b"line ")


@pytest.mark.parametrize(
    "error", ["SystemError('x')", 'RuntimeError("can\'t start new thread")', "ValueError('memory')"]
)
def test_the_same_errors_with_memory_to_spare_are_run_time_errors(worker: Any, error: str) -> None:
    assert worker.run(f"def f():\n    raise {error}\n").status is Status.RAISED


def test_a_failed_allocation_that_is_survived_is_no_fault(worker: Any) -> None:
    source = "def f():\n    try:\n        return bytearray(1 << 40)\n    except MemoryError:\n        return 1\n"
    assert worker.value(worker.run(source)) == 1


def test_recursion_that_uses_up_memory_is_a_memory_limit(worker: Any) -> None:
    source = (
        "import sys\nsys.setrecursionlimit(10**7)\n"
        "def f(n=0):\n    dfs(n)\n    return 1\ndef dfs(n):\n    if n < 0: return\n    dfs(n+1); dfs(n-1)\n"
    )
    reply = worker.run(source, time_s=5.0, wall_s=10.0)
    assert (reply.status, reply.payload[:14]) == (Status.MEMORY, b"line 8, in dfs")
