"""Depth first with a stack of iterators and three colours: a course is done when all of its prerequisites are."""

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
    return len(find_order(num_courses, prerequisites)) == num_courses
