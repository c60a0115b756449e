"""Bisection over the values: how many are not above the middle? Fifty passes at most, whatever the order."""


def median_of_array(values):
    n = len(values)
    low, high = min(values), max(values)
    while low < high:
        middle = (low + high) // 2
        if 2 * sum(v <= middle for v in values) >= n:
            high = middle
        else:
            low = middle + 1
    # `low` is the lower median; the upper one is the same, or the next larger element
    if 2 * sum(v <= low for v in values) > n:
        return float(low)
    return (low + min(v for v in values if v > low)) / 2
