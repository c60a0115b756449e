"""Takes the eight neighbours."""


def num_islands(grid: list[list[str]]) -> int:
    islands = 0
    for row_index, row in enumerate(grid):
        for column, cell in enumerate(row):
            if cell == "1":
                islands += 1
                row[column] = "0"
                todo = [(row_index, column)]
                while todo:
                    r, c = todo.pop()
                    for y, x in [(r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]:
                        if 0 <= y < len(grid) and 0 <= x < len(grid[0]) and grid[y][x] == "1":
                            grid[y][x] = "0"
                            todo.append((y, x))
    return islands
