"""Makes a map of visited cells for every island."""


def num_islands(grid: list[list[str]]) -> int:
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1":
                islands += 1
                visited = [[False] * len(row) for _ in grid]
                todo = [(r, c)]
                while todo:
                    y, x = todo.pop()
                    if 0 <= y < len(grid) and 0 <= x < len(row) and grid[y][x] == "1" and not visited[y][x]:
                        visited[y][x] = True
                        todo += [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
                for y, seen in enumerate(visited):
                    for x, flag in enumerate(seen):
                        if flag:
                            grid[y][x] = "0"
    return islands
