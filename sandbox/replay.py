"""Makes some calls of a solution a second time, in a fresh copy of it, where they must give the same result.

A result that depends on earlier calls, or on torch's grad mode, passes every test that calls just once. The fresh copy
is the source run again in a module of its own; objects are made again as the test made them. Nothing of this reaches
the solution that the test speaks to. It is no defence: it catches honest mistakes.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
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

_PATIENCE: Final = 10
"""A call may wait for so many times the CPU time with which it is still made again; it may be a busy machine."""

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


@dataclass(frozen=True, slots=True)
class _Generator:
    """One global random generator. `plain` makes of its state what can be compared."""

    get: Callable[[], Any]
    set: Callable[[Any], Any]
    plain: Callable[[Any], object]


class _Generators:
    """The global random generators of the runtime."""

    def __init__(self, numpy: Any, torch: Any) -> None:
        self._all = [_Generator(random.getstate, random.setstate, lambda state: state)]
        if numpy is not None:
            get, set_ = numpy.random.get_state, numpy.random.set_state
            self._all.append(_Generator(get, set_, lambda state: (state[1].tobytes(), *state[2:])))
        if torch is not None:
            get, set_ = torch.default_generator.get_state, torch.default_generator.set_state
            self._all.append(_Generator(get, set_, lambda state: state.numpy().tobytes()))

    def read(self) -> tuple[Any, ...]:
        """Where they stand."""
        return tuple(one.get() for one in self._all)

    def write(self, state: tuple[Any, ...]) -> None:
        """Put them where they stood."""
        for one, stood in zip(self._all, state, strict=True):
            one.set(stood)

    def same(self, first: tuple[Any, ...], second: tuple[Any, ...]) -> bool:
        """Whether two states are one."""
        return all(one.plain(a) == one.plain(b) for one, a, b in zip(self._all, first, second, strict=True))


@dataclass(frozen=True, slots=True)
class Replay:
    """One call to make again: after which steps, in which mode, and with generators in which state."""

    request: bytes
    steps: tuple[_Step, ...]
    finding: str
    mode: _Mode
    state: tuple[Any, ...]
    started_s: float = field(default_factory=spent_s)
    started_at: float = field(default_factory=time.monotonic)

    def took_s(self) -> float:
        """What the call has taken so far of CPU time, or of time to wait as if it were CPU time."""
        return max(spent_s() - self.started_s, (time.monotonic() - self.started_at) / _PATIENCE)


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

    def note_made(self, replay: Replay, count: int) -> None:
        """A call that was to be made again has made an object, so it is a step."""
        self._step_bytes += len(replay.request)
        self._steps.append(_Step(replay.request, count, replay.state))

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

    def finding(self, replay: Replay, payload: bytes) -> str:
        """What is wrong with a call that has just given `payload`; an empty string if nothing is."""
        if replay.took_s() > MAX_S or len(payload) > MAX_BYTES:
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
        if not self._generators.same(after, replay.state):  # it has drawn numbers: does it go on from elsewhere, too?
            moved = self._repeat(replace(replay, state=after), nullcontext)
            if moved is not None and self._generators.same(self._generators.read(), after):
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
