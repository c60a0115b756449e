"""The textbook's two pointers: counts of the window and of `t`, and how many characters have what they need."""

import collections


def min_window(s, t):
    if not t or not s:
        return ""
    dict_t = collections.Counter(t)
    required = len(dict_t)
    window_counts = {}
    left = formed = 0
    answer = float("inf"), None, None
    for right, character in enumerate(s):
        window_counts[character] = window_counts.get(character, 0) + 1
        if character in dict_t and window_counts[character] == dict_t[character]:
            formed += 1
        while left <= right and formed == required:
            character = s[left]
            if right - left + 1 < answer[0]:
                answer = right - left + 1, left, right
            window_counts[character] -= 1
            if character in dict_t and window_counts[character] < dict_t[character]:
                formed -= 1
            left += 1
    return "" if answer[0] == float("inf") else s[answer[1] : answer[2] + 1]
