"""The ends of parameters and the ends of shards are one sorted list of cuts; a piece lies between two of them."""

from bisect import bisect_right
from itertools import accumulate, pairwise


def zero_partition(sizes, ranks, stage, micro_batches=1, optimizer_bytes=12):
    offsets = [0, *accumulate(sizes)]
    total = offsets[-1]
    shard, rest = divmod(total, ranks)
    shard += rest > 0
    padded = shard * ranks

    everything = [(i, 0, size) for i, size in enumerate(sizes) if size > 0]
    owned = [everything] * ranks
    if stage > 0:
        owned = [[] for _ in range(ranks)]
        cuts = {*offsets, *range(0, total, max(shard, 1))}
        for low, high in pairwise(sorted(cuts)):
            i = bisect_right(offsets, low) - 1
            owned[low // shard].append((i, low - offsets[i], high - offsets[i]))

    held = sum(size * (shard if stage >= first else padded) for size, first in ((optimizer_bytes, 1), (2, 2), (2, 3)))

    once = (ranks - 1) * shard * 2
    match stage:
        case 0:
            counts = 2, 0, 0
        case 1:
            counts = 0, 1, 1
        case 2:
            counts = 0, micro_batches, 1
        case 3:
            counts = 0, micro_batches, 2 * micro_batches
    names = "all_reduce", "reduce_scatter", "all_gather"
    return owned, held, {name: count * once for name, count in zip(names, counts)}
