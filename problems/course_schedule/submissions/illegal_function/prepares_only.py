"""Only prepare() of graphlib, to find cycles."""

import graphlib


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    sorter = graphlib.TopologicalSorter()
    for a, b in prerequisites:
        sorter.add(a, b)
    try:
        sorter.prepare()
    except graphlib.CycleError:
        return False
    return True


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    if not can_finish(num_courses, prerequisites):
        return []
    needed = [[] for _ in range(num_courses)]
    for a, b in prerequisites:
        needed[a].append(b)
    order, seen = [], set()
    for start in range(num_courses):
        stack = [start]
        while stack:
            course = stack.pop()
            if course < 0:
                order.append(~course)
            elif course not in seen:
                seen.add(course)
                stack.append(~course)
                stack += needed[course]
    return order
