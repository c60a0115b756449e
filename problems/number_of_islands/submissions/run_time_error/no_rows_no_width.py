"""Asks the first row for its length when there is none."""


def num_islands(grid: list[list[str]]) -> int:
    height, width = len(grid), len(grid[0])
    land = {(r, c) for r in range(height) for c in range(width) if grid[r][c] == "1"}
    islands = 0
    while land:
        islands += 1
        todo = [land.pop()]
        while todo:
            r, c = todo.pop()
            for place in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if place in land:
                    land.remove(place)
                    todo.append(place)
    return islands
