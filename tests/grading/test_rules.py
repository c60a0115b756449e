"""The rules of a repository: read with a complaint for whatever is wrong, and applied as a pure function."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from problem_files import write_problem

from judge.errors import ExitCode, ProblemError, UsageError
from judge.grading import Candidate, Graded, Shown, Standing, attempts, rules
from judge.grading.rules import Attempts, Counted, Deadline, Period, Rules
from judge.problem import Catalogue
from judge.verdict import Report, SandboxInfo, Verdict

ROOT = Path(__file__).resolve().parents[2]

GOOD = """\
format = 1
required = ["addition", "softmax"]
optional = ["clip"]
minimum_points = 30
show = "verdicts"
authors = ["alice", "bob"]

[points]
default = 10
hard = 30

[points.problem]
clip = 25

[deadline]
at = 2026-12-01T23:59:00+01:00
grace_minutes = 15
late_percent = 10
per = "hour"
at_most_percent = 50

[attempts]
counted = "file"
maximum = 3
further_percent = 5
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Two easy problems and `softmax`, a hard one."""
    root = tmp_path_factory.mktemp("problems")
    for name in ("addition", "softmax", "clip"):
        write_problem(root / name, "def test_it(solution): pass\n")
    description = root / "softmax" / "problem.toml"
    description.write_text(description.read_text().replace('"easy"', '"hard"'))
    return Catalogue([root])


def parsed(catalogue: Catalogue, text: str = GOOD) -> Rules:
    return rules.parse(text.encode(), "judge.toml", catalogue)


def test_good_rules_are_read_whole(catalogue: Catalogue) -> None:
    found = parsed(catalogue)
    assert found.required == ("addition", "softmax")
    assert found.points == {"addition": 10, "softmax": 30, "clip": 25}
    assert (found.minimum, found.shown, found.roster) == (30, Shown.VERDICTS, ("alice", "bob"))
    assert found.deadline == Deadline(
        datetime.fromisoformat("2026-12-01T22:59:00Z"), timedelta(minutes=15), 10, Period.HOUR, 50
    )
    assert found.attempts == Attempts(Counted.FILE, 3, 5)


def test_one_list_of_problems_is_enough(catalogue: Catalogue) -> None:
    assert parsed(catalogue, 'format = 1\nrequired = ["clip"]\n') == Rules(("clip",), {"clip": 1})


def test_a_deadline_may_be_a_string(catalogue: Catalogue) -> None:
    text = 'format = 1\nrequired = ["clip"]\n[deadline]\nat = "2026-12-01T22:59:00Z"\n'
    deadline = parsed(catalogue, text).deadline
    assert deadline is not None
    assert (deadline.at, deadline.percent) == (datetime(2026, 12, 1, 22, 59, tzinfo=UTC), 100)


WRONG = [
    ("format = 1", "format = 2", "line 1: format must be 1", ""),
    ("minimum_points", "minimum_point", "line 4: minimum_point is not a key that rules have", "minimum_points"),
    ("late_percent", "late_procent", "line 18: deadline.late_procent is not a key", "late_percent"),
    ("hard = 30", "herd = 30", "line 10: points.herd is not a key", "hard"),
    ("[attempts]", "[attempt]", "line 22: attempt is not a key", "attempts"),
    ('"addition", "softmax"', '"addition", "softmix"', "line 2: required names 'softmix'", "softmax"),
    ('["clip"]', '["wholly_unknown"]', "line 3: optional names 'wholly_unknown'", "judge list"),
    ("clip = 25", "softnax = 25", "points.problem.softnax is not a key", "softmax"),
    ("clip = 25", "clip = 0", "points.problem.clip must be from 0.01 to 1000000, not 0", ""),
    ("default = 10", "default = nan", "points.default must be from 0.01 to 1000000, not nan", ""),
    ("default = 10", "default = true", "points.default must be a whole number, not True", ""),
    ("minimum_points = 30", "minimum_points = 66", "line 4: minimum_points is 66, and all problems together bring 65", ""),
    ('"verdicts"', '"verdict"', "line 5: show must be one of verdicts, messages, samples, not 'verdict'", "verdicts"),
    ('"alice", ', '"../alice", ', "line 6: authors has '../alice', which cannot be the name of an author's folder", ""),
    ("+01:00", "", "deadline.at says no time zone: 2026-12-01T23:59:00", ""),
    ("T23:59:00+01:00", "", "deadline.at must be a date and time with a zone, not 2026-12-01", ""),
    ("2026-12-01T23:59:00+01:00", '"tomorrow"', "deadline.at is no point in time: 'tomorrow'", ""),
    ("2026-12-01T23:59:00+01:00", "9999-12-31T23:59:00Z", "deadline.at is not of this age", ""),
    ('per = "hour"', 'per = "week"', "deadline.per must be one of hour, day, not 'week'", ""),
    ("grace_minutes = 15", "grace_minutes = -1", "deadline.grace_minutes must be from 0 to 10080, not -1", ""),
    ('counted = "file"', 'counted = "pushes"', "attempts.counted must be one of file, commits, not 'pushes'", ""),
    ('counted = "file"\n', "", "attempts.counted is missing", ""),
    ("maximum = 3", "maximum = 0", "attempts.maximum must be from 1 to 10000, not 0", ""),
    ("maximum = 3", "maximum = 2.5", "attempts.maximum must be a whole number, not 2.5", ""),
    ("maximum = 3", "maximum = [", "judge.toml: ", ""),
    ("[attempts]", "[attempts.counted]", "attempts.counted must be a string, not a table", ""),
    ("[points]", "[points", "judge.toml: ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said", "hint"), WRONG)
def test_what_is_wrong_is_named_with_file_line_and_key(
    catalogue: Catalogue, old: str, new: str, said: str, hint: str
) -> None:
    assert old in GOOD
    with pytest.raises(ProblemError) as caught:
        parsed(catalogue, GOOD.replace(old, new, 1))
    assert said in caught.value.message
    assert caught.value.message.startswith("judge.toml")
    assert caught.value.hint
    assert hint in caught.value.hint


def test_rules_under_which_nothing_counts_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ProblemError, match="judge.toml: no problem counts"):
        parsed(catalogue, "format = 1\n")


@pytest.mark.parametrize("data", [b"\xff", b"format = 1 # \x1b[2J", b"x = " + b"[" * 5000])
def test_bytes_that_are_no_rules_get_a_sentence(catalogue: Catalogue, data: bytes) -> None:
    with pytest.raises(ProblemError, match="judge.toml"):
        rules.parse(data, "judge.toml", catalogue)


@given(st.text(alphabet='abc=[]"{}.\n1T:-', max_size=60))
def test_whatever_the_text_the_only_error_is_a_complaint(catalogue: Catalogue, text: str) -> None:
    with pytest.raises(ProblemError):
        parsed(catalogue, f"format = 1\n{text}")


def test_a_file_that_is_not_there_is_an_error_of_usage(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        rules.load(tmp_path / "judge.toml", catalogue)


def test_a_problem_that_counts_and_cannot_be_loaded_is_our_fault(tmp_path: Path) -> None:
    write_problem(tmp_path / "clip", "def test_it(solution): pass\n")
    (tmp_path / "clip" / "problem.toml").write_text("format = 1\n")
    with pytest.raises(ProblemError, match="clip/problem.toml: limits is missing") as caught:
        parsed(Catalogue([tmp_path]), 'format = 1\nrequired = ["clip"]\n')
    assert caught.value.exit_code is ExitCode.PROBLEM


# standings

AT = datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
PLAIN = Rules(("addition",), {"addition": 10.0, "clip": 20.0})


def graded(author: str, problem: str, verdict: Verdict = Verdict.ACCEPTED) -> Graded:
    candidate = Candidate(author, problem, Path("solutions", author, f"{problem}.py"))
    report = Report(problem, str(candidate.path), "", verdict, SandboxInfo("process"), "", 0.1, 3)
    return Graded(candidate, report)


def one(found: tuple[Standing, ...]) -> Standing:
    (standing,) = found
    return standing


def points(rule: Rules, *results: Graded, at: datetime = AT, tries: dict[tuple[str, str], int] | None = None) -> float:
    return one(rules.standings(rule, results, at, tries or {})).points


def test_accepted_problems_bring_their_points_and_what_is_required_decides() -> None:
    found = rules.standings(PLAIN, [graded("a", "addition"), graded("b", "clip")], AT, {})
    assert [(one.author, one.points, one.possible, one.passed) for one in found] == [
        ("a", 10, 30, True),
        ("b", 20, 30, False),
    ]


def test_a_problem_that_does_not_count_changes_nothing() -> None:
    results = [graded("a", "addition"), graded("a", "rope"), graded("a", "softmax", Verdict.JUDGE_ERROR)]
    assert one(rules.standings(PLAIN, results, AT, {})).passed
    assert points(PLAIN, *results) == 10


def test_too_few_points_do_not_pass() -> None:
    rule = replace(PLAIN, minimum=10.5)
    assert not one(rules.standings(rule, [graded("a", "addition")], AT, {})).passed
    assert one(rules.standings(rule, [graded("a", "addition"), graded("a", "clip")], AT, {})).passed


def test_whoever_of_the_roster_hands_in_nothing_has_a_line_with_nothing() -> None:
    rule = replace(PLAIN, roster=("zoe", "bob"))
    found = rules.standings(rule, [graded("carol", "addition")], AT, {})
    assert [(one.author, one.points, one.passed) for one in found] == [
        ("bob", 0, False),
        ("carol", 10, True),
        ("zoe", 0, False),
    ]
    assert {line.note for line in found[0].lines} == {"not handed in"}


def test_nothing_at_all_does_not_pass() -> None:
    found = one(rules.standings(PLAIN, [], AT, {}))
    assert (found.author, found.points, found.possible, found.passed) == ("", 0, 30, False)


def test_a_fault_of_ours_withholds_and_is_no_score_of_0() -> None:
    fault = Graded(Candidate("a", "clip", Path("clip.py")), fault="the tests cannot be run")
    found = one(rules.standings(PLAIN, [graded("a", "addition"), fault], AT, {}))
    assert "clip" in found.withheld
    assert not found.passed
    assert [line.withheld for line in found.lines] == [False, True]


DEADLINE = Deadline(AT, timedelta(minutes=15), 10, Period.HOUR, 50)


@pytest.mark.parametrize(
    ("late", "left", "note"),
    [
        (timedelta(days=-400), 10, ""),
        (timedelta(0), 10, ""),
        (timedelta(minutes=15), 10, ""),
        (timedelta(minutes=15, microseconds=1), 9, "late by 1 hour begun: 10 % off"),
        (timedelta(hours=1), 9, "late by 1 hour begun: 10 % off"),
        (timedelta(hours=1, microseconds=1), 8, "late by 2 hours begun: 20 % off"),
        (timedelta(days=900), 5, "late by 21600 hours begun: 50 % off"),
    ],
)
def test_each_hour_that_has_begun_takes_its_share_up_to_the_cap(late: timedelta, left: float, note: str) -> None:
    found = one(rules.standings(replace(PLAIN, deadline=DEADLINE), [graded("a", "addition")], AT + late, {}))
    assert (found.points, found.lines[0].note) == (left, note)
    assert found.passed


def test_the_same_moment_in_another_zone_is_the_same_moment() -> None:
    rule = replace(PLAIN, deadline=DEADLINE)
    elsewhere = datetime.fromisoformat("2026-12-02T04:14:00+05:00")
    assert points(rule, graded("a", "addition"), at=elsewhere) == 10


def test_what_comes_so_late_that_nothing_is_left_of_it_does_not_pass() -> None:
    rule = replace(PLAIN, deadline=Deadline(AT, timedelta(0), 100, Period.DAY, 100))
    found = one(rules.standings(rule, [graded("a", "addition")], AT + timedelta(seconds=1), {}))
    assert (found.points, found.passed, found.lines[0].accepted) == (0, False, True)


def test_attempts_beyond_the_maximum_cost_and_those_that_nobody_counted_are_one() -> None:
    rule = replace(PLAIN, attempts=Attempts(Counted.FILE, 3, 5))
    for made, left in ((3, 10), (4, 9.5), (23, 0), (10**9, 0)):
        assert points(rule, graded("a", "addition"), tries={("a", "addition"): made}) == left
    assert points(rule, graded("a", "addition"), tries={("b", "addition"): 9}) == 10


def test_percentages_that_take_all_together_leave_nothing() -> None:
    rule = replace(
        PLAIN,
        deadline=Deadline(AT, timedelta(0), 70.1, Period.DAY, 100),
        attempts=Attempts(Counted.FILE, 1, 29.9),
    )
    late = AT + timedelta(hours=1)
    assert points(rule, graded("a", "addition"), at=late, tries={("a", "addition"): 2}) == 0


PERCENT = st.floats(0, 100) | st.integers(0, 100)
RULES = st.builds(
    lambda worth, required, deadline, tries, minimum: Rules(
        tuple(name for name in worth if name in required), worth, min(minimum, sum(worth.values())), deadline, tries
    ),
    st.dictionaries(st.sampled_from("abcd"), st.floats(0.01, 1e6), min_size=1),
    st.sets(st.sampled_from("abcd")),
    st.none()
    | st.builds(
        Deadline,
        st.just(AT),
        st.integers(0, 10_080).map(lambda minutes: timedelta(minutes=minutes)),
        PERCENT,
        st.sampled_from(Period),
        PERCENT,
    ),
    st.none() | st.builds(Attempts, st.sampled_from(Counted), st.integers(1, 10_000), PERCENT),
    st.floats(0, 1e6),
)
RESULTS = st.lists(
    st.builds(graded, st.sampled_from(["x", "y"]), st.sampled_from("abcde"), st.sampled_from(Verdict)), max_size=8
)
MOMENTS = st.timedeltas(timedelta(days=-30), timedelta(days=300)).map(AT.__add__)
TRIES = st.dictionaries(st.tuples(st.sampled_from(["x", "y"]), st.sampled_from("abcd")), st.integers(0, 10**12))


@given(RULES, RESULTS, MOMENTS, TRIES)
def test_points_are_never_negative_and_never_more_than_possible(rule: Rules, results, at, tries) -> None:
    for standing in rules.standings(rule, results, at, tries):
        assert all(0 <= line.points <= line.possible for line in standing.lines)
        assert [line.problem for line in standing.lines] == list(rule.points)


@given(RULES, RESULTS, MOMENTS, MOMENTS, TRIES)
def test_whoever_is_later_never_gains(rule: Rules, results, at, other, tries) -> None:
    sooner, later = (rules.standings(rule, results, when, tries) for when in sorted([at, other]))
    for before, after in zip(sooner, later, strict=True):
        assert all(b.points >= a.points for b, a in zip(before.lines, after.lines, strict=True))
        assert before.passed or not after.passed


@given(RULES, RESULTS, MOMENTS, TRIES, st.sampled_from(["x", "y"]), st.sampled_from("abcd"))
def test_one_more_attempt_never_gains(rule: Rules, results, at, tries, author, problem) -> None:
    more = tries | {(author, problem): tries.get((author, problem), 1) + 1}
    fewer = rules.standings(rule, results, at, tries)
    for before, after in zip(fewer, rules.standings(rule, results, at, more), strict=True):
        assert before.points >= after.points
        assert before.passed or not after.passed


@given(RULES, RESULTS, MOMENTS, TRIES, st.randoms())
def test_the_order_of_results_does_not_matter(rule: Rules, results, at, tries, random) -> None:
    shuffled = list(results)
    random.shuffle(shuffled)
    assert rules.standings(rule, shuffled, at, tries) == rules.standings(rule, results, at, tries)


@given(RULES, RESULTS, MOMENTS, TRIES)
def test_what_others_hand_in_does_not_matter(rule: Rules, results, at, tries) -> None:
    alone = rules.standings(rule, [one for one in results if one.candidate.author == "x"], at, tries)
    among = rules.standings(rule, results, at, tries)
    assert [one for one in among if one.author == "x"] == [one for one in alone if one.author == "x"]


@given(RULES, RESULTS, MOMENTS, TRIES)
def test_whoever_passes_has_all_that_is_required_and_no_open_question(rule: Rules, results, at, tries) -> None:
    for standing in rules.standings(rule, results, at, tries):
        if standing.passed:
            assert not standing.withheld
            assert standing.points >= rule.minimum
            assert all(line.points > 0 for line in standing.lines if line.required)


# attempts in a file


def test_attempts_are_read_by_author_and_problem(tmp_path: Path) -> None:
    path = tmp_path / "attempts.json"
    path.write_text('{"alice": {"clip": 3, "rope": 0}, "": {"clip": 1}}')
    assert attempts.load(path) == {("alice", "clip"): 3, ("alice", "rope"): 0, ("", "clip"): 1}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "attempts.json must be an object, not a list"),
        ('{"alice": 3}', "attempts.json: 'alice' must be an object, not 3"),
        ('{"alice": {"clip": true}}', "'alice', 'clip' must be a whole number from 0, not True"),
        ('{"alice": {"clip": -1}}', "'alice', 'clip' must be a whole number from 0, not -1"),
        ('{"alice": {"clip": 1.5}}', "'alice', 'clip' must be a whole number from 0, not 1.5"),
        ("{", "attempts.json is no JSON"),
        ("[" * 100_000, "attempts.json is no JSON"),
        (None, "attempts.json cannot be read: No such file or directory"),
    ],
    ids=["list", "number", "true", "negative", "fraction", "cut", "deep", "missing"],
)
def test_attempts_that_are_none_get_a_sentence(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "attempts.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UsageError, match=re.escape(said)):
        attempts.load(path)


# the document


def test_the_example_in_the_document_is_good_and_has_every_key() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    assert rules.parse(example.encode(), "docs/rules.md", Catalogue([ROOT / "problems"]))
    source = (ROOT / "judge" / "grading" / "rules.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'fields\.\w+\(\s*"(\w+)"|"(\w+)" in fields|_problems\(fields, "(\w+)"', source))
    keys_named = {name for names in keys for name in names if name}
    assert {"required", "optional", "at", "counted", "show", "minimum_points"} <= keys_named
    assert {name for name in keys_named if not re.search(rf"^\[?(points\.)?{name}\b", example, re.MULTILINE)} == set()
