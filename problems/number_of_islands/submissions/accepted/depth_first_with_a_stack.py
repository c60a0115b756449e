"""Flood each island from its first cell, sinking what is seen."""


def num_islands(grid: list[list[str]]) -> int:
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1":
                islands += 1
                sink(grid, r, c)
    return islands


def sink(grid: list[list[str]], r: int, c: int) -> None:
    height, width = len(grid), len(grid[0])
    grid[r][c] = "0"
    todo = [(r, c)]
    while todo:
        r, c = todo.pop()
        if r + 1 < height and grid[r + 1][c] == "1":
            grid[r + 1][c] = "0"
            todo.append((r + 1, c))
        if r > 0 and grid[r - 1][c] == "1":
            grid[r - 1][c] = "0"
            todo.append((r - 1, c))
        if c + 1 < width and grid[r][c + 1] == "1":
            grid[r][c + 1] = "0"
            todo.append((r, c + 1))
        if c > 0 and grid[r][c - 1] == "1":
            grid[r][c - 1] = "0"
            todo.append((r, c - 1))
