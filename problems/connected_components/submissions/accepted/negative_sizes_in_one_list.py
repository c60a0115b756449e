"""One list for all: a root has its size below zero, all others their parent. Two passes compress the whole path."""


class UnionFind:
    def __init__(self, n: int) -> None:
        self.links = [-1] * n
        self.joined = 0

    @property
    def count(self) -> int:
        return len(self.links) - self.joined

    def find(self, x: int) -> int:
        root = x
        while self.links[root] >= 0:
            root = self.links[root]
        while x != root:
            self.links[x], x = root, self.links[x]
        return root

    def union(self, a: int, b: int) -> bool:
        if self.connected(a, b):
            return False
        small, large = sorted((self.find(a), self.find(b)), key=self.size)
        self.links[large] += self.links[small]
        self.links[small] = large
        self.joined += 1
        return True

    def connected(self, a: int, b: int) -> bool:
        return self.find(a) == self.find(b)

    def size(self, x: int) -> int:
        return -self.links[self.find(x)]


def count_components(n: int, edges: list[list[int]]) -> int:
    sets = UnionFind(n)
    return n - sum(sets.union(a, b) for a, b in edges)
