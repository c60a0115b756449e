"""Gone nodes are marked and stay in the dictionary."""


class Node:
    __slots__ = ("key", "value", "before", "after")

    def __init__(self, key: int, value: int) -> None:
        self.key = key
        self.value = value


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.held = 0
        self.nodes: dict[int, Node] = {}
        self.oldest = Node(0, 0)
        self.newest = Node(0, 0)
        self.oldest.after = self.newest
        self.newest.before = self.oldest

    def _unlink(self, node: Node) -> None:
        node.before.after = node.after
        node.after.before = node.before

    def _append(self, node: Node) -> None:
        last = self.newest.before
        last.after = node
        node.before = last
        node.after = self.newest
        self.newest.before = node

    def get(self, key: int) -> int:
        node = self.nodes.get(key)
        if node is None or node.before is None:
            return -1
        self._unlink(node)
        self._append(node)
        return node.value

    def put(self, key: int, value: int) -> None:
        node = self.nodes.get(key)
        if node is not None and node.before is not None:
            self._unlink(node)
            node.value = value
        else:
            if self.held == self.capacity:
                gone = self.oldest.after
                self._unlink(gone)
                gone.before = None
                self.held -= 1
            node = Node(key, value)
            self.nodes[key] = node
            self.held += 1
        self._append(node)
