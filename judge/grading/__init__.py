"""Grading: the solutions of a branch, by many authors, judged on the one core.

git              the only place that runs git
branch           the commits of the graded branch, and the files it changes
trusted_files    problems and rules as they are in git at another ref
discovery        which files are solutions of which problems
preparation      problems loaded and sources read, before anything is judged
isolation        which solutions may share containers
local            judges on this machine, each author apart
cluster          judges on the workers of a Dask cluster
cluster_wire     what travels between this machine and those workers
cache_keys       digests of everything that decides a result
result_log       results on disk as they come, for --resume
shards           which machine judges what, where one is too small
grade_document   results read back from a judge.grade/1 document
shard_merge      the results of all shards as one
likeness         solutions of different authors that are nearly the same
rules            judge.toml of the trusted side: what counts, how much, until when
standings        each author's points by the rules, and who passes
attempt_counts   how often each author has tried, as the trusted side has counted
disclosed        the results without what their reader may not see
results          what is known of graded solutions: plain data
"""
