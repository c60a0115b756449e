"""`python -m judge` is the program `judge`."""

import sys

if not sys.flags.safe_path and not __file__.startswith(f"{sys.path[0]}/judge/"):
    # -m puts the working directory first, which may be a stranger's branch with a click.py in it
    del sys.path[0]

from judge.cli import main

main()
