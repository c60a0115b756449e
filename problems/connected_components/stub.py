"""Connected Components by Union-Find: read `judge show connected_components`, then `judge submit`."""


class UnionFind:
    """Disjoint sets of the elements 0 to n - 1, each alone at first.

    Args:
        n: how many elements, 0 to 200,000.

    Attributes:
        count: how many sets there are now.
    """

    def __init__(self, n: int) -> None:
        raise NotImplementedError

    def union(self, a: int, b: int) -> bool:
        """Join the sets of `a` and `b`. Returns whether they were two."""
        raise NotImplementedError

    def find(self, x: int) -> int:
        """The element that represents the set of `x`."""
        raise NotImplementedError

    def connected(self, a: int, b: int) -> bool:
        """Whether `a` and `b` are in one set."""
        raise NotImplementedError

    def size(self, x: int) -> int:
        """How many elements the set of `x` has."""
        raise NotImplementedError


def count_components(n: int, edges: list[list[int]]) -> int:
    """How many connected components an undirected graph has.

    Args:
        n: nodes are numbered from 0 to n - 1.
        edges: pairs [a, b]. Edges may repeat, and a may be b.
    """
    raise NotImplementedError
