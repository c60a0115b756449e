"""Number of Islands: read `judge show number_of_islands`, then `judge submit`."""

from collections import deque


def num_islands(grid: list[list[str]]) -> int:
    """How many groups of "1" there are that hang together up, down, left and right.

    Args:
        grid: m rows of n cells, each "1" (land) or "0" (water); 0 <= m, n <= 1000. It may be modified.
    """
    if not grid or not grid[0]:
        return 0
    rows, cols = len(grid), len(grid[0])

    def sink(row: int, col: int) -> None:
        # BFS, because recursion dies on a big island
        grid[row][col] = "0"
        queue = deque([(row, col)])
        while queue:
            r, c = queue.popleft()
            for nr, nc in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if 0 <= nr < rows and 0 <= nc < cols and grid[nr][nc] == "1":
                    grid[nr][nc] = "0"  # now, not when popped: otherwise a cell is queued several times
                    queue.append((nr, nc))

    islands = 0
    for row in range(rows):
        for col in range(cols):
            if grid[row][col] == "1":
                islands += 1
                sink(row, col)
    return islands
