"""Is this problem good? Check its folder, then judge everything that it ships, then stand-ins for a solution.

    folder_check   files, texts and counts: what shows without running anything
    examples       the stub, the submissions and the stand-ins, each with the verdicts that it may get
    stand_ins      solutions that give no sensible answer, made from the names of the entries
    coverage       which lines and branches of a submission the tests run
    mutants        copies of accepted submissions with one small mistake each; `operators` makes the mistakes
    mutation_run   which mutants the tests kill; `equivalents` lists those that no test can
    reading        files that may be broken
    saboteurs      a submission that depends on what it must not, as `sabotage` makes it, and what became of it
    finding        one thing that is wrong, as plain data

A loop around `judge.judging`; it knows no table and no color.
"""

from judge.verify.examples import Example, Headroom, JudgedExample, measure_headroom, plan, run
from judge.verify.finding import Finding, Severity
from judge.verify.folder_check import check_folder

__all__ = [
    "Example",
    "Finding",
    "Headroom",
    "JudgedExample",
    "Severity",
    "check_folder",
    "measure_headroom",
    "plan",
    "run",
]
