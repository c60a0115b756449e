"""Contests and mock interviews: the one core against a clock.

model    what a contest, an attempt and a run are
files    contests as TOML; presets/ has those that come with the program
events   what happens in a run, and how it adds up
log      the file that tells of a run; `reading` reads it, whoever wrote it
runs     the logs of one person
ongoing  the one that is under way; `acts` are what a person does in it, `ghosts` says whom one can race against
attempts judged once each, whatever is killed meanwhile
clock    how much time has passed, whatever was done to the clocks
scoring  what a run is worth, by the rule of its contest
gathering    which of many runs stand on one board
board    ranks of several runs, with the freeze and with ghosts
unfreezing   what a freeze hides, revealed step by step
looking_back what can be learnt from a run that is over; `mending` has what was wrong, `changes` compares two sources
"""
