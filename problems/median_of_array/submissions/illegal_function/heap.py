"""Uses nsmallest of heapq."""

import heapq


def median_of_array(values):
    n = len(values)
    smallest = heapq.nsmallest(n // 2 + 1, values)
    return (smallest[(n - 1) // 2] + smallest[-1]) / 2
