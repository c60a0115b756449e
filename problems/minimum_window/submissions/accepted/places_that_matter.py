"""Only places of characters of t are looked at; the window shrinks while its first character is there too often."""

from collections import Counter


def min_window(s, t):
    wanted, have = Counter(t), Counter()
    places = [i for i, c in enumerate(s) if c in wanted]
    good, left, found = 0, 0, []
    for i in places:
        c = s[i]
        have[c] += 1
        good += have[c] == wanted[c]
        if good < len(wanted):
            continue
        while have[s[places[left]]] > wanted[s[places[left]]]:
            have[s[places[left]]] -= 1
            left += 1
        found.append((i - places[left], places[left]))
    if not found:
        return ""
    length, first = min(found)
    return s[first : first + length + 1]
