"""Grading: the solutions of a branch, of many authors, judged on the one core.

git        the only place that runs git
branch     what git knows: what a branch changes, and the problems of another ref
finding    which files are solutions of what
domains    their problems, and which may share containers
cluster    judges them on the workers of a Dask cluster; parcels is what travels
running    judges them, each author apart
marks      what decides a result, as digests
keeping    what has been judged, on disk as it comes
shards     who judges what, where there are several machines
exchange   the parts of several machines as one
likeness   which of them are nearly the same
rules      judge.toml of the trusted side: each author's points, and who passes
attempts   how often who has tried, as the trusted side has counted it
results    what is known of them afterwards, as every output form gets it
"""

from judge.grading.finding import find
from judge.grading.results import Alike, Candidate, Found, Graded, Grades, Origin, Scored, Shown, Standing
from judge.grading.running import grade

__all__ = ["Alike", "Candidate", "Found", "Graded", "Grades", "Origin", "Scored", "Shown", "Standing", "find", "grade"]
