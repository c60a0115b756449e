"""The command line: `main` is the program. Only this package knows the environment, the terminal and exit codes."""

from judge.cli.program import main

__all__ = ["main"]
