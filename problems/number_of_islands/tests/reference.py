"""Union-find over cells: independent of any flood."""

from __future__ import annotations


def count_islands(grid: list[list[str]]) -> int:
    """The number of 4-connected components of "1"."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def find(cell: tuple[int, int]) -> tuple[int, int]:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            if value == "1":
                parent[r, c] = (r, c)
                for neighbour in ((r - 1, c), (r, c - 1)):
                    if neighbour in parent:
                        parent[find((r, c))] = find(neighbour)
    return sum(find(cell) == cell for cell in parent)
