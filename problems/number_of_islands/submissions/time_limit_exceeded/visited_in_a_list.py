"""Keeps the visited cells in a list, and `in` walks through it."""


def num_islands(grid: list[list[str]]) -> int:
    visited: list[tuple[int, int]] = []
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell != "1" or (r, c) in visited:
                continue
            islands += 1
            visited.append((r, c))
            todo = [(r, c)]
            while todo:
                y, x = todo.pop()
                for y2, x2 in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                    inside = 0 <= y2 < len(grid) and 0 <= x2 < len(row)
                    if inside and grid[y2][x2] == "1" and (y2, x2) not in visited:
                        visited.append((y2, x2))
                        todo.append((y2, x2))
    return islands
