"""Number of Islands: read `judge show number_of_islands`, then `judge submit`."""


def num_islands(grid: list[list[str]]) -> int:
    """How many groups of "1" there are that hang together up, down, left and right.

    Args:
        grid: m rows of n cells, each "1" (land) or "0" (water); 0 <= m, n <= 1000. It may be modified.
    """
    raise NotImplementedError
