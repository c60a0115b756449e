"""Contests and mock interviews: the one core against a clock.

model    what a contest, an attempt and a run are
scoring  what a run is worth, by the rule of its contest
"""
