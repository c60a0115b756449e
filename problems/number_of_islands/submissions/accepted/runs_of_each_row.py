"""Union-find over runs of land in each row: a run joins the runs above that it overlaps."""


def num_islands(grid: list[list[str]]) -> int:
    parent: list[int] = []

    def find(label: int) -> int:
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    islands = 0
    above: list[tuple[int, int, int]] = []  # (start, end, label) of the row before
    for row in grid:
        line = "".join(row)
        runs: list[tuple[int, int, int]] = []
        start = line.find("1")
        first = 0
        while start != -1:
            end = line.find("0", start)
            end = len(line) if end == -1 else end
            label = len(parent)
            parent.append(label)
            islands += 1
            while first < len(above) and above[first][1] <= start:
                first += 1
            at = first
            while at < len(above) and above[at][0] < end:
                one, other = find(label), find(above[at][2])
                if one != other:
                    parent[one] = other
                    islands -= 1
                at += 1
            runs.append((start, end, label))
            start = line.find("1", end)
        above = runs
    return islands
