"""Recursion with a higher limit: each nested call takes half a kilobyte or more, and the C stack ends at some depth."""

import sys

sys.setrecursionlimit(10**6)


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    needed: list[list[int]] = [[] for _ in range(num_courses)]
    for a, b in prerequisites:
        needed[a].append(b)
    colour = [0] * num_courses
    order: list[int] = []

    def visit(course: int) -> bool:
        if colour[course]:
            return colour[course] == 2
        colour[course] = 1
        if not all(visit(b) for b in needed[course]):
            return False
        colour[course] = 2
        order.append(course)
        return True

    return order if all(visit(course) for course in range(num_courses)) else []


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    return len(find_order(num_courses, prerequisites)) == num_courses
