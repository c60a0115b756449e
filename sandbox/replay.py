"""Makes some calls of a solution a second time, in a fresh copy of it, where they must give the same result.

A result that depends on earlier calls, or on torch's grad mode, passes every test that calls just once. The fresh copy
is the source run again in a module of its own; objects are made again as the test made them. Nothing of this reaches
the solution that the test speaks to. It is no defence: it catches honest mistakes.
"""

from __future__ import annotations

import random
import resource
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from sandbox.agreement import agree
from sandbox.value_limits import BadValueError
from sandbox.values import Codec

MAX_BYTES: Final = 1 << 18
"""Of a request and of its result: larger ones are not made again."""
MAX_S: Final = 0.02
"""CPU time. A call that takes longer is not made again, and once so much is spent on replays in a test, none is."""
ALL_UNTIL: Final = 12
EVERY: Final = 8
"""The first calls of a function are all made again, then every eighth."""

DEPENDS: Final = "the result depends on earlier calls"
DIFFERS: Final = "the result differs under {}"
SEEDS: Final = "the seed of a global random generator was set"

_Mode = Callable[[], AbstractContextManager[Any]]


def spent_s() -> float:
    """CPU seconds of this process, its threads and the children that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Copy(Protocol):
    """A fresh copy of the solution. Its objects get the numbers that they have in the original."""

    def repeat(self, request: bytes, count: int | None = None) -> object:
        """Carry out a request and give its result. What stays here is numbered from `count` on."""

    def forget(self) -> None:
        """Let go of the objects."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A request that may have made or changed an object: so many objects had numbers, and generators that state."""

    request: bytes
    count: int
    state: tuple[Any, ...]


class _Generators:
    """The global random generators of the runtime."""

    def __init__(self, numpy: Any, torch: Any) -> None:
        pairs: list[tuple[Callable[[], Any], Callable[[Any], Any]]] = [(random.getstate, random.setstate)]
        if numpy is not None:
            pairs.append((numpy.random.get_state, numpy.random.set_state))
        if torch is not None:
            pairs.append((torch.default_generator.get_state, torch.default_generator.set_state))
        self._pairs = pairs

    def read(self) -> tuple[Any, ...]:
        """Where they stand."""
        return tuple(get() for get, _ in self._pairs)

    def write(self, state: tuple[Any, ...]) -> None:
        """Put them where they stood."""
        for (_, set_), one in zip(self._pairs, state, strict=True):
            set_(one)

    @staticmethod
    def same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
        """Whether two states are one."""
        return all(_plain(a) == _plain(b) for a, b in zip(one, other, strict=True))


def _plain(state: Any) -> object:
    if isinstance(state, tuple) and len(state) == 5:  # NumPy's, with the array in the second place  # noqa: PLR2004
        return (state[0], state[1].tobytes(), *state[2:])
    return state.numpy().tobytes() if hasattr(state, "numpy") else state


@dataclass(frozen=True, slots=True)
class Replay:
    """One call to make again: after which steps, in which mode, and with generators in which state."""

    request: bytes
    steps: tuple[_Step, ...]
    finding: str
    mode: _Mode
    state: tuple[Any, ...]


class Replays:
    """Chooses the calls that are made again, and compares the results.

    Args:
        make_copy: gives a fresh copy, or None where there is none to be had.
        codec: has no handles.
        numpy: the numpy module, or None.
        torch: the torch module, or None.
    """

    def __init__(self, make_copy: Callable[[], Copy | None], codec: Codec, numpy: Any, torch: Any) -> None:
        self._make_copy, self._codec = make_copy, codec
        self._generators = _Generators(numpy, torch)
        self._modes: list[tuple[str, _Mode]] = [(DEPENDS, nullcontext)]
        if torch is not None:
            self._modes += [
                (DIFFERS.format("torch.no_grad()"), torch.no_grad),
                (DEPENDS, nullcontext),
                (DIFFERS.format("torch.inference_mode()"), torch.inference_mode),
            ]
        self._calls: Counter[str] = Counter()
        self._spent_s = 0.0
        self._steps: list[_Step] = []
        self._step_bytes = 0

    def begin_test(self) -> None:
        """Forget the objects of the last test."""
        self._steps, self._step_bytes, self._spent_s = [], 0, 0.0

    def note(self, request: bytes, count: int) -> None:
        """A request that may make or change an object is about to be carried out, with `count` objects numbered."""
        self._step_bytes += len(request)
        if self._step_bytes <= MAX_BYTES:
            self._steps.append(_Step(request, count, self._generators.read()))

    def choose(self, name: str, request: bytes, *, with_gradients: bool) -> Replay | None:
        """What to do after the call of `name` that is about to be made, if it is one to make again."""
        self._calls[name] += 1
        number = self._calls[name]
        if number > ALL_UNTIL and number % EVERY:
            return None
        if max(len(request), self._step_bytes) > MAX_BYTES or self._spent_s > MAX_S:
            return None
        turn = number if number <= ALL_UNTIL else number // EVERY
        finding, mode = self._modes[0 if with_gradients else turn % len(self._modes)]
        return Replay(request, tuple(self._steps), finding, mode, self._generators.read())

    def finding(self, replay: Replay, payload: bytes, took_s: float) -> str:
        """What is wrong with a call that took `took_s` and gave `payload`; an empty string if nothing is."""
        if took_s > MAX_S or len(payload) > MAX_BYTES:
            return ""
        started, after = spent_s(), self._generators.read()
        streams = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = _Silence()
        try:
            return self._compare(replay, payload, after)
        finally:
            sys.stdout, sys.stderr = streams
            self._generators.write(after)
            self._spent_s += spent_s() - started

    def _compare(self, replay: Replay, payload: bytes, after: tuple[Any, ...]) -> str:
        if self._differs(payload, self._repeat(replay, replay.mode)):
            plain = self._repeat(replay, nullcontext)
            if plain is None or not self._differs(payload, plain):
                return replay.finding
            # one that draws from a generator of its own differs from itself, too
            return "" if self._differs(plain, self._repeat(replay, nullcontext)) else DEPENDS
        if not _Generators.same(after, replay.state):  # it has drawn numbers: does it go on from elsewhere, too?
            moved = self._repeat(replace(replay, state=after), nullcontext)
            if moved is not None and _Generators.same(self._generators.read(), after):
                return SEEDS
        return ""

    def _repeat(self, replay: Replay, mode: _Mode) -> bytes | None:
        """The call's result in a fresh copy, encoded; None where it gives none to compare."""
        copy: Copy | None = None
        try:
            copy = self._make_copy()
            if copy is None:
                return None
            for step in replay.steps:
                self._generators.write(step.state)
                copy.repeat(step.request, step.count)
            self._generators.write(replay.state)
            with mode():
                return self._codec.encode(copy.repeat(replay.request))
        except Exception:  # noqa: BLE001 - a call that can be made only once is no mistake
            return None
        finally:
            if copy is not None:
                copy.forget()  # it refers to itself: its objects would take memory until Python collects them

    def _differs(self, payload: bytes, again: bytes | None) -> bool:
        if again is None or again == payload:
            return False
        try:
            return not agree(self._codec.decode(payload), self._codec.decode(again))
        except BadValueError:  # a handle is in it
            return False


class _Silence:
    """A stream for what a replay prints."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass
