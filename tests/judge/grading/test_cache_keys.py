"""Cache keys: the same as those of results that are stored already, and different wherever the result may differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from judge.grading import cache_keys
from judge.grading.results import Candidate
from judge.problem import Complexity, Difficulty, Limits, Problem, Runtime
from judge.sandbox_kind import SandboxKind
from judge.submission import ALL, Selection
from judge.verdict import SandboxInfo

CANDIDATE = Candidate("alice", "addition", Path("solutions/alice/addition.py"))
DOCKER = SandboxInfo(SandboxKind.DOCKER, "judge-sandbox:python-1")
SAMPLES = Selection(groups=("sample",), case="a'b", fail_fast=True, seed=3, time_factor=2.5)


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_hidden.py").write_bytes(b"assert 2\n")
    (tmp_path / "tests" / "test_sample.py").write_bytes(b"assert 1\n")
    return Problem(
        "addition", tmp_path, "Addition", "加法", (), Difficulty.EASY, ("add",), Runtime.PYTHON, Limits(2.0, 384),
        Complexity("O(1)", "O(1)"),
    )  # fmt: skip


def key(candidate: Candidate = CANDIDATE, selection: Selection = ALL, sandbox: SandboxInfo = DOCKER) -> str:
    return cache_keys.result_key(candidate, "ab" * 32, "cd" * 32, selection, sandbox)


def test_problem_digests_are_those_of_stored_results(problem: Problem) -> None:
    assert cache_keys.problem_digest(problem) == "98086694945bb08a14f0fbfa82ca1ae8f37e8d863d339bc39b0a0cfb8fbd12bd"
    clip = replace(
        problem, id="clip", limits=Limits(0.1, 1024), entry=("clip", "CLIP"), runtime=Runtime.TORCH,
        forbidden=("torch.nn.LayerNorm", "a'b"),
    )  # fmt: skip
    assert cache_keys.problem_digest(clip) == "e58290cf87c6efe39269aa498a5dfa3f7d9392185c442fc9ebeef71026fbbb43"


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (ALL, "562bb2644d4054f335f6d06cbda4d59e7202ef2fd28f3794522fabea7f089fb4"),
        (SAMPLES, "8785fdff5b1e764f6ef750167dca4bf09f26fee9052af19272ba305610ef06d4"),
    ],
)
def test_result_keys_are_those_of_stored_results(
    selection: Selection, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_keys, "__version__", "1.2.3")
    assert key(selection=selection) == expected


def test_the_key_of_a_cluster_is_that_of_stored_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_keys, "__version__", "1.2.3")
    expected = "7afee1b183c15a3d3f2d57c99952ad072bb5071e93e6e07b68162f7fa75d435b"
    assert cache_keys.result_key(CANDIDATE, "ab" * 32, "cd" * 32, ALL, None) == expected


@pytest.mark.parametrize("field", [field.name for field in fields(Selection)])
def test_every_field_of_a_selection_changes_the_key(field: str) -> None:
    changed: dict[str, Any] = {field: getattr(SAMPLES, field)}
    assert key(selection=replace(ALL, **changed)) != key()


@pytest.mark.parametrize("field", [field.name for field in fields(Limits)])
def test_every_limit_changes_the_digest_of_a_problem(field: str, problem: Problem) -> None:
    changed: dict[str, Any] = {field: 7}
    stricter = replace(problem, limits=replace(problem.limits, **changed))
    assert cache_keys.problem_digest(stricter) != cache_keys.problem_digest(problem)


@pytest.mark.parametrize("rule", ["may_change_arguments", "objects_keep_state"])
def test_what_a_solution_may_do_changes_the_digest_of_a_problem(rule: str, problem: Problem) -> None:
    changed = replace(problem, **{rule: True})  # type: ignore[arg-type]
    assert cache_keys.problem_digest(changed) != cache_keys.problem_digest(problem)


def test_every_runtime_is_spelled_as_its_class_prints_it(problem: Problem) -> None:
    for runtime in Runtime:
        assert f"<Runtime.{runtime.upper()}: '{runtime}'>" == repr(runtime)
    digests = {cache_keys.problem_digest(replace(problem, runtime=runtime)) for runtime in Runtime}
    assert len(digests) == len(Runtime)


def test_author_path_and_sandbox_change_the_key_and_a_warm_container_does_not() -> None:
    others = [
        key(replace(CANDIDATE, author="bob")),
        key(replace(CANDIDATE, path=Path("elsewhere/addition.py"))),
        key(sandbox=SandboxInfo(SandboxKind.PROCESS, DOCKER.image)),
        key(sandbox=SandboxInfo(SandboxKind.DOCKER, "judge-sandbox:python-2")),
    ]
    assert len({key(), *others}) == len(others) + 1
    assert key(sandbox=replace(DOCKER, warm=True)) == key()


def test_a_key_changes_with_all_that_decides_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    one, info = CANDIDATE, SandboxInfo(SandboxKind.DOCKER, "tag")
    found = {
        cache_keys.result_key(one, "source", "problem", ALL, info),
        cache_keys.result_key(one, "other", "problem", ALL, info),
        cache_keys.result_key(one, "source", "other", ALL, info),
        cache_keys.result_key(one, "source", "problem", Selection(fail_fast=True), info),
        cache_keys.result_key(one, "source", "problem", ALL, SandboxInfo(SandboxKind.PROCESS, "tag")),
        cache_keys.result_key(one, "source", "problem", ALL, SandboxInfo(SandboxKind.DOCKER, "newer")),
        cache_keys.result_key(replace(CANDIDATE, author="bob"), "source", "problem", ALL, info),
    }
    monkeypatch.setattr(cache_keys, "__version__", "999")
    found.add(cache_keys.result_key(one, "source", "problem", ALL, info))
    assert len(found) == 8


def test_the_digest_of_a_problem_changes_with_tests_and_limits_and_not_with_its_place(
    make_problem: Callable[..., Problem], tmp_path: Path
) -> None:
    tests = "def test_a(solution):\n    assert solution.f() == 1\n"
    problem = make_problem(tests)
    before = cache_keys.problem_digest(problem)
    moved = replace(problem, folder=problem.folder.rename(tmp_path / "moved"))
    assert cache_keys.problem_digest(moved) == before
    assert cache_keys.problem_digest(replace(moved, limits=Limits(9.0, 64))) != before
    (moved.folder / "tests/reference.py").write_text("")
    assert cache_keys.problem_digest(moved) != before
