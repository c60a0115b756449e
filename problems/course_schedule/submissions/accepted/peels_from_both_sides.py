"""The answer is yes where layer after layer of courses can be taken; the order is filled from its end, by what nobody needs."""

from collections import Counter, defaultdict


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    waits = Counter(a for a, _ in prerequisites)
    following = defaultdict(list)
    for a, b in prerequisites:
        following[b].append(a)
    layer = [course for course in range(num_courses) if course not in waits]
    taken = 0
    while layer:
        taken += len(layer)
        reached = Counter(a for course in layer for a in following[course])
        waits.subtract(reached)
        layer = [a for a in reached if not waits[a]]
    return taken == num_courses


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    wanted = [0] * num_courses
    needed = defaultdict(list)
    for a, b in prerequisites:
        wanted[b] += 1
        needed[a].append(b)
    backwards = [course for course in range(num_courses) if not wanted[course]]
    for course in backwards:
        for b in needed[course]:
            wanted[b] -= 1
            if not wanted[b]:
                backwards.append(b)
    return backwards[::-1] if len(backwards) == num_courses else []
