"""Random inputs until one fails: the hypothesis tests of a problem, each example of theirs reported as a test is.

hypothesis draws the inputs and makes the failing one smaller; whether one has failed is the host's word, which also
knows of limits. So a solution that loops forever on some input is shrunk like one that is wrong on it.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable, Generator
from typing import Any, Final

import hypothesis
import msgpack
import pytest
from _pytest.runner import runtestprotocol
from hypothesis.errors import Flaky, UnsatisfiedAssumption

from sandbox.frames import Kind
from sandbox.plugin import HARNESS, test_name
from sandbox.proxy import SolutionStoppedError
from sandbox.reporting import MAX_TEXT, Reporter, blame
from sandbox.transcript import calls_of

_FIRST_TURN: Final = 50
_LONGEST_TURN: Final = 5_000
"""Inputs in a row for one test. Turns grow, so that no test waits long for its first one, and few inputs come twice."""
_SEEDS_APART: Final = 10_000
"""More than anybody takes turns: no two seeds of the user's draw the same."""
_OF_THE_EXAMPLE: Final = (Exception, SolutionStoppedError, pytest.fail.Exception)
"""What may end an example; all else is hypothesis at work, or the end of the run."""

Function = Callable[..., Any]


class FailedError(Exception):
    """An example has failed. Always the same one, from the same line: hypothesis takes all failures for one bug."""


class Stresser(Reporter):
    """The pytest plugin that takes the place of its parent where inputs are drawn."""

    error: BaseException | None = None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests that hypothesis draws inputs for."""
        items[:] = [item for item in items if hypothesis.is_hypothesis_test(getattr(item, "obj", None))]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take turns, each with a seed of its own, until an example has failed and is as small as it gets."""
        self.begin(self.host, self.run, session)
        originals: dict[Function, Function] = {}
        for turn in itertools.count() if session.items else ():
            for index, item in enumerate(session.items):
                body: Any = item.obj  # type: ignore[attr-defined]
                function = getattr(body, "__func__", body)
                inner = originals.setdefault(function, function.hypothesis.inner_test)
                function.hypothesis.inner_test = self._reporting(index, item, inner)
                hypothesis.seed(self.run.seed * _SEEDS_APART + turn)(function)
                # what the decorator sets, which refuses to be used again
                function._hypothesis_internal_use_settings = _settings(turn)  # noqa: SLF001
                self.error = None
                runtestprotocol(item, log=False)
                match self.error:
                    case None:
                        pass
                    case FailedError() | Flaky():
                        return True
                    case error:
                        self.host.send(Kind.BROKEN, f"{test_name(item)}: {type(error).__name__}: {error}"[:MAX_TEXT])
                        os._exit(0)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self,
        item: pytest.Item,  # noqa: ARG002 - pytest's signature
        call: pytest.CallInfo[None],
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note how the first phase that failed did so."""
        if call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value
        return (yield)

    def _reporting(self, index: int, item: pytest.Item, inner: Function) -> Function:
        """The body of a test, so that each of its examples is begun, ended and judged like a test."""

        @functools.wraps(inner)
        def example(*args: Any, **kwargs: Any) -> None:
            harness = item.config.stash[HARNESS]
            session = harness.session
            session.transcript = []  # from now on it is kept
            harness.begin_test(test_name(item))
            self.host.send(Kind.BEGIN, index)
            outcome, message, detail = "passed", "", ""
            try:
                inner(*args, **kwargs)
            except BaseException as error:
                if isinstance(error, UnsatisfiedAssumption) or not isinstance(error, _OF_THE_EXAMPLE):
                    self._judged("skipped", "", "")
                    raise
                outcome, message, detail = blame(error, item, touched=session.touched)
            if outcome != "passed" or session.stopped:
                detail = "\n".join([*calls_of(session.transcript, told=detail), detail]).strip()
            if self._judged(outcome, message, detail):
                raise FailedError

        return example

    def _judged(self, outcome: str, message: str, detail: str) -> bool:
        """Tell the host how an example ended, and ask whether it has failed."""
        self.host.send(Kind.END, outcome, message, detail)
        failed: bool = msgpack.unpackb(self.host.answer(self.patience_s))[0]
        return failed


def _settings(turn: int) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=min(_FIRST_TURN << min(turn, 10), _LONGEST_TURN),
        phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
        print_blob=False,
    )
