"""Frames: a closed grammar with a cap, cut from a stream that may come in any pieces."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.frames import (
    CLAIMS,
    LOAD_CLAIMS,
    MAX_CLAIM,
    MAX_FRAME,
    BadFrameError,
    FrameBuffer,
    Kind,
    Reply,
    Status,
    pack,
)


def all_frames(buffer: FrameBuffer) -> list[tuple[Kind, bytes]]:
    return list(iter(buffer.next, None))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=50)), max_size=8), st.data())
def test_frames_arrive_whole_and_in_order_however_the_stream_is_cut(
    frames: list[tuple[Kind, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(pack(kind, payload) for kind, payload in frames)
    buffer, got = FrameBuffer(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        buffer.feed(stream[:size])
        stream = stream[size:]
        got += all_frames(buffer)
    assert got == frames
    assert buffer.empty


@settings(deadline=None, max_examples=300)
@given(st.lists(st.binary(max_size=60), max_size=5))
def test_random_bytes_are_frames_or_refused_and_nothing_else(pieces: list[bytes]) -> None:
    buffer = FrameBuffer(limit=1000)
    with contextlib.suppress(BadFrameError):
        for piece in pieces:
            buffer.feed(piece)
            all_frames(buffer)


def test_half_a_frame_is_not_a_frame_yet() -> None:
    buffer = FrameBuffer()
    buffer.feed(pack(Kind.CALL, b"abc")[:-1])
    assert buffer.next() is None
    assert not buffer.empty


def test_an_empty_payload_is_a_frame() -> None:
    buffer = FrameBuffer()
    buffer.feed(pack(Kind.END))
    assert buffer.next() == (Kind.END, b"")


def test_a_frame_that_is_announced_too_large_is_refused_before_it_comes() -> None:
    buffer = FrameBuffer()
    buffer.feed(struct.pack(">BI", Kind.CALL, MAX_FRAME + 1))
    with pytest.raises(BadFrameError, match="announces"):
        buffer.next()


def test_a_frame_of_an_unknown_kind_is_refused() -> None:
    for kind in (0, 99, 255):
        buffer = FrameBuffer()
        buffer.feed(struct.pack(">BI", kind, 0))
        with pytest.raises(BadFrameError, match="unknown"):
            buffer.next()


def test_the_largest_payload_can_be_packed_and_cut_again_and_one_byte_more_cannot() -> None:
    largest = bytes(MAX_FRAME)
    buffer = FrameBuffer()
    buffer.feed(pack(Kind.REPLY, largest))
    assert buffer.next() == (Kind.REPLY, largest)
    with pytest.raises(BadFrameError, match="exceeds"):
        pack(Kind.REPLY, largest + b"x")


def test_the_largest_claim_of_a_child_fits_into_a_frame_with_what_was_measured() -> None:
    pack(Kind.REPLY, Reply(Status.VALUE, bytes(MAX_CLAIM), 2**64 - 1, 2**64 - 1).pack())


@given(st.sampled_from(Status), st.binary(max_size=30), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_a_reply_arrives_as_it_was_sent(status: Status, payload: bytes, cpu_ns: int, peak: int) -> None:
    reply = Reply(status, payload, cpu_ns, peak)
    assert Reply.unpack(reply.pack()) == reply


@given(st.binary(max_size=40))
def test_random_bytes_are_a_reply_or_refused_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(BadFrameError):
        Reply.unpack(data)


def test_a_child_may_claim_nothing_that_blames_the_judge_or_only_the_supervisor_can_know() -> None:
    assert {Status.DIED, Status.GARBLED, Status.NO_RUNTIME, Status.LOAD_ERROR}.isdisjoint(CLAIMS)
    assert {Status.LOAD_ERROR} == LOAD_CLAIMS - CLAIMS
