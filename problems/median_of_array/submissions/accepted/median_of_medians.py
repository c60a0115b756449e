"""Median of medians of five: linear in the worst case."""


def median_of_array(values):
    n = len(values)
    lower = select(values, (n - 1) // 2)
    return (lower + (lower if n % 2 else select(values, n // 2))) / 2


def select(values, k):
    while len(values) > 5:
        pivot = select([middle_of_five(values[i : i + 5]) for i in range(0, len(values), 5)], len(values) // 10)
        smaller = [v for v in values if v < pivot]
        larger = [v for v in values if v > pivot]
        if k < len(smaller):
            values = smaller
        elif k < len(values) - len(larger):
            return pivot
        else:
            k -= len(values) - len(larger)
            values = larger
    return in_order(values)[k]


def middle_of_five(group):
    return in_order(group)[len(group) // 2]


def in_order(group):
    group = list(group)
    for i in range(1, len(group)):
        v = group[i]
        while i > 0 and group[i - 1] > v:
            group[i] = group[i - 1]
            i -= 1
        group[i] = v
    return group
