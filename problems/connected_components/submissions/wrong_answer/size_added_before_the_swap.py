"""Adds the sizes up before it knows which root stays."""


class UnionFind:
    def __init__(self, n: int) -> None:
        self.parent = list(range(n))
        self.sizes = [1] * n
        self.count = n

    def find(self, x: int) -> int:
        parent = self.parent
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    def union(self, a: int, b: int) -> bool:
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        self.sizes[a] += self.sizes[b]
        if self.sizes[a] < 2 * self.sizes[b]:
            a, b = b, a
        self.parent[b] = a
        self.count -= 1
        return True

    def connected(self, a: int, b: int) -> bool:
        return self.find(a) == self.find(b)

    def size(self, x: int) -> int:
        return self.sizes[self.find(x)]


def count_components(n: int, edges: list[list[int]]) -> int:
    sets = UnionFind(n)
    for a, b in edges:
        sets.union(a, b)
    return sets.count
