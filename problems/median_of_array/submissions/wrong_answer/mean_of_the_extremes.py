"""Returns the middle between the smallest and the largest."""

import random


def median_of_array(values):
    n = len(values)
    return (min(values) + max(values)) / 2


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
