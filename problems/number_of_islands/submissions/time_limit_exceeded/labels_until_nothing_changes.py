"""Every cell takes the smallest label around it, again and again over the whole map."""


def num_islands(grid: list[list[str]]) -> int:
    width = len(grid[0]) if grid else 0
    labels = {(r, c): r * width + c for r, row in enumerate(grid) for c, cell in enumerate(row) if cell == "1"}
    changed = True
    while changed:
        changed = False
        for (r, c), label in labels.items():
            around = [labels.get(place, label) for place in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1))]
            smallest = min(label, *around)
            if smallest < label:
                labels[r, c] = smallest
                changed = True
    return len(set(labels.values()))
