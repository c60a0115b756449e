"""Raises the recursion limit; any() of a generator nests in C, and the C stack ends first."""

import sys


def num_islands(grid: list[list[str]]) -> int:
    sys.setrecursionlimit(10**7)

    def sink(r: int, c: int) -> bool:
        if not (0 <= r < len(grid) and 0 <= c < len(grid[0])) or grid[r][c] != "1":
            return False
        grid[r][c] = "0"
        return not any([*map(lambda place: sink(*place) and False, ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)))])

    return sum(sink(r, c) for r, row in enumerate(grid) for c in range(len(row)))
