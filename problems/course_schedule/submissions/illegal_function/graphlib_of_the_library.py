"""TopologicalSorter of the standard library."""

from graphlib import CycleError, TopologicalSorter


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    sorter = TopologicalSorter({course: [] for course in range(num_courses)})
    for a, b in prerequisites:
        sorter.add(a, b)
    try:
        return list(sorter.static_order())
    except CycleError:
        return []


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    return len(find_order(num_courses, prerequisites)) == num_courses
