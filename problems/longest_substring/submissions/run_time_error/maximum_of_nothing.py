"""Takes the maximum of no lengths for the empty string."""


def length_of_longest_substring(s: str) -> int:
    last: dict[str, int] = {}
    start = 0
    lengths = []
    for i, character in enumerate(s):
        start = max(start, last.get(character, -1) + 1)
        last[character] = i
        lengths.append(i - start + 1)
    return max(lengths)
