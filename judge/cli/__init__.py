"""The command line: `main` is the program. Only this package knows the environment, the terminal and exit codes."""

import signal
from typing import NoReturn


def main() -> NoReturn:
    """The entry point of `judge` and of `python -m judge`."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while modules load ends it without a traceback
    from judge.cli import program  # noqa: PLC0415 - as said above

    program.main()


__all__ = ["main"]
