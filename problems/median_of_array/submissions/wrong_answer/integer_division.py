"""Divides by two in integers."""

import random


def median_of_array(values):
    n = len(values)
    return (select(values, (n - 1) // 2) + select(values, n // 2)) // 2


def select(values, k):
    while True:
        pivot = random.choice(values)
        smaller = [v for v in values if v < pivot]
        if k < len(smaller):
            values = smaller
            continue
        larger = [v for v in values if v > pivot]
        upto = len(values) - len(larger)
        if k < upto:
            return pivot
        k -= upto
        values = larger
