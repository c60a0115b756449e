"""`python -I sandbox worker|grader RUNTIME IDLE_S [FOLDER]`: the program of a worker or grader.

It exits when it has nothing to do and its host is silent for IDLE_S seconds; 0 waits for ever.
"""

from __future__ import annotations

import sys
from pathlib import Path

# in isolated mode neither the script's folder nor the current one is on the path
sys.path.insert(0, str(Path(__file__).parent.parent))

if __name__ == "__main__":
    role, runtime, idle_s, *rest = sys.argv[1:]
    if role == "worker":
        from sandbox.worker import main as work

        work(runtime, float(idle_s))
    else:
        from sandbox.grader import main as grade

        grade(runtime, float(idle_s), Path(*rest))
