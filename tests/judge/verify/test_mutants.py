"""Mutants: the mistakes that are made of a submission, and which of them a problem's tests kill."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.errors import ProblemError
from judge.problem import Problem
from judge.sandboxes.process import ProcessSandbox
from judge.verdict import Verdict
from judge.verify import equivalents, mutation_run
from judge.verify.equivalents import Equivalent
from judge.verify.mutants import Mutant, mutants, mutants_of

ATTENTION = '''\
"""Attention."""
import math
import torch


def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
    """A docstring with 1 number."""
    if q.ndim < 2:
        raise ValueError("too few dimensions: 2")
    k = k.contiguous()
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(mask, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ v


def normalise(x, mean, variance, eps=1e-5):
    return (x - mean) / torch.sqrt(variance + eps)
'''


def after_lines(source: str, *, torch: bool = True) -> set[str]:
    return {mutant.after for mutant in mutants("accepted/x.py", source.encode(), torch=torch)}


@pytest.mark.parametrize(
    "after",
    [
        "scores = q @ k.transpose(-2, -2) / math.sqrt(q.shape[-1])",
        "scores = q @ k / math.sqrt(q.shape[-1])",
        "scores = (q @ k.transpose(-2, -1))",
        "scores = q @ k.transpose(-2, -1) / q.shape[-1]",
        "scores = k.transpose(-2, -1) @ q / math.sqrt(q.shape[-1])",
        "scores = (q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])).detach()",
        'scores = scores.masked_fill(~mask, float("-inf"))',
        "scores = scores.masked_fill(mask, 0.0)",
        "weights = scores",
        "weights = torch.softmax(scores, dim=-2)",
        "weights = torch.softmax(scores, )",
        "if mask is None:",
        "if q.ndim <= 2:",
        "if q.ndim < 1:",
        "return (weights @ v).detach()",
        "return (x - mean) / (torch.sqrt(variance) + eps)",
        "return (x - mean) / torch.sqrt(variance)",
        "return (x - mean) / torch.sqrt(eps)",
        "return x / torch.sqrt(variance + eps)",
        "return (mean - x) / torch.sqrt(variance + eps)",
    ],
)
def test_a_mistake_of_the_field_is_made(after: str) -> None:
    assert after in after_lines(ATTENTION)


def test_what_no_test_could_notice_is_left_alone() -> None:
    changed = {mutant.before for mutant in mutants("accepted/x.py", ATTENTION.encode(), torch=True)}
    assert not any("docstring" in line or "def attend" in line for line in changed)
    assert not any("dimensions: " in line and "too few dimensions: 2" not in line for line in after_lines(ATTENTION))
    assert "k = k" not in after_lines(ATTENTION)  # a forgotten .contiguous()


def test_nothing_is_detached_where_there_are_no_gradients() -> None:
    assert not any("detach" in line for line in after_lines(ATTENTION, torch=False))


def test_each_mutant_compiles_and_means_something_else() -> None:
    found = mutants("accepted/x.py", ATTENTION.encode(), torch=True)
    meanings = [ast.dump(ast.parse(mutant.source)) for mutant in found]
    assert len(found) > 50
    assert len({*meanings, ast.dump(ast.parse(ATTENTION))}) == len(found) + 1


def test_the_same_mutants_come_in_the_same_order() -> None:
    first, second = (mutants("accepted/x.py", ATTENTION.encode(), torch=True) for _ in range(2))
    assert first == second


def test_a_text_that_two_submissions_lead_to_is_one_mutant() -> None:
    sources = {"accepted/a.py": b"def f(x):\n    return x + 1\n", "accepted/b.py": b"def f(x):\n    return x + 3\n"}
    together = mutants_of(iter(sources.items()), torch=False)
    apart = [mutant for name, text in sources.items() for mutant in mutants(name, text, torch=False)]
    assert {mutant.key for mutant in together} == {mutant.key for mutant in apart}
    assert len(together) < len(apart)


# Killing

SOURCE = b"def f(x):\n    if x < 0:\n        return 7\n    return x + 1\n"
WEAK = "def test_one(solution):\n    assert solution.f(3) == 4\n"
STRONG = WEAK + "\n\ndef test_below(solution):\n    assert [solution.f(x) for x in (-1, 0, 1)] == [7, 1, 2]\n"


def strength_of(problem: Problem, *listed: Equivalent) -> mutation_run.Strength:
    found = mutants("accepted/x.py", SOURCE, torch=False)
    fates = mutation_run.run(problem, found, listed, ProcessSandbox(), 2, {})
    return mutation_run.Strength(problem.id, tuple(sorted(fates, key=lambda fate: found.index(fate.mutant))))


def test_weak_tests_leave_survivors_and_strong_ones_none(make_problem: Callable[..., Problem]) -> None:
    weak = strength_of(make_problem(WEAK))
    strong = strength_of(make_problem(STRONG))
    assert "if x <= 0:" in {fate.mutant.after for fate in weak.survivors}
    assert weak.rate < 1
    assert ([fate.mutant.after for fate in strong.survivors], strong.rate) == ([], 1.0)


def test_a_fate_names_the_test_that_killed(make_problem: Callable[..., Problem]) -> None:
    fate = next(fate for fate in strength_of(make_problem(STRONG)).fates if fate.mutant.after == "if x <= 0:")
    assert (fate.verdict, fate.by) == (Verdict.WRONG_ANSWER, "test_below")


def test_a_mutant_listed_as_equivalent_is_not_a_survivor(make_problem: Callable[..., Problem]) -> None:
    listed = Equivalent("accepted/x.py", "if x < 0:", "if x <= 0:", "nobody asks for 0")
    strength = strength_of(make_problem(WEAK), listed)
    assert strength.equivalent == 1
    assert "if x <= 0:" not in {fate.mutant.after for fate in strength.survivors}


def test_one_that_is_listed_and_killed_is_a_finding(make_problem: Callable[..., Problem]) -> None:
    listed = Equivalent("accepted/x.py", "if x < 0:", "if x <= 0:", "nobody asks for 0")
    (finding,) = mutation_run.findings(strength_of(make_problem(STRONG), listed), [listed])
    assert (finding.where, "that test_below kills" in finding.what) == ("equivalent.toml", True)


def test_a_listed_mutant_that_does_not_exist_is_a_finding(make_problem: Callable[..., Problem]) -> None:
    listed = Equivalent("accepted/x.py", "if x < 7:", "if x <= 7:", "long gone")
    (finding,) = mutation_run.findings(strength_of(make_problem(STRONG), listed), [listed])
    assert "a mutant that accepted/x.py no longer has" in finding.what


def test_mutants_of_what_is_not_accepted_are_refused(make_problem: Callable[..., Problem]) -> None:
    problem, sandbox = make_problem(STRONG), ProcessSandbox()
    mutation_run.require_accepted(problem, [("accepted/x.py", SOURCE)], sandbox)
    with pytest.raises(ProblemError, match=r"accepted/y.py of tiny is WA"):
        mutation_run.require_accepted(problem, [("accepted/y.py", b"def f(x): return 4")], sandbox)


def test_what_is_known_is_not_judged_again(make_problem: Callable[..., Problem], tmp_path: Path) -> None:
    problem, sandbox = make_problem(WEAK), ProcessSandbox()
    found = mutants("accepted/x.py", SOURCE, torch=False)
    known = mutation_run.FateCache(tmp_path, problem, sandbox)
    for mutant in found:
        known.add(mutation_run.Fate(mutant, Verdict.WRONG_ANSWER, "as it was kept"))
    fates = list(mutation_run.run(problem, found, (), sandbox, 2, known.read()))
    assert {fate.by for fate in fates} == {"as it was kept"}


def test_what_is_known_of_other_tests_does_not_count(make_problem: Callable[..., Problem], tmp_path: Path) -> None:
    sandbox, (mutant, *_) = ProcessSandbox(), mutants("accepted/x.py", SOURCE, torch=False)
    mutation_run.FateCache(tmp_path, make_problem(WEAK), sandbox).add(mutation_run.Fate(mutant, Verdict.ACCEPTED))
    assert mutation_run.FateCache(tmp_path, make_problem(STRONG), sandbox).read() == {}


def test_a_line_that_was_cut_off_is_forgotten(make_problem: Callable[..., Problem], tmp_path: Path) -> None:
    found = mutants("accepted/x.py", SOURCE, torch=False)[:2]
    known = mutation_run.FateCache(tmp_path, make_problem(WEAK), ProcessSandbox())
    for mutant in found:
        known.add(mutation_run.Fate(mutant, Verdict.ACCEPTED))
    (path,) = tmp_path.glob("*.jsonl")
    path.write_text(path.read_text()[:-10])
    assert list(known.read()) == [found[0].key]


# equivalent.toml


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[equivalent]]\nof = 'a'\n", "entry 1 must have only of, before, after, why"),
        ("[[equivalent]]\nof = 'a'\nbefore = 'b'\nafter = 'c'\nwhy = ' '\n", "does not say why"),
        ("[[equivalent]]\nof = 1\nbefore = 'b'\nafter = 'c'\nwhy = 'd'\n", "all strings"),
        ("more = 1\n", "may contain only [[equivalent]] entries"),
        ("[[equivalent\n", "cannot be read"),
    ],
)
def test_a_list_that_is_not_as_it_must_be_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "equivalent.toml").write_text(text)
    with pytest.raises(ProblemError) as caught:
        equivalents.read(tmp_path)
    assert says in caught.value.message


def test_an_entry_covers_the_mutant_wherever_its_line_is() -> None:
    entry = Equivalent("accepted/x.py", "if x < 0:", "if x <= 0:", "why")
    moved = Mutant("accepted/x.py", b"", "swap_op", 99, "if x < 0:", "if x <= 0:")
    assert entry.covers(moved)
    assert not entry.covers(Mutant("accepted/y.py", b"", "swap_op", 99, "if x < 0:", "if x <= 0:"))
