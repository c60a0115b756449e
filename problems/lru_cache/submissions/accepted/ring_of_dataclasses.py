"""One sentinel that closes the list to a ring: its right neighbour is the newest, its left one the oldest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Entry:
    key: int | None = None
    value: int | None = None
    left: Entry | None = None
    right: Entry | None = None


class LRUCache:
    def __init__(self, capacity: int) -> None:
        self.room = capacity
        self.entries: dict[int, Entry] = {}
        self.ring = Entry()
        self.ring.left = self.ring.right = self.ring

    def get(self, key: int) -> int:
        if key not in self.entries:
            return -1
        return self._use(key).value

    def put(self, key: int, value: int) -> None:
        if key not in self.entries:
            if not self.room:
                oldest = self.ring.left
                self._take_out(oldest)
                del self.entries[oldest.key]
                self.room += 1
            self.entries[key] = Entry(key)
            self.entries[key].left = self.entries[key].right = self.entries[key]
            self.room -= 1
        self._use(key).value = value

    def _use(self, key: int) -> Entry:
        entry = self.entries[key]
        self._take_out(entry)
        entry.left, entry.right = self.ring, self.ring.right
        entry.left.right = entry.right.left = entry
        return entry

    def _take_out(self, entry: Entry) -> None:
        entry.left.right, entry.right.left = entry.right, entry.left
