"""Median of an Array: read `judge show median_of_array`, then `judge submit`."""


def median_of_array(values: list[int]) -> float:
    """The median: the middle element in order of size, or the mean of the two middle ones.

    Args:
        values: 1 to 100,000 integers in any order.
    """
    raise NotImplementedError
