"""Messages: the bytes of each payload, which every image and every host agree on, and what it is read back as."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.frames import CLAIMS, BadFrameError, Outcome, Reply, Status
from sandbox.messages import (
    Broken,
    CallLimit,
    Claim,
    Collected,
    CollectedTest,
    Finished,
    InputVerdict,
    Plan,
    Raised,
    Run,
    RunExit,
    TestBegun,
    TestLimits,
    TestOutcome,
)

BYTES: list[tuple[Any, bytes]] = [
    (
        Plan(b"x = 1", ("f",), ("numpy.dot",), False, True, "numpy", 1, 2, 3),
        b"\x99\xc4\x05x = 1\x91\xa1f\x91\xa9numpy.dot\xc2\xc3\xa5numpy\x01\x02\x03",
    ),
    (
        Run({"test_a.py": b"\xff"}, "python", ("f", "g"), ("sample",), "case", 7, 1.5),
        (
            b"\x98\x81\xa9test_a.py\xc4\x01\xff\xa6python\x92\xa1f\xa1g\x91\xa6sample\xa4case\x07"
            b"\xcb?\xf8\x00\x00\x00\x00\x00\x00\xc2"
        ),
    ),
    (TestLimits(10**9, 2 * 10**9, 64 << 20), b"\x93\xce;\x9a\xca\x00\xcew5\x94\x00\xce\x04\x00\x00\x00"),
    (CallLimit(2 * 10**9), b"\xcew5\x94\x00"),
    (Raised("MyError", "ValueError", "no", "\n  line 1"), b"\x94\xa7MyError\xaaValueError\xa2no\xa9\n  line 1"),
    (
        Collected((CollectedTest("test_a", "sample"), CollectedTest("test_b[1]", "hidden", 0.5, 32))),
        b"\x92\x94\xa6test_a\xa6sample\xc0\xc0\x94\xa9test_b[1]\xa6hidden\xcb?\xe0\x00\x00\x00\x00\x00\x00\x20",
    ),
    (Collected(()), b"\x90"),
    (TestBegun(3), b"\x91\x03"),
    (TestOutcome(Outcome.PASSED), b"\x93\xa6passed\xa0\xa0"),
    (TestOutcome(Outcome.WRONG, "off", "got 1"), b"\x93\xa5wrong\xa3off\xa5got 1"),
    (InputVerdict(failed=True), b"\x91\xc3"),
    (Finished(), b"\x90"),
    (Broken("test_a.py cannot be collected"), b"\x91\xbdtest_a.py cannot be collected"),
    (RunExit(-9), b"\xff\xf7"),
]


@pytest.mark.parametrize(("message", "payload"), BYTES, ids=lambda value: type(value).__name__)
def test_a_message_has_these_bytes_and_arrives_as_it_was_sent(message: Any, payload: bytes) -> None:
    assert message.pack() == payload
    assert type(message).unpack(payload) == message


def test_replies_and_claims_have_these_bytes() -> None:
    assert Reply(Status.TIME, b"line 3", 5, 6).pack() == bytes([2, *bytes(7), 5, *bytes(7), 6]) + b"line 3"
    assert Claim(Status.FORBIDDEN, b"math.fsum").pack() == b"\x04math.fsum"
    assert Claim.unpack(b"\x04math.fsum", CLAIMS) == (Status.FORBIDDEN, b"math.fsum")


@pytest.mark.parametrize("payload", [b"", b"\x07", b"\x06", b"\xff"])
def test_a_claim_without_a_status_that_a_child_may_claim_is_refused(payload: bytes) -> None:
    with pytest.raises(BadFrameError):
        Claim.unpack(payload, CLAIMS)


def test_every_outcome_arrives_as_one() -> None:
    for outcome in Outcome:
        got = TestOutcome.unpack(TestOutcome(outcome).pack())
        assert got.outcome is outcome


def test_text_that_is_not_unicode_is_sent_all_the_same() -> None:
    assert Broken("a\ud800b").pack() == Broken("a?b").pack()


def test_a_message_cannot_be_changed() -> None:
    for message, _ in BYTES:
        for name in message.__slots__:
            with pytest.raises(AttributeError):
                setattr(message, name, None)
