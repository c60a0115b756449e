"""Recursive quickselect with the first element for the pivot."""


def median_of_array(values):
    n = len(values)
    return (select(values, (n - 1) // 2) + select(values, n // 2)) / 2


def select(values, k):
    pivot = values[0]
    smaller = [v for v in values if v < pivot]
    larger = [v for v in values if v > pivot]
    if k < len(smaller):
        return select(smaller, k)
    if k < len(values) - len(larger):
        return pivot
    return select(larger, k - len(values) + len(larger))
