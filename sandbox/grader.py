"""The trusted side: a fork server that runs a problem's tests under pytest and reports each as it ends.

Foreign code never runs here; what it sends arrives as bytes and becomes plain values (`sandbox.values`). Each run of
the tests is a fork, so that one submission's run leaves nothing behind for the next.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

from sandbox import processes
from sandbox.collection import PYTEST_OPTIONS, Collection
from sandbox.frames import Kind, Reply, Status
from sandbox.host_channel import HOST_GONE, Host, HostGoneError, HostSilentError
from sandbox.messages import Broken, Run
from sandbox.runtimes import freeze, preload


def main(runtime: str, idle_s: float, folder: Path) -> None:
    """Serve the host on descriptors 0 and 1 until it is gone or has been silent for `idle_s` seconds (0: for ever).

    Test files are written below `folder`.
    """
    host = Host(os.dup(0), os.dup(1))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    sys.dont_write_bytecode = True
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    missing = _preload(runtime) or _rehearse(folder / "rehearsal")
    freeze()
    processes.seal()
    collection: Collection | None = None
    with contextlib.suppress(HostGoneError, BrokenPipeError):
        bound_to = ""
        for count in itertools.count():
            try:
                kind, payload = host.receive(idle_s)
            except HostSilentError:
                raise
            except HostGoneError:
                host.part()
                continue
            if kind is Kind.MEET:
                host.meet(payload)
            elif kind is Kind.HELLO:
                reply = Reply(Status.NO_RUNTIME, missing.encode()) if missing else Reply(Status.VALUE, payload)
                host.send(Kind.REPLY, reply.pack())
            elif kind is Kind.START:
                run = Run.unpack(payload)
                if bound_to not in {"", run.digest}:
                    sys.exit("a grader that has run the tests of one problem serves no other")
                bound_to = run.digest
                collection = _start(host, run, collection, folder / str(count))
            # an END that arrives after the last test is late, and changes nothing
    os._exit(0)  # nothing to finalise, and torch takes its time over it


def _start(host: Host, run: Run, waiting: Collection | None, folder: Path) -> Collection | None:
    """Run the tests in a fork of the process that has collected them, which then waits for the next run."""
    if waiting is not None and (run.random_inputs or not waiting.lives()):
        waiting.end()
        waiting = None
    collection = waiting or Collection(host, run, folder)
    exit_code = collection.run(host, run)
    if exit_code == 0:
        collection.rest()
        if collection.waits:
            return collection
    collection.end()
    if exit_code == HOST_GONE:
        raise HostGoneError
    if exit_code != 0:
        host.send(Kind.BROKEN, Broken(f"the grader's process exited with {exit_code}").pack())
    return None


_REHEARSAL: Final = '''
import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from sandbox.checks import close, equal

@pytest.mark.parametrize("x", [1])
def test_example(x):
    """An example."""
    with pytest.raises(AssertionError):
        equal(x, [2])
    close(1.0, 1.0)

@settings(
    max_examples=5, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.data(), st.lists(st.integers(0, 9) | st.floats(-1, 1) | st.sampled_from("ab"), max_size=3).flatmap(st.just))
def test_examples(data, values):
    data.draw(st.tuples(st.booleans(), st.builds(int)))
'''


def _rehearse(folder: Path) -> str:
    """Run pytest once: what it and hypothesis import and build at first use, every fork would otherwise pay for."""
    path = list(sys.path)
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "test_rehearsal.py").write_text(_REHEARSAL)
    (folder / "pytest.ini").write_text("[pytest]\n")
    home = Path.cwd()
    os.chdir(folder)
    exit_code = pytest.main([*PYTEST_OPTIONS, "tests"])
    os.chdir(home)
    sys.path[:] = path
    shutil.rmtree(folder, ignore_errors=True)
    return "" if exit_code == pytest.ExitCode.OK else f"pytest does not work: {exit_code!r}"


def _preload(runtime: str) -> str:
    """Import what tests use, and use once what is slow the first time, so that no fork pays for it."""
    try:
        libraries: dict[str, Any] = preload(runtime)
    except ImportError as error:
        return f"the runtime {runtime!r} is not installed: {error}"
    import_module("hypothesis")
    if "torch" in libraries:
        torch = libraries["torch"]
        torch.testing.assert_close(torch.ones(1), torch.ones(1))
    return ""
