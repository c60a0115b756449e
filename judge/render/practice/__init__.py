"""Statistics and suggestions, one file for each output form."""
