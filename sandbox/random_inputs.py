"""Random inputs until one fails: the hypothesis tests of a problem, each example reported like a test.

hypothesis draws the inputs and shrinks the one that fails. Whether an input failed is for the host to say, because the
host also knows of limits: an input on which a solution loops forever is shrunk like one with a wrong answer.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, Final

import hypothesis
import pytest
from _pytest.runner import runtestprotocol
from hypothesis.errors import Flaky, UnsatisfiedAssumption

from sandbox.frames import Kind, Outcome
from sandbox.messages import InputVerdict, TestBegun, TestOutcome
from sandbox.plugin import HARNESS, test_name
from sandbox.proxy import SolutionStoppedError
from sandbox.reporter import MAX_TEXT, Reporter, outcome_of
from sandbox.transcript import calls_of

_FIRST_TURN: Final = 50
_LONGEST_TURN: Final = 5_000
"""Inputs in a row for one test. Turns grow, so that no test waits long for its first input, and few inputs recur."""
_SEEDS_APART: Final = 10_000
"""More turns than anybody takes, so that two seeds of the user's never draw the same inputs."""
_OF_THE_EXAMPLE: Final = (Exception, SolutionStoppedError, pytest.fail.Exception)
"""Exceptions that end an example. Any other belongs to hypothesis, or ends the run."""

Function = Callable[..., Any]


class FailedError(Exception):
    """An example has failed. Always raised on the same line, so that hypothesis takes all failures for one bug."""


class RandomInputReporter(Reporter):
    """The pytest plugin that replaces its parent where inputs are drawn."""

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
                function.hypothesis.inner_test = self._reported(index, item, inner)
                hypothesis.seed(self.run.seed * _SEEDS_APART + turn)(function)
                # the attribute that @settings sets: the decorator itself refuses to be applied twice
                function._hypothesis_internal_use_settings = _settings(turn)  # noqa: SLF001
                self.error = None
                runtestprotocol(item, log=False)
                match self.error:
                    case None:
                        pass
                    case FailedError() | Flaky():
                        return True
                    case error:
                        self.break_off(f"{test_name(item)}: {type(error).__name__}: {error}"[:MAX_TEXT])
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self,
        item: pytest.Item,  # noqa: ARG002 - pytest's signature
        call: pytest.CallInfo[None],
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note the exception of the first phase that failed."""
        if call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value
        return (yield)

    def _reported(self, index: int, item: pytest.Item, inner: Function) -> Function:
        """The body of a test, wrapped so that each of its examples is reported and judged like a test."""

        @functools.wraps(inner)
        def example(*args: Any, **kwargs: Any) -> None:
            harness = item.config.stash[HARNESS]
            session = harness.session
            session.transcript = []
            harness.begin_test(test_name(item))
            self.host.send(Kind.BEGIN, TestBegun(index).pack())
            ended = TestOutcome(Outcome.PASSED)
            try:
                inner(*args, **kwargs)
            except BaseException as error:
                if isinstance(error, UnsatisfiedAssumption) or not isinstance(error, _OF_THE_EXAMPLE):
                    self._has_failed(TestOutcome(Outcome.SKIPPED))
                    raise
                ended = outcome_of(error, item, answered=session.answered)
            if ended.outcome is not Outcome.PASSED or session.stopped:
                calls = calls_of(session.transcript, shown=ended.detail)
                ended = replace(ended, detail="\n".join([*calls, ended.detail]).strip())
            if self._has_failed(ended):
                raise FailedError

        return example

    def _has_failed(self, ended: TestOutcome) -> bool:
        """Tell the host how an example ended, and ask whether that is a failure."""
        self.host.send(Kind.END, ended.pack())
        return InputVerdict.unpack(self.host.answer(self.patience_s)).failed


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
