"""Is this problem good? Its folder is looked at, then everything that it ships is judged, then stand-ins are.

    shape      what can be seen without running anything: files, texts, counts
    trials     the stub, the submissions and the stand-ins, each with the verdicts that it may get
    standins   solutions that answer nothing sensible, made from the names of the entries
    coverage   which lines and branches of a submission the tests run
    finding    one thing that is wrong, as plain data

It is a loop around `judge.judging`; it knows no table and no colour.
"""

from judge.verify.finding import Finding, Severity
from judge.verify.shape import check_shape
from judge.verify.trials import Room, Trial, Tried, plan, room, run

__all__ = ["Finding", "Room", "Severity", "Trial", "Tried", "check_shape", "plan", "room", "run"]
