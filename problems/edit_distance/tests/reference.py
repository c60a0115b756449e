"""The distance by its recursive definition, with a memory; not by rows."""

from __future__ import annotations

from functools import cache

from sandbox.checks import equal, fail


def edit_distance(a: str, b: str) -> int:
    """For short strings."""

    @cache
    def rest(i: int, j: int) -> int:
        if i == len(a) or j == len(b):
            return len(a) - i + len(b) - j
        return min(rest(i + 1, j + 1) + (a[i] != b[j]), rest(i + 1, j) + 1, rest(i, j + 1) + 1)

    return rest(0, 0)


def check_script(script: object, a: str, b: str, distance: int) -> None:
    """Walk the steps: they must use up `a`, make `b`, and be as few as possible."""
    equal(type(script).__name__, "list", "the type of the script")
    i, made, edits = 0, [], 0
    for number, step in enumerate(script):
        if type(step) is not tuple or not step or {len(part) for part in step[1:] if type(part) is str} - {1}:
            fail(f"step {number} is not a tuple of a word and single characters")
        match step:
            case ("keep", c) if a[i : i + 1] == c:
                i, made = i + 1, [*made, c]
            case ("replace", c, d) if a[i : i + 1] == c and c != d:
                i, made, edits = i + 1, [*made, d], edits + 1
            case ("delete", c) if a[i : i + 1] == c:
                i, edits = i + 1, edits + 1
            case ("insert", d):
                made, edits = [*made, d], edits + 1
            case _:
                fail(f"step {number} does not fit", f"{step!r} at a[{i}] of edit_script({a!r}, {b!r})")
    if i != len(a):
        fail("the script does not use up a", f"{script} of edit_script({a!r}, {b!r})")
    if made != list(b):
        fail("the script does not make b", f"{script} of edit_script({a!r}, {b!r})")
    equal(edits, distance, f"the number of edits of edit_script({a!r}, {b!r})")
