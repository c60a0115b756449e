"""The shortest substring that holds all characters of another string."""


def min_window(s: str, t: str) -> str:
    """The shortest substring of `s` that holds every character of `t`, as often as `t` does.

    Returns:
        The leftmost of the shortest; "" if there is none, or if `t` is empty.
    """
    raise NotImplementedError
