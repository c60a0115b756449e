"""Counts what a parameter server would get: the whole buffer."""


def zero_partition(sizes, ranks, stage, micro_batches=1, optimizer_bytes=12):
    shard = -(-sum(sizes) // ranks)
    whole = ranks * shard
    chunk = 2 * (ranks - 1) * whole
    params = shard if stage == 3 else whole
    grads = shard if stage in (2, 3) else whole
    states = whole if stage == 0 else shard
    held = 2 * (params + grads) + optimizer_bytes * states
    if stage == 0:
        owned = [[(i, 0, size) for i, size in enumerate(sizes) if size] for _ in range(ranks)]
        return owned, held, {"all_reduce": 2 * chunk, "reduce_scatter": 0, "all_gather": 0}
    owned = [[] for _ in range(ranks)]
    position = 0
    for i, size in enumerate(sizes):
        start = 0
        while start < size:
            rank, inside = divmod(position, shard)
            step = min(size - start, shard - inside)
            owned[rank].append((i, start, start + step))
            start += step
            position += step
    reduced = micro_batches if stage in (2, 3) else 1
    gathered = 2 * micro_batches if stage == 3 else 1
    return owned, held, {"all_reduce": 0, "reduce_scatter": reduced * chunk, "all_gather": gathered * chunk}
