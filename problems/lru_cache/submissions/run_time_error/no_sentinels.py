"""No sentinels, and the only node of the list is not thought of: nothing stands before it or after it."""

from __future__ import annotations


class Node:
    def __init__(self, key: int, value: int) -> None:
        self.key = key
        self.value = value
        self.before: Node | None = None
        self.after: Node | None = None


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.nodes: dict[int, Node] = {}
        self.first: Node | None = None
        self.last: Node | None = None

    def _append(self, node: Node) -> None:
        node.before, node.after = self.last, None
        if self.last is None:
            self.first = node
        else:
            self.last.after = node
        self.last = node

    def _use(self, node: Node) -> None:
        if node is self.last:
            return
        if node is self.first:
            self.first = node.after
        else:
            node.before.after = node.after
        node.after.before = node.before
        self._append(node)

    def get(self, key: int) -> int:
        node = self.nodes.get(key)
        if node is None:
            return -1
        self._use(node)
        return node.value

    def put(self, key: int, value: int) -> None:
        node = self.nodes.get(key)
        if node is not None:
            node.value = value
            self._use(node)
            return
        if len(self.nodes) == self.capacity:
            del self.nodes[self.first.key]
            self.first = self.first.after
            self.first.before = None
        self.nodes[key] = Node(key, value)
        self._append(self.nodes[key])
