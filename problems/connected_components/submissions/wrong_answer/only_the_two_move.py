"""Gives the joined list to a and b alone."""


class UnionFind:
    def __init__(self, n: int) -> None:
        self.members = [[x] for x in range(n)]
        self.count = n

    def find(self, x: int) -> int:
        return self.members[x][0]

    def union(self, a: int, b: int) -> bool:
        if self.connected(a, b):
            return False
        short, long = sorted((self.members[a], self.members[b]), key=len)
        long += short
        self.members[a] = self.members[b] = long
        self.count -= 1
        return True

    def connected(self, a: int, b: int) -> bool:
        return self.members[a] is self.members[b]

    def size(self, x: int) -> int:
        return len(self.members[x])


def count_components(n: int, edges: list[list[int]]) -> int:
    neighbours: list[list[int]] = [[] for _ in range(n)]
    for a, b in edges:
        neighbours[a].append(b)
        neighbours[b].append(a)
    seen = [False] * n
    count = 0
    for start in range(n):
        if seen[start]:
            continue
        count += 1
        stack = [start]
        while stack:
            x = stack.pop()
            if not seen[x]:
                seen[x] = True
                stack += neighbours[x]
    return count
