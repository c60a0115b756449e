"""LRU Cache: read `judge show lru_cache`, then `judge submit`."""


class LRUCache:
    """At most `capacity` keys with a value each; the key that was used least recently goes first.

    Args:
        capacity: how many keys it holds at most, 1 to 10**9.
    """

    def __init__(self, capacity: int) -> None:
        raise NotImplementedError

    def get(self, key: int) -> int:
        """The value of `key`, or -1 if it is not held. A use of `key`."""
        raise NotImplementedError

    def put(self, key: int, value: int) -> None:
        """Set the value of `key`, a use of it. A new key in a full cache drives out the least recently used one."""
        raise NotImplementedError
