"""Looks through all courses for the next one that waits for nothing."""

from collections import deque


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    following: list[list[int]] = [[] for _ in range(num_courses)]
    waits = [0] * num_courses
    for a, b in prerequisites:
        following[b].append(a)
        waits[a] += 1
    order = []
    taken = [False] * num_courses
    while True:
        course = next((c for c in range(num_courses) if not taken[c] and waits[c] == 0), None)
        if course is None:
            break
        taken[course] = True
        order.append(course)
        for a in following[course]:
            waits[a] -= 1
    return order if len(order) == num_courses else []


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    return len(find_order(num_courses, prerequisites)) == num_courses
