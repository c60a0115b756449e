"""Longest Substring Without Repeats: read `judge show longest_substring`, then `judge submit`."""


def length_of_longest_substring(s: str) -> int:
    """The length of the longest substring of `s` in which no character occurs twice.

    Args:
        s: 0 to 200,000 characters, any Unicode.
    """
    raise NotImplementedError
