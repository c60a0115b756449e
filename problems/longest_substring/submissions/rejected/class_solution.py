"""A class Solution with a method of another name, as other judges want it: the entry is missing."""


class Solution:
    def lengthOfLongestSubstring(self, s: str) -> int:  # noqa: N802
        last: dict[str, int] = {}
        best = start = 0
        for end, character in enumerate(s):
            start = max(start, last.get(character, -1) + 1)
            last[character] = end
            best = max(best, end - start + 1)
        return best
