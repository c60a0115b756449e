"""Starts only from courses that no other needs: a cycle alone has none."""

NEW, OPEN, DONE = range(3)


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    needed: list[list[int]] = [[] for _ in range(num_courses)]
    for a, b in prerequisites:
        needed[a].append(b)
    colour = [NEW] * num_courses
    order: list[int] = []
    inner = {b for _, b in prerequisites}
    for start in range(num_courses):
        if start in inner:
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
    return not num_courses or bool(find_order(num_courses, prerequisites))
