"""ZeRO: What Each Rank Holds and Sends: read `judge show zero_partition`, then `judge submit`."""


def zero_partition(
    sizes: list[int], ranks: int, stage: int, micro_batches: int = 1, optimizer_bytes: int = 12
) -> tuple[list[list[tuple[int, int, int]]], int, dict[str, int]]:
    """What each rank updates, holds and sends in stage 0, 1, 2 or 3 of ZeRO.

    Args:
        sizes: elements of each parameter, in the order of the flat buffer.
        ranks: the buffer is padded to a multiple of it and cut into as many shards.
        stage: 0 cuts nothing, 1 optimizer states, 2 gradients too, 3 parameters too.
        micro_batches: forward and backward passes for one optimizer step.
        optimizer_bytes: bytes of optimizer states per element.

    Returns:
        owned: for each rank the pieces (parameter, start, stop) that it updates.
        held_bytes: bytes of model states on one rank.
        sent_bytes: bytes that one rank sends in one optimizer step, by "all_reduce", "reduce_scatter", "all_gather".
    """
    raise NotImplementedError
