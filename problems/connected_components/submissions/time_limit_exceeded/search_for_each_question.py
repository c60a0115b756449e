"""Keeps neighbours and searches for each question."""


class UnionFind:
    def __init__(self, n: int) -> None:
        self.neighbours: list[list[int]] = [[] for _ in range(n)]
        self.count = n

    def find(self, x: int) -> int:
        return min(self._reach(x))

    def _reach(self, x: int) -> set[int]:
        seen = {x}
        todo = [x]
        while todo:
            for y in self.neighbours[todo.pop()]:
                if y not in seen:
                    seen.add(y)
                    todo.append(y)
        return seen

    def union(self, a: int, b: int) -> bool:
        if b in self._reach(a):
            return False
        self.neighbours[a].append(b)
        self.neighbours[b].append(a)
        self.count -= 1
        return True

    def connected(self, a: int, b: int) -> bool:
        return self.find(a) == self.find(b)

    def size(self, x: int) -> int:
        return len(self._reach(x))


def count_components(n: int, edges: list[list[int]]) -> int:
    sets = UnionFind(n)
    for a, b in edges:
        sets.union(a, b)
    return sets.count
