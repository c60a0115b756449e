"""An adjacency matrix of all land cells: a million cells need a million times a million flags."""


def num_islands(grid: list[list[str]]) -> int:
    land = {}
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1":
                land[r, c] = len(land)
    touches = [bytearray(len(land)) for _ in land]
    for (r, c), number in land.items():
        for place in ((r + 1, c), (r, c + 1)):
            if place in land:
                touches[number][land[place]] = touches[land[place]][number] = 1
    seen = bytearray(len(land))
    islands = 0
    for first in range(len(land)):
        if not seen[first]:
            islands += 1
            seen[first] = 1
            todo = [first]
            while todo:
                here = todo.pop()
                for other, flag in enumerate(touches[here]):
                    if flag and not seen[other]:
                        seen[other] = 1
                        todo.append(other)
    return islands
