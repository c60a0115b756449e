"""The judge is killed, ended, interrupted or hung up at random moments: nothing shown is lost, nothing is left."""

from __future__ import annotations

import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from judge.problem import Runtime
from judge.sandboxes.docker import sandbox, spares
from judge.verdict import Verdict
from tests.support.drilling import ROUNDS, Ended, Engine, Place, send, soon, tell

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
VERDICT_OF = {"right.py": Verdict.ACCEPTED, "wrong.py": Verdict.WRONG_ANSWER}
TOOK_S = {"submit": 1.0, "watch": 2.0, "verify": 3.0}
"""Within which the signal comes. Not much longer than the command takes, so that most come in the middle."""


def interrupted(place: Place, command: str, number: signal.Signals, draw: random.Random, slowness: float) -> Ended:
    """One command, sent the signal at a random moment. Watch is told to submit again and again until then."""
    file = draw.choice(sorted(VERDICT_OF))
    arguments = (command, "tiny") if command == "verify" else (command, "tiny", file)
    running = place.start(*arguments, terminal=True)
    running.read(
        time.monotonic() + draw.uniform(0, slowness * TOOK_S[command]), press=b"s" if command == "watch" else b""
    )
    send(running, number)
    return running.end()


def sane_code(number: signal.Signals, code: int) -> bool:
    """The signal's own, an interrupt, or what the command gives that had ended before."""
    # Python ends as SIGINT does, for the shell 130 too, where the exception rose below an exec() of the standard library
    interrupted_codes = set() if number == signal.SIGKILL else {130, -signal.SIGINT}
    return code in {0, 1, 3, -number} | interrupted_codes


@pytest.mark.docker
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whenever_the_judge_is_told_to_end_what_it_showed_is_recorded_and_only_spares_are_left(
    place: Place, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = time.monotonic()
    assert place.submit().code == 0
    slowness = max(1.0, 2 * (time.monotonic() - began))  # of this machine now, where two run at a time
    draw = random.Random(0)
    planned = [(command, number) for command in TOOK_S for number in SIGNALS for _ in range(ROUNDS)]
    draw.shuffle(planned)

    def one_cycle(seed: int, command: str, number: signal.Signals) -> tuple[str, signal.Signals, Ended]:
        return command, number, interrupted(place, command, number, random.Random(seed), slowness)

    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(one_cycle, seed, *plan) for seed, plan in enumerate(planned)]
        cycles = [future.result() for future in futures]

    on_disk = place.records()
    wrong = [
        f"{command} {number.name}: {ended}"
        for command, number, ended in cycles
        if not sane_code(number, ended.code)
        or ended.has_traceback
        or any(on_disk[record_id].verdict is not verdict for record_id, verdict in ended.verdicts.items())
    ]
    assert not wrong, "\n".join(wrong)
    assert all(record.verdict is VERDICT_OF[record.file.rpartition("/")[2]] for record in on_disk.values())

    # a grader whose judge was killed before they met hears nothing, and waits for it a while
    assert soon(lambda: not engine.in_use() and not place.processes(), 150), (engine.in_use(), place.processes())
    assert place.submit().code == 0
    assert soon(lambda: not place.processes(), 30), place.processes()
    with monkeypatch.context() as patch:
        patch.setattr(spares, "_ABANDONED_S", 0)
        patch.setenv("TMPDIR", place.environment["TMPDIR"])
        patch.setattr("tempfile.tempdir", None)
        sandbox.refill(engine.settings, {Runtime.PYTHON: 64}, print)
    monkeypatch.setattr("tempfile.tempdir", None)
    assert all(spares.is_waiting(one) for one in engine.containers()), engine.containers()
    left = sorted(str(path.relative_to(place.folder)) for path in (place.folder / "tmp").rglob("*"))
    codes = sorted({(command, number.name, ended.code) for command, number, ended in cycles})
    shown = sum(len(ended.verdicts) for _, _, ended in cycles)
    tell(f"{len(cycles)} signals, {shown} verdicts shown, {len(on_disk)} records; codes {codes}; left {left}")
