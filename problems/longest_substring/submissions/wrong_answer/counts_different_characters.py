"""How many different characters there are anywhere."""


def length_of_longest_substring(s: str) -> int:
    return len(set(s))
