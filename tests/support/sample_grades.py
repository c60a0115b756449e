"""Grades made by hand: two authors, every kind of result; a stranger's worst words; a whole course."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from judge.grading.disclosed import DisclosedGrades, audience_of, disclose_grades
from judge.grading.results import Alike, Candidate, Graded, Grades, Scored, Standing
from judge.problem import Limits
from judge.verdict import Report, TestResult, Verdict
from tests.support.sample_reports import failed, passed, report_of

HOSTILE = (
    "\x1b[31mred\x1b[0m ::error file=x::forged ##[error]forged <script>alert(1)</script><img src=http://127.0.0.1/x> "
    "@everyone #1 https://evil.example www.evil.example a@evil.example [x](http://evil.example) `code` ``` ~~~ |cell\\| "
    "*b* _i_ </details></summary></code></pre>\x00\x07\ud800\u202e\ufffe]]>&amp;\r\n::stop-commands::x\n# heading\n| a | b |"
)
LONG = HOSTILE + "x" * 100_000
SECRET = "f(7777) gave 2"
"""Of a hidden test: in no form."""


def candidate(author: str, problem: str = "addition") -> Candidate:
    path = Path("solutions", author, f"{problem}.py") if author else Path("solutions", f"{problem}.py")
    return Candidate(author, problem, path)


def graded(author: str, *tests: TestResult, problem: str = "addition", **fields: object) -> Graded:
    one = candidate(author, problem)
    report = replace(report_of(*tests, **fields), problem=problem, file=str(one.path))  # type: ignore[arg-type]
    return Graded(one, report)


def broken_test(name: str = "test_broken") -> TestResult:
    return failed(name, verdict=Verdict.JUDGE_ERROR, message="the test is broken")


BAD = failed(
    "test_bad", message='ValueError: no\n  File "solution.py", line 7, in f\n    raise ValueError', detail=SECRET
)
EVERY_KIND = Grades(
    (
        graded("alice", passed(), passed("test_more", "hidden")),
        graded(
            "bob", passed(), BAD, failed("test_slow", verdict=Verdict.TIME_LIMIT, message="line 3, in f: while True")
        ),
        Graded(candidate("carol"), refused="solutions/carol/addition.py is a symbolic link; links are not followed"),
        Graded(candidate("dave"), fault="problem.toml: title is missing"),
        graded("erin", message='SyntaxError: bad\n  File "solution.py", line 2', verdict=Verdict.COMPILE_ERROR),
        graded("frank", broken_test(), passed()),
    ),
    unknown=(("solutions/notes.txt", "not a Python file"),),
)


def standing(author: str, points: float, *, passed: bool = False, withheld: str = "", note: str = "") -> Standing:
    line = Scored("addition", points, 10.0, required=True, accepted=passed, note=note, withheld=bool(withheld))
    return Standing(author, (line,), passed, withheld)


RULED = replace(
    EVERY_KIND,
    standings=(
        standing("alice", 8.0, passed=True, note="2 days late: 20 % less"),
        *(standing(name, 0.0) for name in ("bob", "carol", "erin")),
        standing("dave", 0.0, withheld="addition could not be judged"),
        standing("frank", 0.0, withheld="addition could not be judged"),
    ),
    alike=(Alike(candidate("alice"), candidate("bob"), 0.97),),
)
HOSTILE_GRADES = Grades(
    (
        Graded(
            Candidate(HOSTILE, "addition", Path("solutions", HOSTILE, "addition.py")),
            report_of(
                failed(HOSTILE, message=LONG, detail=SECRET, output=LONG),
                failed(HOSTILE, "sample", message=HOSTILE, detail=LONG, output=LONG),
                failed(HOSTILE, HOSTILE, message=LONG),
            ),
        ),
        Graded(Candidate("bob", "addition", Path(HOSTILE)), refused=LONG),
        Graded(Candidate("eve", "addition", Path(HOSTILE)), fault=LONG),
        Graded(candidate("mallory"), replace(report_of(message=LONG, verdict=Verdict.COMPILE_ERROR), file=HOSTILE)),
    ),
    unknown=((HOSTILE, HOSTILE), (LONG, LONG)),
    standings=(Standing(HOSTILE, (Scored("addition", 0.0, 1.0, note=LONG),), passed=False, withheld=HOSTILE),),
    alike=(Alike(Candidate(HOSTILE, "addition", Path(HOSTILE)), candidate("bob"), 1.0),),
)

LIMITS = {"addition": Limits(2.0, 384)}
VERDICTS = (Verdict.WRONG_ANSWER, Verdict.TIME_LIMIT, Verdict.RUN_TIME_ERROR, Verdict.MEMORY_LIMIT)


def course(
    authors: int, problems: int, tests: int, *, failing: float = 0.3, message: str = "wrong value " * 30
) -> Grades:
    """Many authors and problems, the same each time."""
    chance = random.Random(7)
    results = []
    for a in range(authors):
        for p in range(problems):
            wrong = chance.random() < failing
            own = [
                _test(chance, number, wrong=wrong and chance.random() < 0.4, message=message) for number in range(tests)
            ]
            results.append(graded(f"author_{a:03}", *own, problem=f"problem_{p:02}"))
    names = [f"author_{a:03}" for a in range(authors)]
    return Grades(tuple(results), standings=tuple(standing(name, 5.0) for name in names))


def _test(chance: random.Random, number: int, *, wrong: bool, message: str) -> TestResult:
    verdict = chance.choice(VERDICTS) if wrong else Verdict.ACCEPTED
    time_s = 2.1 if verdict is Verdict.TIME_LIMIT else 0.002 * chance.lognormvariate(0, 1) * (1 + number)
    group = "sample" if number < 3 else "hidden"
    said = f"{message} {number}" if wrong else ""
    return TestResult(f"test_{number}", group, verdict, time_s, chance.lognormvariate(0, 2), said, time_limit_s=2.0)


def report_in(grades: Grades, author: str) -> Report:
    """The report of an author's first solution."""
    report = next(one.report for one in grades.results if one.candidate.author == author)
    assert report is not None
    return report


def disclosed(grades: Grades) -> DisclosedGrades:
    """As their audience may read them."""
    return disclose_grades(grades, audience_of(grades.shown))
