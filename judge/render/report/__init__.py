"""The report on one submission, one file for each output form."""
