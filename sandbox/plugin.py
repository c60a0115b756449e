"""The pytest plugin that a problem's tests are written against.

    solution                                   fixture: the submission (`sandbox.proxy.Solution`)
    seed                                       fixture: an int; the same for the same test, whatever ran before it
    @pytest.mark.limits(time_s=, memory_mb=)   limits of one test, instead of the problem's

Before each test `random`, numpy and torch (where the runtime has them) are seeded with the test's own seed.

In the grader the harness is given. For an author, `pytest problems/<id> --solution FILE` makes one that runs the
solution in this very process: same requests, same values, and a debugger; no limits, no isolation, nothing forbidden.
"""

from __future__ import annotations

import random
import sys
import tomllib
import zlib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from sandbox.executor import Executor, LoadError
from sandbox.proxy import Session, Solution, Transport
from sandbox.runtimes import LIBRARIES


class Harness:
    """The submission as the tests of one problem see it.

    Attributes:
        base_seed: the seed of each test is derived from this and the test's name.
    """

    def __init__(self, runtime: str, entry: Sequence[str], transport: Transport, base_seed: int = 0) -> None:
        libraries: dict[str, Any] = {name: import_module(name) for name in LIBRARIES[runtime]}
        self.session = Session(transport, **libraries)
        self.solution = Solution(self.session, entry)
        self._libraries = libraries
        self.base_seed = base_seed

    def seed_of(self, test: str) -> int:
        """The seed of a test, from its name."""
        return zlib.crc32(test.encode(), self.base_seed)

    def begin_test(self, test: str) -> None:
        """Forget the last test and seed every generator."""
        self.session.begin_test()
        seed = self.seed_of(test)
        random.seed(seed)
        if "numpy" in self._libraries:
            self._libraries["numpy"].random.seed(seed)
        if "torch" in self._libraries:
            # torch.manual_seed formats a stack trace for devices that are not there: 3 ms
            self._libraries["torch"].default_generator.manual_seed(seed)


HARNESS: Final = pytest.StashKey[Harness]()


def test_name(item: pytest.Item) -> str:
    """A test's name without its file: `test_ints` or `test_ints[3-4]`, behind its class if it has one."""
    return item.nodeid.partition("::")[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--solution FILE`, for authors."""
    group = parser.getgroup("judge")
    group.addoption("--solution", metavar="FILE", help="run a problem's tests on this solution, in this process")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", "limits(time_s=None, memory_mb=None): limits of one test of a problem")


def pytest_pycollect_makemodule(module_path: Path) -> None:
    """Let the tests of a problem import the files beside them, in every import mode of pytest."""
    folder = module_path.parent
    if (folder.parent / "problem.toml").is_file() and str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Start each test of a problem afresh."""
    if not _wants_our_solution(item):
        return
    if HARNESS not in item.config.stash:
        item.config.stash[HARNESS] = _local_harness(item)
    item.config.stash[HARNESS].begin_test(test_name(item))


def _wants_our_solution(item: pytest.Item) -> bool:
    """Whether a test uses this plugin's fixture, not another project's fixture of the same name."""
    found: Any = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}).get("solution")
    return bool(found) and getattr(found[-1].func, "__module__", "") == __name__


@pytest.fixture
def solution(request: pytest.FixtureRequest) -> Solution:
    """The submission."""
    return request.config.stash[HARNESS].solution


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """This test's own seed."""
    return request.config.stash[HARNESS].seed_of(test_name(request.node))


def _local_harness(item: pytest.Item) -> Harness:
    file = item.config.getoption("--solution")
    if not file:
        pytest.fail("name the solution to test: pytest problems/<id> --solution FILE", pytrace=False)
    description = tomllib.loads((item.path.parent.parent / "problem.toml").read_text(encoding="utf-8"))
    runtime, entry = description["runtime"], description["entry"]
    libraries: dict[str, ModuleType] = {name: import_module(name) for name in LIBRARIES[runtime]}
    executor = Executor(
        may_change_arguments=description.get("may_change_arguments", False),
        objects_keep_state=description.get("objects_keep_state", False),
        **libraries,
    )
    try:
        executor.load(Path(file).read_bytes(), entry)
    except (LoadError, OSError) as error:
        pytest.exit(f"{file}: {error}", returncode=pytest.ExitCode.USAGE_ERROR)

    return Harness(runtime, entry, executor.handle)
