"""Contests and mock interviews: the one core against a clock.

model          what a contest, an attempt and a run are
files          contests as TOML; presets/ has those that come with the program
events         what happens in a run, and how it adds up
log            the file of a run: reading it and adding to it; log_parser parses it, whoever wrote it
runs           the logs that one person has
current        the run in progress; actions is what a person does in it, ghosts which past runs it can race against
gate           the contest that runs now, and the commands that it closes
attempts       judging them, each once, whatever is killed meanwhile
clock          how much time has passed, whatever was done to the clocks
rules          the scoring rules, one class each; scoring applies that of a contest to a run
board_entries  which of many runs stand on one scoreboard
board          ranks of several runs, with the freeze and with ghosts
reveal         what a freeze hides, shown step by step
analysis       what can be learned from a run that is over; fixes has its wrong attempts, source_diff what changed
"""
