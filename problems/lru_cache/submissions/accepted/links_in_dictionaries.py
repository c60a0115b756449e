"""No nodes: the keys before and after each key are in dictionaries, and None stands at both ends."""

from __future__ import annotations


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.values: dict[int, int] = {}
        self.before: dict[int | None, int | None] = {None: None}
        self.after: dict[int | None, int | None] = {None: None}

    def get(self, key: int) -> int:
        if key not in self.values:
            return -1
        self._unlink(key)
        self._append(key)
        return self.values[key]

    def put(self, key: int, value: int) -> None:
        if key in self.values:
            self._unlink(key)
        elif len(self.values) == self.capacity:
            oldest = self.after[None]
            self._unlink(oldest)
            del self.values[oldest]
        self.values[key] = value
        self._append(key)

    def _append(self, key: int) -> None:
        newest = self.before[None]
        self.after[newest] = self.before[None] = key
        self.before[key], self.after[key] = newest, None

    def _unlink(self, key: int) -> None:
        before, after = self.before.pop(key), self.after.pop(key)
        self.after[before], self.before[after] = after, before
