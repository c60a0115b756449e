"""The clock is set back or forward: records keep their order, nothing is negative, spares are handled."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from judge.problem import Runtime
from judge.sandboxes import Settings
from judge.sandboxes.docker import containers, spares
from judge.sandboxes.docker import sandbox as docker
from tests.support.drilling import Ended, Engine, Place, Running

DAY_S = 86400
SHIFTED = """
import sys, time, datetime
shift = float(sys.argv.pop(1))
real = time.time
time.time = lambda: real() + shift

class Shifted(datetime.datetime):
    __slots__ = ()  # extension modules check its size

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

datetime.datetime = Shifted
from judge.cli import main
main()
"""


def at(place: Place, shift_s: float, *arguments: str) -> Ended:
    """A judge whose clock is off by so many seconds."""
    command = [sys.executable, "-c", SHIFTED, str(shift_s), *arguments]
    return Running(command, place.environment, place.folder, terminal=False, all_there=False).end()


@pytest.mark.parametrize("shift_s", [-400 * DAY_S, -3600, 3600, 400 * DAY_S])
def test_after_the_clock_was_set_records_keep_their_order_and_every_screen_is_sound(
    place: Place, shift_s: float
) -> None:
    place.environment["JUDGE_SANDBOX"] = "process"
    assert at(place, 0, "submit", "tiny", "wrong.py").code == 1
    assert at(place, shift_s, "submit", "tiny", "right.py").code == 0
    records = place.records()
    assert (records[2].started_at > records[1].started_at) == (shift_s > 0)
    assert all(0 <= record.wall_s < 60 and 0 <= record.time_s < 60 for record in records.values())
    for command in ("history", "status", "list"):
        for now in (0, shift_s):
            ended = at(place, now, command)
            assert (ended.code, ended.err) == (0, ""), ended
            assert not re.search(r"(?<![\w.\-])-\d", ended.out), ended.out
    assert re.findall(r"^(\d+) ", at(place, 0, "history").out, re.MULTILINE) == ["2", "1"]


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.parametrize("shift_s", [-400 * DAY_S, 400 * DAY_S])
def test_spares_of_another_time_are_taken_and_let_go_as_others_are(
    place: Place, engine: Engine, monkeypatch: pytest.MonkeyPatch, shift_s: float
) -> None:
    settings: Settings = replace(engine.settings, spare_s=60)
    real: Callable[[], float] = time.time
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: real() + shift_s)
        names = docker.refill(settings, {Runtime.PYTHON: 64}, print)
    assert len(names) == 2
    assert {spares.is_waiting(one) for one in engine.containers()} == {True}
    assert (
        docker.refill(settings, {Runtime.PYTHON: 64}, print) == []
    )  # they are what is wanted, whenever they were made
    sandbox = docker.connect(Runtime.PYTHON, print, settings)
    channel = sandbox.open_worker(Runtime.PYTHON, 64)
    assert channel.warm
    channel.kill()


@pytest.mark.docker
def test_with_the_clock_behind_the_engines_what_is_being_made_now_is_not_taken_for_abandoned(
    place: Place, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(engine.settings, spare_s=60)
    sandbox = docker.connect(Runtime.PYTHON, print, settings)
    recipe = docker.worker_recipe("python", sandbox.info.image, settings, "")
    made = containers.create(engine.engine, recipe, spares.taken_name("worker", "clock"), 256, 0)
    monkeypatch.setattr(time, "time", lambda made=made: made.created - DAY_S)
    spares.tidy(engine.engine, settings, {recipe.digest})
    assert [one.id for one in engine.containers()] == [made.id]
