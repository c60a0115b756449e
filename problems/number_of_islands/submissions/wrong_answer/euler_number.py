"""Cells minus neighbouring pairs plus squares: right only while no island has a hole."""


def num_islands(grid: list[list[str]]) -> int:
    land = {(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell == "1"}
    pairs = sum((r + 1, c) in land for r, c in land) + sum((r, c + 1) in land for r, c in land)
    squares = sum({(r + 1, c), (r, c + 1), (r + 1, c + 1)} <= land for r, c in land)
    return len(land) - pairs + squares
