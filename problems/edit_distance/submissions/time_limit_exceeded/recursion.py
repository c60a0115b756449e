"""The definition, without a memory: three calls for each."""

import math


def edit_distance(a, b):
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return edit_distance(a[1:], b[1:])
    return 1 + min(edit_distance(a[1:], b[1:]), edit_distance(a[1:], b), edit_distance(a, b[1:]))


def edit_script(a, b):
    steps = []
    while a or b:
        if a and b and a[0] == b[0]:
            steps.append(("keep", a[0]))
            a, b = a[1:], b[1:]
            continue
        distance = edit_distance(a, b)
        if a and b and edit_distance(a[1:], b[1:]) == distance - 1:
            steps.append(("replace", a[0], b[0]))
            a, b = a[1:], b[1:]
        elif a and edit_distance(a[1:], b) == distance - 1:
            steps.append(("delete", a[0]))
            a = a[1:]
        else:
            steps.append(("insert", b[0]))
            b = b[1:]
    return steps


def character_error_rate(references, hypotheses):
    errors = sum(map(edit_distance, references, hypotheses))
    length = sum(map(len, references))
    if not length:
        return math.inf if errors else 0.0
    return errors / length
