"""`judge grade --alike`, over a plain process and real git repositories."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.small_problems import Judge

LONG = """
def add(a, b):
    bits = []
    carry = 0
    for place in range(64):
        one, other = a >> place & 1, b >> place & 1
        total = one ^ other ^ carry
        carry = one & other | one & carry | other & carry
        bits.append(total)
    result = 0
    for place, bit in enumerate(bits):
        if place == 63:
            result -= bit << place
        else:
            result += bit << place
    return result
"""
OTHER = "def add(a, b):\n    return sum([a, b])\n"


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "solutions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def hints(out: str) -> list[tuple[str, ...]]:
    return re.findall(r"^ +([0-9]+)%  solutions/(\w+)/\w+\.py  solutions/(\w+)/\w+\.py$", out, re.MULTILINE)


@pytest.fixture
def copied(folder: Path) -> Path:
    put(folder, "alice/addition.py", LONG)
    put(folder, "bob/addition.py", "# all mine\n" + LONG.replace("bits", "digits").replace("carry", "c"))
    put(folder, "carol/addition.py", OTHER)
    return folder


def test_a_copy_is_reported_and_changes_no_verdict(judge: Judge, copied: Path) -> None:
    ran = judge("grade", "--alike")
    assert hints(ran.out) == [("100", "alice", "bob")]
    assert "3 of 3 solutions accepted" in ran.out
    assert ran.code == 0


def test_nothing_is_reported_without_the_option(judge: Judge, copied: Path) -> None:
    assert hints(judge("grade").out) == []


def test_what_a_branch_brings_is_compared_with_what_was_there(judge: Judge, copied: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *identity, *arguments], cwd=copied, check=True, capture_output=True)

    git("init")
    git("add", "solutions")
    git("commit", "-m", "alice copied bob")
    git("checkout", "-b", "mine")
    put(copied, "dave/addition.py", LONG)
    git("add", "solutions")
    git("commit", "-m", "dave too")
    ran = judge("grade", "--base", "main", "--alike")
    assert hints(ran.out) == [("100", "alice", "dave")]
    assert "1 of 1 solution accepted" in ran.out


def test_a_problem_that_cannot_be_loaded_does_not_end_it(judge: Judge, copied: Path) -> None:
    for author in ("alice", "bob"):
        put(copied, f"{author}/add_hard.py", LONG)
    (copied / "problems" / "add_hard" / "problem.toml").write_text("format = 1\n")
    ran = judge("grade", "--alike")
    assert ran.code == 3
    assert len(hints(ran.out)) == 2
