"""Takes cells from the front of a list, and marks them only then: every step moves the whole list."""


def num_islands(grid: list[list[str]]) -> int:
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1":
                islands += 1
                queue = [(r, c)]
                while queue:
                    y, x = queue.pop(0)
                    if not (0 <= y < len(grid) and 0 <= x < len(row)) or grid[y][x] != "1":
                        continue
                    grid[y][x] = "0"
                    queue += [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
                    queue = list(queue)
    return islands
