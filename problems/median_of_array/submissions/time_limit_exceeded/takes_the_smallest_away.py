"""Takes the smallest element away until the middle is reached."""


def median_of_array(values):
    n = len(values)
    for _ in range((n - 1) // 2):
        values.remove(min(values))
    lower = min(values)
    if n % 2:
        return float(lower)
    values.remove(lower)
    return (lower + min(values)) / 2
