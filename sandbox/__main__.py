"""`python -I sandbox worker|grader RUNTIME [FOLDER]`: be the worker or the grader of a container or a plain process."""

from __future__ import annotations

import sys
from pathlib import Path

# in isolated mode neither the script's folder nor the current one is on the path
sys.path.insert(0, str(Path(__file__).parent.parent))

if __name__ == "__main__":
    role, runtime, *rest = sys.argv[1:]
    if role == "worker":
        from sandbox.worker import main as work

        work(runtime)
    else:
        from sandbox.grader import main as grade

        grade(runtime, Path(*rest))
