"""Union-find whose chains are never shortened: each cell hangs the whole set below itself."""


def num_islands(grid: list[list[str]]) -> int:
    width = len(grid[0]) if grid else 0
    parent = list(range(len(grid) * width))

    def find(cell: int) -> int:
        while parent[cell] != cell:
            cell = parent[cell]
        return cell

    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell != "1":
                continue
            islands += 1
            here = r * width + c
            for land, other in ((c > 0 and row[c - 1] == "1", here - 1), (r > 0 and grid[r - 1][c] == "1", here - width)):
                if land and find(other) != find(here):
                    parent[find(other)] = find(here)
                    islands -= 1
    return islands
