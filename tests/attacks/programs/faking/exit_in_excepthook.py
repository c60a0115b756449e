"""Fails at import, with a hook that turns an uncaught exception into exit status 0. Class A."""
# expect: CE "RuntimeError: this goes to the hook"
# naive: exit

import os
import sys

sys.excepthook = lambda *_: os._exit(0)
raise RuntimeError("this goes to the hook")
