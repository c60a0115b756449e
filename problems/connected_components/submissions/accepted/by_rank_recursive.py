"""Union by rank keeps all paths short, so that a find may call itself."""


class UnionFind:
    def __init__(self, n: int) -> None:
        self.parent = list(range(n))
        self.rank = [0] * n
        self.weight = dict.fromkeys(range(n), 1)

    @property
    def count(self) -> int:
        return len(self.weight)

    def find(self, x: int) -> int:
        if self.parent[x] != x:
            self.parent[x] = self.find(self.parent[x])
        return self.parent[x]

    def union(self, a: int, b: int) -> bool:
        above, below = self.find(a), self.find(b)
        if above == below:
            return False
        if self.rank[above] < self.rank[below]:
            above, below = below, above
        if self.rank[above] == self.rank[below]:
            self.rank[above] += 1
        self.parent[below] = above
        self.weight[above] += self.weight.pop(below)
        return True

    def connected(self, a: int, b: int) -> bool:
        return len({self.find(element) for element in (a, b)}) == 1

    def size(self, x: int) -> int:
        return self.weight[self.find(x)]


def count_components(n: int, edges: list[list[int]]) -> int:
    forest = UnionFind(n)
    return n - sum(forest.union(*edge) for edge in edges)
