"""Sorts by insertion."""


def median_of_array(values):
    n = len(values)
    for i in range(1, n):
        v = values[i]
        while i > 0 and values[i - 1] > v:
            values[i] = values[i - 1]
            i -= 1
        values[i] = v
    return (values[(n - 1) // 2] + values[n // 2]) / 2
