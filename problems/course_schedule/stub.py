"""Course Schedule: read `judge show course_schedule`, then `judge submit`."""


def can_finish(num_courses: int, prerequisites: list[list[int]]) -> bool:
    """Whether all courses can be taken.

    Args:
        num_courses: courses are numbered from 0 to num_courses - 1.
        prerequisites: pairs [a, b]: b must be taken before a. Pairs may repeat, and a may be b.
    """
    raise NotImplementedError


def find_order(num_courses: int, prerequisites: list[list[int]]) -> list[int]:
    """Any order in which all courses can be taken, or [] if there is none.

    Args:
        num_courses: courses are numbered from 0 to num_courses - 1.
        prerequisites: pairs [a, b]: b must be taken before a. Pairs may repeat, and a may be b.
    """
    raise NotImplementedError
