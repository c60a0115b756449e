"""The fork server as the host speaks to it: one worker, one submission after another, whatever they do to it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from judge.problem import Runtime
from sandbox.frames import Kind, Status
from sandbox.usage import OUTPUT_KEPT

GOOD = "def f(x=1): return x"


@pytest.fixture(scope="module")
def worker(start_worker: Callable[..., Any]) -> Any:
    return start_worker(Runtime.PYTHON)


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        (b"", Status.LOAD_ERROR, "solution.py does not define f"),
        (b"\n\n# nothing\n", Status.LOAD_ERROR, "solution.py does not define f"),
        (b"f = 3\n", Status.LOAD_ERROR, "f in solution.py is not callable"),
        (b"def f(x: return x\n", Status.LOAD_ERROR, "SyntaxError"),
        (b"def f(x): return x\n\0", Status.LOAD_ERROR, "SyntaxError: source code string cannot contain null bytes"),
        ("def f(x): return x\n".encode("utf-16"), Status.LOAD_ERROR, "SyntaxError"),
        (b"import no_such\ndef f(x): return x\n", Status.LOAD_ERROR, "ModuleNotFoundError: No module named 'no_such'"),
        (b"import judge\ndef f(x): return x\n", Status.LOAD_ERROR, "ModuleNotFoundError: No module named 'judge'"),
        (b"import pytest\ndef f(x): return x\n", Status.LOAD_ERROR, "ModuleNotFoundError: No module named 'pytest'"),
        (b"raise SystemExit(0)\n", Status.LOAD_ERROR, "SystemExit: 0"),
        (b"x = b'x' * (1 << 30)\n", Status.MEMORY, "line 1, in <module>: x = b'x'"),
        (b"import time\ntime.sleep(100)\n", Status.TIME, "line 2, in <module>: time.sleep(100)"),
        (b"while True:\n    pass\n", Status.TIME, "line "),
        (b"print('x' * (1 << 23))\ndef f(x): return x\n", Status.OUTPUT, "printed more than 4 MB"),
        (b"import os\nos._exit(0)\n", Status.DIED, "the process exited with status 0"),
        (b"import os\nos.kill(os.getpid(), 9)\n", Status.DIED, "the process was killed by SIGKILL"),
        (b"import os\nos.close(3)\nimport time\ntime.sleep(9)\n", Status.GARBLED, "it closed its channel to the judge"),
        (b"\xef\xbb\xbfdef f(x):\r\n    return x\r\n", Status.VALUE, ""),
        ("def f(x): return x  # 中文 é 😀\n".encode(), Status.VALUE, ""),
        (b"def f(x): return x", Status.VALUE, ""),
        (b"if __name__ == '__main__':\n    raise SystemExit\ndef f(x): return x\n", Status.VALUE, ""),
    ],
    ids=ascii,
)
def test_the_result_of_loading_after_which_the_worker_continues(
    worker: Any, source: bytes, status: Status, reason: str
) -> None:
    reply = worker.load(source, time_s=0.3, wall_s=0.5)
    assert (reply.status, reply.payload.decode()[: len(reply.payload) and len(reason)]) == (status, reason)
    assert worker.value(worker.run(GOOD, 5)) == 5


def test_what_cannot_be_loaded_answers_every_call_with_the_same_reason(worker: Any) -> None:
    loaded = worker.load("f = 3")
    for _ in range(2):
        worker.begin()
        reply = worker.call("f")
        assert (reply.status, reply.payload) == (loaded.status, loaded.payload)
        worker.end()


SMALL = "held = ()\nwhile True:\n    held = (held,)\n"


def test_small_objects_up_to_the_last_byte_are_a_memory_limit(worker: Any) -> None:
    """What was taken is still held by the frame when the child has to say where it ran out."""
    body = SMALL.replace("\n", "\n    ")
    reply = worker.run(f"def f():\n    {body}return held\n")
    assert (reply.status, reply.payload) == (Status.MEMORY, b"line 4, in f: held = (held,)")
    reply = worker.load(SMALL)
    assert (reply.status, reply.payload) == (Status.MEMORY, b"line 3, in <module>: held = (held,)")


@pytest.mark.parametrize("pieces", [1, 2, 3, 4, 6, 10, 14])
def test_a_solution_that_keeps_nearly_all_memory_answers_or_has_too_little(worker: Any, pieces: int) -> None:
    """It never answers what it was not asked, though the next request hardly fits in."""
    worker.load(
        "held = []\n"
        "def f(pieces):\n"
        "    try:\n"
        "        while True: held.append(bytearray(1 << 16))\n"
        "    except MemoryError:\n"
        "        del held[-pieces:]\n"
    )
    for _ in range(2):
        worker.begin()
        replies = [worker.call("f", pieces).status for _ in range(3)]
        assert set(replies) <= {Status.VALUE, Status.MEMORY}
        worker.end()


def test_after_a_fault_the_rest_of_the_test_gets_the_same_fault_and_the_next_test_a_new_process(worker: Any) -> None:
    worker.load("import os\nseen = []\ndef f(x):\n    seen.append(x)\n    if x == 0: os._exit(0)\n    return seen\n")
    worker.begin()
    assert worker.value(worker.call("f", 1)) == [1]
    assert [worker.call("f", x).status for x in (0, 1, 2)] == [Status.DIED] * 3
    assert worker.end().status is Status.DIED
    worker.begin()
    assert worker.value(worker.call("f", 3)) == [3]
    assert worker.end().status is Status.VALUE


def test_tests_share_a_process_as_long_as_it_lives(worker: Any) -> None:
    """The price of speed: a module's globals last; a test of a problem must not depend on them."""
    worker.load("import os\ndef f(): return os.getpid()\n")
    pids = []
    for _ in range(2):
        worker.begin()
        pids.append(worker.value(worker.call("f")))
        worker.end()
    assert pids[0] == pids[1]


def test_random_numbers_start_again_with_each_test(worker: Any) -> None:
    worker.load("import random\ndef f(): return random.random()\n")
    drawn = []
    for _ in range(2):
        worker.begin()
        drawn.append([worker.value(worker.call("f")) for _ in range(2)])
        worker.end()
    assert drawn[0] == drawn[1]
    assert drawn[0][0] != drawn[0][1]


def test_time_is_that_of_the_test_and_not_of_the_loading(worker: Any) -> None:
    burn = "import time\ndef burn(s):\n    ends = time.process_time() + s\n    while time.process_time() < ends: pass\n"
    worker.load(f"{burn}burn(0.3)\ndef f(s): burn(s)\n")
    worker.begin()
    worker.call("f", 0.1)
    assert 0.09e9 <= worker.end().cpu_ns < 0.25e9


def test_output_is_kept_up_to_a_cap_and_starts_again_with_each_test(worker: Any) -> None:
    worker.load("def f(n): print('x' * n)\nprint('loading')\n")
    for n, kept in ((3, b"xxx\n"), (1 << 20, b"x" * OUTPUT_KEPT), (0, b"\n")):
        worker.begin()
        worker.call("f", n)
        assert worker.end().payload == kept


def test_what_was_printed_is_passed_on_though_the_process_died(worker: Any) -> None:
    worker.load("import os\ndef f():\n    print('last words', flush=True)\n    os.abort()\n")
    worker.begin()
    assert worker.call("f").payload == b"the process was killed by SIGABRT"
    assert worker.end().payload == b"last words\n"


def test_descriptors_environment_and_arguments_tell_nothing(worker: Any) -> None:
    source = (
        "import os, sys\ndef f():\n"
        "    return [sorted(map(int, os.listdir('/proc/self/fd')))[:4], sys.argv, sys.stdin.read(), sorted(os.environ)]\n"
    )
    descriptors, arguments, standard_input, environment = worker.value(worker.run(source))
    assert descriptors == [0, 1, 2, 3]
    assert (arguments, standard_input) == (["solution.py"], "")
    assert not [name for name in environment if "JUDGE" in name or "PYTEST" in name]


def test_when_the_host_goes_everything_goes(start_worker: Callable[..., Any]) -> None:
    worker = start_worker(Runtime.PYTHON)
    source = (
        "import os, time\ndef f():\n    pid = os.fork()\n    if pid == 0:\n        os.setsid()\n        time.sleep(99)\n"
        "    raise OSError(f'{os.getpid()} {pid}')\n"
    )
    worker.load(source)
    worker.begin()
    pids = worker.value(worker.call("f"))[2].split()
    assert all(Path(f"/proc/{pid}").exists() for pid in pids)
    worker.channel.kill()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_an_idle_worker_does_not_speak(worker: Any) -> None:
    worker.load("print('x')\ndef f(): pass")
    worker.begin()
    os.set_blocking(worker.channel._out, False)
    try:
        with pytest.raises(BlockingIOError):
            os.read(worker.channel._out, 1)
    finally:
        os.set_blocking(worker.channel._out, True)
    assert worker.ask(Kind.END).status is Status.VALUE
