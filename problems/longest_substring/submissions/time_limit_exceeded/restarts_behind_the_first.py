"""At a repeat it empties the dictionary and goes back to just behind the first of the two."""


def length_of_longest_substring(s: str) -> int:
    places: dict[str, int] = {}
    best = i = 0
    while i < len(s):
        if s[i] in places:
            i = places[s[i]] + 1
            places.clear()
        else:
            places[s[i]] = i
            best = max(best, len(places))
            i += 1
    return best
