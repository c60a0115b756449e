"""Text that would mislead the person or the CI system that reads it, in every place that a submission can write to.

The real program is run as people run it, on a terminal and into a pipe, and what it wrote is looked at byte by byte.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pexpect
import pytest

ROOT = Path(__file__).parents[2]

CONTROLS = (
    "\x1b[2J\x1b[31mred\x1b[0m",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07clipboard",
    "\x1b]0;title\x07\x1bP$q\x1b\\",
    "\x9b31m\x9d0;title\x9c \x84\x85",
    "bell\x07 back\x08\x08\x08\x08space \x7f",
    "over\rACCEPTED by overwriting",
    "\u202ereversed\u2066isolated\u2069\u200f",
    "zero\u200bwidth\ufeff\u2060\U000e0041",
    "Z" + "\u0301\u0316\u0489" * 40 + "algo",
    "nul \x00 end \ud800 \ufffe \uffff",
)
FORGERIES = (
    "✓ Accepted  20 of 20 tests · 1 ms FORGED",
    "✗ test_forged  WA hidden FORGED",
    "AC  20/20 FORGED",
    "$ rm -rf ~ FORGED",
    "::error file=forged.py,line=1::FORGED",
    "::set-output name=verdict::FORGED",
    "::stop-commands::forged-token",
    "##[group]FORGED",
    "   ::add-mask::FORGED",
    "]]></failure></testcase><testcase name='FORGED'/>",
    "<script>alert('FORGED')</script> **FORGED** [FORGED](http://evil.example) &lt; &#0;",
)
PAYLOADS = {"controls": "\n".join(CONTROLS), "forgeries": "\n".join(FORGERIES)}

SUBMISSION = """\
TEXT = {text}


def printed():
    print(TEXT.encode("utf-8", "replace").decode())
    return 0


def raised():
    raise ValueError(TEXT)


def named_class():
    raise type(TEXT.replace("\\0", "").encode("utf-8", "replace").decode(), (Exception,), {{}})("of a class")


def in_function():
    def fails():
        raise ValueError("in a function")

    fails.__code__ = fails.__code__.replace(co_name=TEXT.replace("\\ud800", ""), co_filename=TEXT)
    fails()


def returned():
    return TEXT
"""
ENTRIES = ("printed", "raised", "named_class", "in_function", "returned")
TESTS = "from sandbox.checks import equal\n" + "".join(
    f"\n\ndef test_{entry}(solution):\n    equal(solution.{entry}(), 1, given='{entry}()')\n" for entry in ENTRIES
)
TOML = f"""\
format = 1
title = "Speech"
title_zh = "说"
tags = ["text"]
difficulty = "easy"
entry = {json.dumps(ENTRIES)}
runtime = "python"
[limits]
time_s = 2.0
memory_mb = 256
[complexity]
time = "O(1)"
space = "O(1)"
"""

TURNS_TEXT = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tests = tmp_path / "problems" / "speech" / "tests"
    tests.mkdir(parents=True)
    (tests.parent / "problem.toml").write_text(TOML)
    (tests / "test_sample.py").write_text(TESTS)
    return tmp_path


@pytest.fixture(params=PAYLOADS)
def submission(request: pytest.FixtureRequest, folder: Path) -> Path:
    path = folder / "mine.py"
    path.write_text(SUBMISSION.format(text=ascii(PAYLOADS[request.param])))
    return path


def environment(folder: Path) -> dict[str, str]:
    mine = {"JUDGE_HOME": str(folder / "home"), "JUDGE_PROBLEMS": str(folder / "problems"), "TERM": "xterm"}
    # without colours, no escape sequence is ours but the one that erases the line of progress
    return os.environ | mine | {"NO_COLOR": "1", "PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONUTF8": "1"}


def judge(folder: Path, *arguments: str, sandbox: str = "process") -> str:
    """What `judge submit` writes to a pipe."""
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "judge", "--sandbox", sandbox, "submit", "speech", *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr.decode()
    assert_harmless(ran.stderr.decode())
    return ran.stdout.decode()


def assert_harmless(text: str) -> None:
    found = {char for char in text if unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t"}
    assert not found
    assert not TURNS_TEXT.search(text)
    marks = "".join("m" if unicodedata.category(char) in {"Mn", "Me"} else " " for char in text)
    assert "mmmmm" not in marks


def assert_forged_lines_are_marked(text: str) -> None:
    lines = text.split("\n")
    forged = [line for line in lines if "FORGED" in line or "20/20" in line or "forged" in line]
    assert all(line.startswith("  ") for line in forged)
    for line in lines:
        assert not re.match(r"\s*::", line)
        assert not re.search(r"##\w*\[", line)
        assert line[:1] not in {"✓", "✗"} or re.match(
            r"✗ (test_[a-z_]+  (WA|RTE) sample|Wrong answer \(WA\)  0 of 5)", line
        )


def test_nothing_foreign_moves_the_cursor_or_passes_for_a_verdict_on_a_terminal(submission: Path, folder: Path) -> None:
    screen = pexpect.spawn(
        sys.executable,
        ["-P", "-m", "judge", "--sandbox", "process", "submit", "speech", "mine.py"],
        cwd=str(folder),
        env=environment(folder),
        encoding="utf-8",
        dimensions=(50, 80),
        timeout=120,
    )
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 1
    shown = screen.before.replace("\r\n", "\n").replace("\r\x1b[K", "\n")
    assert "Wrong answer (WA)" in shown
    assert_harmless(shown)
    assert_forged_lines_are_marked(shown)


def test_nothing_foreign_passes_for_a_verdict_or_a_command_in_a_log(submission: Path, folder: Path) -> None:
    shown = judge(folder, "mine.py")
    assert "Wrong answer (WA)" in shown
    assert_harmless(shown)
    assert_forged_lines_are_marked(shown)


def test_json_can_be_read_and_holds_only_harmless_text(submission: Path, folder: Path) -> None:
    written = judge(folder, "mine.py", "--format", "json")
    assert written.isascii()
    report = json.loads(written)
    assert (report["verdict"], report["passed"], [test["verdict"] for test in report["tests"]]) == (
        "WA",
        0,
        ["WA", "RTE", "RTE", "RTE", "WA"],
    )
    for test in report["tests"]:
        for text in (test["name"], test["message"], test["output"], test.get("detail", "")):
            assert_harmless(text)


def test_junit_can_be_read_and_has_no_case_that_is_not_a_test(submission: Path, folder: Path) -> None:
    written = judge(folder, "mine.py", "--format", "junit")
    assert_harmless(written)
    assert not re.search(r"^\s*::|##\w*\[", written, re.MULTILINE)
    suite = ET.fromstring(written).find("testsuite")
    assert suite is not None
    assert [case.get("name") for case in suite.findall("testcase")] == [f"test_{entry}" for entry in ENTRIES]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "5", "0")


def assert_commands_are_ours(written: str) -> None:
    lines = written.rstrip("\n").split("\n")
    stop = next(number for number, line in enumerate(lines) if line.startswith("::stop-commands::"))
    token = lines[stop].removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert all(line.startswith("::error file=mine.py,") for line in lines[:stop])
    assert lines[-1] == f"::{token}::"
    assert not any(re.match(r"\s*::", line) or token in line for line in lines[stop + 1 : -1])


def test_github_gets_no_command_but_ours(submission: Path, folder: Path) -> None:
    written = judge(folder, "mine.py", "--format", "github")
    assert_harmless(written)
    assert_commands_are_ours(written)


@pytest.mark.docker
def test_github_gets_no_command_but_ours_from_a_container_either(submission: Path, folder: Path) -> None:
    assert_commands_are_ours(judge(folder, "mine.py", "--format", "github", sandbox="docker"))


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError('FORGED ' * 15_000_000)",
        "raise ValueError('FORGED\\n' * 1_000_000)",
        "print('FORGED\\n' * 400_000)",
        "return 'FORGED ' * 4_000_000",
    ],
    ids=["100 MB in a message", "a million lines", "a million lines printed", "28 MB returned"],
)
def test_what_is_shown_of_a_flood_is_short(body: str, folder: Path) -> None:
    source = "".join(f"def {entry}():\n    {body}\n" for entry in ENTRIES)
    (folder / "mine.py").write_text(source)
    written = judge(folder, "mine.py", "--format", "junit")
    assert len(written) < 64_000
    assert written.count("\n") < 800


@pytest.mark.parametrize(
    "name", ["\x1b[2J\n::error::x.py", "\u202eyp.x.py", "-rf.py", "\udcff.py", "a\rAC.py", "x" * 240 + ".py"]
)
def test_the_name_of_a_file_is_shown_harmlessly_in_every_format(name: str, folder: Path) -> None:
    (folder / name).write_text(SUBMISSION.format(text="''"))
    for form in ("junit", "github"):
        written = judge(folder, "--format", form, "--", name)
        assert_harmless(written)
        if form == "github":
            assert written.split("\n")[0].count("::") == 2


@pytest.mark.parametrize("escape", ["\\u001b[2J", "\\u202e", "\\n", "\\u0007", "\\u009b", "\\u2028"])
@pytest.mark.parametrize("key", ["title", "title_zh", "tags"])
def test_a_title_that_would_reach_the_terminal_with_controls_is_the_problems_fault(
    key: str, escape: str, folder: Path
) -> None:
    path = folder / "problems" / "speech" / "problem.toml"
    lines = path.read_text().split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{key} ="))
    lines[at] = f'{key} = ["a{escape}b"]' if key == "tags" else f'{key} = "a{escape}b"'
    path.write_text("\n".join(lines))
    ran = cli(folder, "list")
    assert ran.returncode == 3
    assert f"line {at + 1}: {key} must be" in ran.stderr
    assert "without control characters" in ran.stderr
    assert_harmless(ran.stdout + ran.stderr)


def cli(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "judge", *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("name", "arguments"), [("statement.md", []), ("editorial.md", ["--editorial"])])
@pytest.mark.parametrize("control", ["\x1b]52;c;eA==\x07", "\u202e", "\x9b2J", "\x00"], ids=ascii)
def test_a_statement_with_controls_is_the_problems_fault(
    name: str, arguments: list[str], control: str, folder: Path
) -> None:
    (folder / "problems" / "speech" / name).write_text(f"# Speech\n\nSay {control}it.\n")
    ran = cli(folder, "show", "speech", *arguments)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert f"{name}, line 3: control character" in ran.stderr
    assert_harmless(ran.stderr)


def test_a_problem_folder_with_controls_in_its_name_is_named_harmlessly(folder: Path) -> None:
    bad = folder / "problems" / "bad\x1b[2J\n::error::"
    bad.mkdir()
    (bad / "problem.toml").write_text(TOML)
    ran = cli(folder, "list")
    assert ran.returncode == 3
    assert "is not a valid problem id" in ran.stderr
    assert_harmless(ran.stdout + ran.stderr)
