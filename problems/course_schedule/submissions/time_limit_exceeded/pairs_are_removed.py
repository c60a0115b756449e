"""Removes the pairs of a course that was taken and looks whether others are left."""

def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    following: list[list[int]] = [[] for _ in range(num_courses)]
    waits = [0] * num_courses
    for a, b in prerequisites:
        following[b].append(a)
        waits[a] += 1
    pairs = list(prerequisites)
    left = set(range(num_courses))
    order = []
    while left:
        free = left - {a for a, _ in pairs}
        if not free:
            return []
        order += free
        left -= free
        pairs = [pair for pair in pairs if pair[1] not in free]
    return order if len(order) == num_courses else []


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    return len(find_order(num_courses, prerequisites)) == num_courses
