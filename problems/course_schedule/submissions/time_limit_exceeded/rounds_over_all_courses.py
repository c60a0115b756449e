"""Goes over all courses again and again, taking those that wait for nothing."""

from collections import deque


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    following: list[list[int]] = [[] for _ in range(num_courses)]
    waits = [0] * num_courses
    for a, b in prerequisites:
        following[b].append(a)
        waits[a] += 1
    order = []
    left = list(range(num_courses))
    while any(waits[c] == 0 for c in left):
        taken = [c for c in left if waits[c] == 0]
        left = [c for c in left if waits[c] > 0]
        order += taken
        for course in taken:
            for a in following[course]:
                waits[a] -= 1
    return order if len(order) == num_courses else []


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    return len(find_order(num_courses, prerequisites)) == num_courses
