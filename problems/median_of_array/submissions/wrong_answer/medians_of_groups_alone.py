"""Takes the median of the medians of groups of five for the median."""


def median_of_array(values):
    while len(values) > 5:
        values = [middle(values[i : i + 5]) for i in range(0, len(values), 5)]
    return float(middle(values))


def middle(group):
    group = list(group)
    group.sort()
    n = len(group)
    return (group[(n - 1) // 2] + group[n // 2]) / 2
