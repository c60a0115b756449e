"""Grading: the solutions of a branch, of many authors, judged on the one core.

finding    which files are solutions of what
running    judges them, each author apart
likeness   which of them are nearly the same
results    what is known of them afterwards, as every output form gets it
"""

from judge.grading.finding import find
from judge.grading.results import Alike, Candidate, Found, Graded, Grades, Scored, Standing
from judge.grading.running import grade

__all__ = ["Alike", "Candidate", "Found", "Graded", "Grades", "Scored", "Standing", "find", "grade"]
