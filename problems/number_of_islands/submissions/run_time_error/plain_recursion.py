"""A recursive flood: a thousand nested calls are all that Python gives."""


def num_islands(grid: list[list[str]]) -> int:
    def sink(r: int, c: int) -> None:
        if 0 <= r < len(grid) and 0 <= c < len(grid[0]) and grid[r][c] == "1":
            grid[r][c] = "0"
            sink(r + 1, c)
            sink(r - 1, c)
            sink(r, c + 1)
            sink(r, c - 1)

    islands = 0
    for r, row in enumerate(grid):
        for c in range(len(row)):
            if grid[r][c] == "1":
                islands += 1
                sink(r, c)
    return islands
