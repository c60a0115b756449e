"""Valid arguments of `length_of_longest_substring`, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

ALPHABETS = ("ab", "abc", "abcdef", "aAbB \t", "e\u0301\u00e9", "\x00\x80\u0100\u0180\U00010000\U00010100")
"""Few characters make many repeats. The last ones collide in tables that are too small."""


def strings(most: int = 30) -> st.SearchStrategy[str]:
    """Strings of up to `most` characters, of few different ones or of any, lone surrogates included."""
    few = st.sampled_from(ALPHABETS).flatmap(lambda alphabet: st.text(st.sampled_from(alphabet), max_size=most))
    # not st.characters(): its table of categories takes a second to build, and cannot be kept in a sandbox
    any_character = st.integers(0, 0x10FFFF).map(lambda number: chr((number + ord("a")) % 0x110000))  # "a" is simplest
    return few | st.lists(any_character, max_size=most).map("".join)


def arguments() -> st.SearchStrategy[tuple[str]]:
    """The positional arguments of one call."""
    return st.tuples(strings())
