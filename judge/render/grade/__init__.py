"""Grades of a whole branch, one file for each output form."""
