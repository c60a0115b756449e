"""A random pivot and two parts: one element a round where all are equal."""

import random


def median_of_array(values):
    n = len(values)
    return (select(values, (n - 1) // 2) + select(values, n // 2)) / 2


def select(values, k):
    while True:
        i = random.randrange(len(values))
        pivot, others = values[i], values[:i] + values[i + 1 :]
        smaller = [v for v in others if v < pivot]
        if k == len(smaller):
            return pivot
        if k < len(smaller):
            values = smaller
        else:
            k -= len(smaller) + 1
            values = [v for v in others if v >= pivot]
