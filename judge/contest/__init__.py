"""Contests and mock interviews: the one core against a clock.

model    what a contest, an attempt and a run are
scoring  what a run is worth, by the rule of its contest
gathering    which of many runs stand on one board
board    ranks of several runs, with the freeze and with ghosts
unfreezing   what a freeze hides, revealed step by step
"""
