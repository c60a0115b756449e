"""Union-find with path halving over flat cell numbers: each union of two sets takes one from the count."""


def num_islands(grid: list[list[str]]) -> int:
    width = len(grid[0]) if grid else 0
    parent = list(range(len(grid) * width))

    def find(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell != "1":
                continue
            islands += 1
            for land, other in ((c > 0 and row[c - 1] == "1", -1), (r > 0 and grid[r - 1][c] == "1", -width)):
                if land:
                    here, there = find(r * width + c), find(r * width + c + other)
                    if here != there:
                        parent[here] = there
                        islands -= 1
    return islands
