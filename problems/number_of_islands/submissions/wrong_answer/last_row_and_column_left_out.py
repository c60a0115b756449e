"""range(len - 1) in the walk over the cells."""


def num_islands(grid: list[list[str]]) -> int:
    islands = 0
    for r in range(len(grid) - 1):
        for c in range(len(grid[0]) - 1):
            if grid[r][c] == "1":
                islands += 1
                grid[r][c] = "0"
                todo = [(r, c)]
                while todo:
                    y, x = todo.pop()
                    for y2, x2 in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                        if 0 <= y2 < len(grid) and 0 <= x2 < len(grid[0]) and grid[y2][x2] == "1":
                            grid[y2][x2] = "0"
                            todo.append((y2, x2))
    return islands
