"""Longest Substring Without Repeats: read `judge show longest_substring`, then `judge submit`."""


def length_of_longest_substring(s: str) -> int:
    """The length of the longest substring of `s` in which no character occurs twice.

    Args:
        s: 0 to 200,000 characters, any Unicode.
    """
    # s[left : right + 1] never has a repeat. O(n): each character is looked at once.
    seen_at: dict[str, int] = {}
    left = 0
    longest = 0
    for right, ch in enumerate(s):
        # "abba": when the second a comes, the first one is out of the window already, so left must not go back
        if ch in seen_at and seen_at[ch] >= left:
            left = seen_at[ch] + 1
        seen_at[ch] = right
        longest = max(longest, right - left + 1)
    return longest
