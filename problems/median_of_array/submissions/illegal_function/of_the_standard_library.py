"""Uses statistics.median."""

import statistics


def median_of_array(values):
    return float(statistics.median(values))
