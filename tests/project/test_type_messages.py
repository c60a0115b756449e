"""No two tests of a problem tell a solution opposite things about a type."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "submission",
    [
        "cross_entropy/submissions/wrong_answer/numpy_float.py",
        "cross_entropy/submissions/wrong_answer/gradient_in_float64.py",
    ],
)
def test_the_tests_of_a_problem_agree_about_types(tmp_path: Path, submission: str) -> None:
    """A test that takes the solution's own number as the expected one asks for the type that others refuse."""
    path = ROOT / "problems" / submission
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", path.parents[2], "--solution", path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    told = set(re.findall(r"(?:is of type|has dtype) (\w+), expected (\w+)", finished.stdout))
    assert told, finished.stdout[-2000:]
    assert not {(wrong, right) for wrong, right in told if (right, wrong) in told}
