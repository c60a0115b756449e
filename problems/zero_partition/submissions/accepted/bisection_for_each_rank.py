"""Prefix sums; each rank finds its first parameter by bisection and intersects intervals from there."""

from bisect import bisect_right
from itertools import accumulate

# stage: (passes of all-reduce, reduce-scatter: fixed and per micro-batch, all-gather: fixed and per micro-batch)
TRAFFIC = {0: (2, 0, 0, 0, 0), 1: (0, 1, 0, 1, 0), 2: (0, 0, 1, 1, 0), 3: (0, 0, 1, 0, 2)}


def zero_partition(sizes, ranks, stage, micro_batches=1, optimizer_bytes=12):
    offsets = [0, *accumulate(sizes)]
    total = offsets[-1]
    shard = (total + ranks - 1) // ranks
    sharded = [optimizer_bytes, 2, 2][:stage]
    replicated = [optimizer_bytes, 2, 2][stage:]
    held = shard * (sum(sharded) + ranks * sum(replicated))

    def pieces(low, high):
        found = []
        i = bisect_right(offsets, low) - 1
        while i < len(sizes) and offsets[i] < high:
            start, stop = max(low, offsets[i]), min(high, offsets[i + 1])
            if start < stop:
                found.append((i, start - offsets[i], stop - offsets[i]))
            i += 1
        return found

    bounds = [(0, total) if stage == 0 else (rank * shard, (rank + 1) * shard) for rank in range(ranks)]
    reduce, scatter, scatter_each, gather, gather_each = TRAFFIC[stage]
    ring = (ranks - 1) * shard * 2
    sent = {
        "all_reduce": ring * reduce,
        "reduce_scatter": ring * (scatter + scatter_each * micro_batches),
        "all_gather": ring * (gather + gather_each * micro_batches),
    }
    return [pieces(*bound) for bound in bounds], held, sent
