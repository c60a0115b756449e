"""Takes the label of the upper neighbour or the left one, and never joins two labels that meet."""


def num_islands(grid: list[list[str]]) -> int:
    labels: dict[tuple[int, int], int] = {}
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1":
                if (r - 1, c) in labels:
                    labels[r, c] = labels[r - 1, c]
                elif (r, c - 1) in labels:
                    labels[r, c] = labels[r, c - 1]
                else:
                    islands += 1
                    labels[r, c] = islands
    return islands
