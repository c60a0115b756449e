"""`python -m judge` is the program `judge`."""

import os
import sys

if sys.path[:1] == [os.getcwd()] != [os.path.dirname(os.path.dirname(__file__))]:  # noqa: PTH109, PTH120 - loads nothing
    # -m puts the working directory first, which may be a stranger's branch with a click.py in it
    del sys.path[0]

from judge.cli import main

main()
