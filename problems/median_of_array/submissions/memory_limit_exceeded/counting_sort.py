"""Counts how often each value between the extremes occurs."""


def median_of_array(values):
    low = min(values)
    counts = [0] * (max(values) - low + 1)
    for v in values:
        counts[v - low] += 1
    in_order = [v + low for v, count in enumerate(counts) for _ in range(count)]
    n = len(values)
    return (in_order[(n - 1) // 2] + in_order[n // 2]) / 2
