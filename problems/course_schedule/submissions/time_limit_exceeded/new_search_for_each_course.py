"""Looks for a cycle from each course with fresh colours."""

NEW, OPEN, DONE = range(3)


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    needed: list[list[int]] = [[] for _ in range(num_courses)]
    for a, b in prerequisites:
        needed[a].append(b)
    colour = [NEW] * num_courses
    order: list[int] = []
    for start in range(num_courses):
        if colour[start] != NEW:
            continue
        colour[start] = OPEN
        stack = [(start, iter(needed[start]))]
        while stack:
            course, rest = stack[-1]
            for b in rest:
                if colour[b] == OPEN:
                    return []
                if colour[b] == NEW:
                    colour[b] = OPEN
                    stack.append((b, iter(needed[b])))
                    break
            else:
                colour[course] = DONE
                order.append(course)
                stack.pop()
    return order


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    needed: list[list[int]] = [[] for _ in range(num_courses)]
    for a, b in prerequisites:
        needed[a].append(b)
    for start in range(num_courses):
        seen: set[int] = set()
        stack = list(needed[start])
        while stack:
            course = stack.pop()
            if course == start:
                return False
            if course not in seen:
                seen.add(course)
                stack += needed[course]
    return True
