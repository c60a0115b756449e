"""A default argument keeps what was seen in the call before."""


def num_islands(grid: list[list[str]], seen: set[tuple[int, int]] = set()) -> int:  # noqa: B006
    islands = 0
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "1" and (r, c) not in seen:
                islands += 1
                seen.add((r, c))
                todo = [(r, c)]
                while todo:
                    y, x = todo.pop()
                    for place in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                        inside = 0 <= place[0] < len(grid) and 0 <= place[1] < len(row)
                        if inside and grid[place[0]][place[1]] == "1" and place not in seen:
                            seen.add(place)
                            todo.append(place)
    return islands
