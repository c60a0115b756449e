"""Breadth first over one bytearray with a border of water, so that no edge needs a check."""


def num_islands(grid: list[list[str]]) -> int:
    if not grid or not grid[0]:
        return 0
    width = len(grid[0]) + 2
    land = bytearray(width)
    for row in grid:
        land += b"\0" + bytes(cell == "1" for cell in row) + b"\0"
    land += bytes(width)
    islands = 0
    at = land.find(1)
    while at != -1:
        islands += 1
        land[at] = 0
        queue = [at]
        for cell in queue:
            for neighbour in (cell - width, cell - 1, cell + 1, cell + width):
                if land[neighbour]:
                    land[neighbour] = 0
                    queue.append(neighbour)
        at = land.find(1, at)
    return islands
