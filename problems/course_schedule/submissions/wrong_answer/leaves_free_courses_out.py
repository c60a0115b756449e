"""Starts from courses that occur in a pair only."""

from collections import deque


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    following: list[list[int]] = [[] for _ in range(num_courses)]
    waits = [0] * num_courses
    for a, b in prerequisites:
        following[b].append(a)
        waits[a] += 1
    named = {course for pair in prerequisites for course in pair}
    ready = deque(course for course in named if waits[course] == 0)
    order = []
    while ready:
        course = ready.popleft()
        order.append(course)
        for a in following[course]:
            waits[a] -= 1
            if waits[a] == 0:
                ready.append(a)
    return order if len(order) == len(named) else []


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    named = {course for pair in prerequisites for course in pair}
    return len(find_order(num_courses, prerequisites)) == len(named)
