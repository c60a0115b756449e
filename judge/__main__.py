"""`python -m judge` is the program `judge`."""

from judge.cli import main

main()
