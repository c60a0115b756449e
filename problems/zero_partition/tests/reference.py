"""The definition, element by element and round by round: a buffer is written out, a ring is walked."""

from __future__ import annotations

Piece = tuple[int, int, int]
WORD = 2
"""Bytes of a parameter or a gradient in fp16."""


def answer(
    sizes: list[int], ranks: int, stage: int, micro_batches: int = 1, optimizer_bytes: int = 12
) -> tuple[list[list[Piece]], int, dict[str, int]]:
    """What `zero_partition` must return, for buffers small enough to be written out."""
    buffer: list[tuple[int, int] | None] = [(i, offset) for i, size in enumerate(sizes) for offset in range(size)]
    while len(buffer) % ranks:
        buffer.append(None)
    shards = [buffer[rank * len(buffer) // ranks : (rank + 1) * len(buffer) // ranks] for rank in range(ranks)]
    cut = {
        name: shards[0] if stage >= first else buffer for name, first in (("states", 1), ("grads", 2), ("params", 3))
    }
    held = len(cut["params"]) * WORD + len(cut["grads"]) * WORD + len(cut["states"]) * optimizer_bytes
    owned = [_pieces(shard if stage else buffer) for shard in shards]
    return owned, held, _sent([len(shard) for shard in shards], stage, micro_batches)


def _pieces(elements: list[tuple[int, int] | None]) -> list[Piece]:
    pieces: list[Piece] = []
    for element in elements:
        if element is None:
            continue
        i, offset = element
        if pieces and pieces[-1][0] == i:
            pieces[-1] = (i, pieces[-1][1], offset + 1)
        else:
            pieces.append((i, offset, offset + 1))
    return pieces


def _sent(chunks: list[int], stage: int, micro_batches: int) -> dict[str, int]:
    """Walk through one optimizer step as rank 0 sees it."""
    sent = {"all_reduce": 0, "reduce_scatter": 0, "all_gather": 0}

    def ring(name: str) -> None:
        for turn in range(len(chunks) - 1):
            sent[name] += chunks[-turn] * WORD

    for _ in range(micro_batches):
        if stage == 3:
            ring("all_gather")  # forward
            ring("all_gather")  # backward
        if stage >= 2:
            ring("reduce_scatter")
    if stage == 0:
        ring("all_reduce")
        ring("all_reduce")
    if stage == 1:
        ring("reduce_scatter")
    if stage in {1, 2}:
        ring("all_gather")
    return sent
