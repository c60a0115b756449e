"""Contests: status, scoreboard, report and export, one file for each output form."""
