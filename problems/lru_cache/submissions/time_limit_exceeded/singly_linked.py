"""A singly linked list: a use walks from the oldest key to the one before the key."""

from __future__ import annotations


class Node:
    def __init__(self, key: int, value: int) -> None:
        self.key = key
        self.value = value
        self.next: Node | None = None


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.nodes: dict[int, Node] = {}
        self.head = self.last = Node(0, 0)

    def _unlink(self, node: Node) -> None:
        before = self.head
        while before.next is not node:
            before = before.next
        before.next = node.next
        if self.last is node:
            self.last = before

    def _append(self, node: Node) -> None:
        node.next = None
        self.last.next = node
        self.last = node

    def get(self, key: int) -> int:
        if key not in self.nodes:
            return -1
        node = self.nodes[key]
        self._unlink(node)
        self._append(node)
        return node.value

    def put(self, key: int, value: int) -> None:
        if key in self.nodes:
            node = self.nodes[key]
            self._unlink(node)
            node.value = value
        else:
            if len(self.nodes) == self.capacity:
                gone = self.head.next
                self._unlink(gone)
                del self.nodes[gone.key]
            node = self.nodes[key] = Node(key, value)
        self._append(node)
