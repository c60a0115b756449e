"""The README cannot lie: commands, options, exit codes and verdicts in the documents are those of the program."""

from __future__ import annotations

import collections
import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from judge.cli.contest import COMMANDS as CONTEST_COMMANDS
from judge.cli.contest import contest
from judge.cli.program import COMMANDS, program
from judge.errors import ExitCode
from judge.problem import PROBLEM_FILES
from judge.verdict import Verdict
from judge.verify.shape import SECTIONS, VERDICTS_OF

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

PLACEHOLDERS = {
    "ID": "layer_norm", "FILE": "a.py", "N": "1", "NAME": "n", "SHELL": "bash", "TARGET": "torch", "REF": "main",
    "T": "t", "TAG": "t",
    "EXPR": "f(1)", "D": "easy", "DIR": "problems",
    "M": "60", "RUN": "1", "NUMBER": "1", "WHO": "w", "PRESET": "p", "TEXT": "t",
}  # fmt: skip
"""What stands for a value in a synopsis."""


def command_lines(text: str) -> Iterator[str]:
    """Every `judge ...` in a code block (indented or fenced), and every one in backquotes."""
    block = re.compile(r"^(?:    .*|```.*)$", re.MULTILINE)
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or block.match(line):
            found = re.match(r"\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?(judge(?: .*)?)$", line)
            if found:
                yield found[1]
        else:
            yield from re.findall(r"`(judge [^`]+)`", line)


def told() -> list[tuple[str, str]]:
    return [
        (path.name, line)
        for path in DOCUMENTS
        if path.is_file()
        for line in command_lines(path.read_text(encoding="utf-8"))
    ]


def words_of(line: str) -> list[str]:
    """The words of a command line, up to a comment, a pipe, or the prose behind it (two or more spaces)."""
    line = re.split(r"\s{2,}|\s#(?=\s)|\s[|>]|\s&&|;", line)[0]
    line = line.replace("[", "").replace("]", "").replace("...", "")
    return shlex.split(line)


def alternatives(words: list[str]) -> Iterator[list[str]]:
    """Every command line that a synopsis stands for: `status|build` is two, ID is a problem."""
    for chosen in itertools.product(*(word.split("|") for word in words)):
        yield [PLACEHOLDERS.get(word, word) for word in chosen]


def parse(words: list[str]) -> None:
    """Let click parse a command line without running it. Raises click.UsageError."""
    group: click.Command = program
    context = click.Context(program, info_name="judge")
    left = program.make_parser(context).parse_args(list(words[1:]))[1]
    while isinstance(group, click.Group) and left:
        name, *left = left
        found = group.get_command(context, name)
        if found is None:
            raise click.UsageError(f"no command {name}")
        context = click.Context(found, info_name=name, parent=context)
        group = found
        if isinstance(group, click.Group):
            left = group.make_parser(context).parse_args(left)[1]
    if not isinstance(group, click.Group):
        context.params.clear()
        group.parse_args(context, list(left))


def test_command_lines_are_found_in_documents() -> None:
    text = "Run `judge list`.\n\n    $ judge show ID [--lang en|zh]   the statement\n\n```\njudge doctor\n```\n"
    assert list(command_lines(text)) == ["judge list", "judge show ID [--lang en|zh]   the statement", "judge doctor"]


@pytest.mark.parametrize(("document", "line"), told())
def test_every_command_line_in_a_document_is_one_that_judge_takes(document: str, line: str) -> None:
    for words in alternatives(words_of(line)):
        try:
            parse(words)
        except click.exceptions.Exit:
            pass  # --help and --version
        except click.UsageError as error:
            pytest.fail(f"{document}: {line}: {error.format_message()}")


@pytest.mark.parametrize(
    "line", ["judge lst", "judge list --tagg T", "judge sandbox status|warm", "judge show ID --lang fr"]
)
def test_a_command_line_that_judge_does_not_take_is_noticed(line: str) -> None:
    with pytest.raises(click.UsageError):
        collections.deque(map(parse, alternatives(words_of(line))), maxlen=0)


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(readme: str, name: str) -> None:
    assert re.search(rf"judge {name}\b", readme)


@pytest.mark.parametrize("name", CONTEST_COMMANDS)
def test_every_command_of_contests_is_in_the_readme(readme: str, name: str) -> None:
    assert re.search(rf"judge contest (?:\w+\|)*{name}\b", readme)


def test_the_readme_names_no_command_that_is_not_there(readme: str) -> None:
    named = {words_of(line)[1] for line in command_lines(readme) if len(words_of(line)) > 1}
    assert {name for name in named if not name.startswith("-")} <= set(COMMANDS)


def table_after(text: str, heading: str) -> list[list[str]]:
    """The rows, without the head, of the first Markdown table below a heading."""
    section = re.split(rf"^#+ {heading}\s*$", text, flags=re.MULTILINE)[1]
    rows = re.search(r"(?:^\|.*\n?)+", section, re.MULTILINE)
    assert rows, f"there is no table below {heading}"
    cells = [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows[0].splitlines()]
    return cells[2:]


def test_the_exit_codes_of_the_readme_are_those_of_the_program(readme: str) -> None:
    assert [int(row[0]) for row in table_after(readme, "Exit codes")] == [int(code) for code in ExitCode]


def test_the_verdicts_of_the_readme_are_those_of_the_program(readme: str) -> None:
    told = {row[0]: row[1] for row in table_after(readme, "Verdicts")}
    assert set(told) == {str(verdict) for verdict in Verdict}
    assert [code for code, words in told.items() if Verdict(code).phrase not in words.lower()] == []


def test_the_folders_of_submissions_are_all_documented() -> None:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    rows = {row[0].rstrip("/"): row[1] for row in table_after(text, "Submissions")}
    assert list(rows) == list(VERDICTS_OF)
    for folder, verdicts in VERDICTS_OF.items():
        if len(verdicts) == 1:
            assert rows[folder] == next(iter(verdicts))


def test_the_keys_of_a_problem_are_all_documented() -> None:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    rows = re.split(r"^## problem.toml$", text, flags=re.MULTILINE)[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_.]+)`", " ".join(line.split("|")[1] for line in rows.splitlines() if "|" in line)))
    source = (ROOT / "judge" / "problem.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'fields\.(?:take|text|texts|choice)\("(\w+)"', source))
    keys |= {f"{table}.{key}" for table, key in re.findall(r'(limits|complexity)\.\w+\("(\w+)"', source)}
    assert named == keys


@pytest.mark.parametrize("name", sorted(PROBLEM_FILES - {"tests", "submissions"}))
def test_the_files_of_a_problem_are_all_documented(name: str) -> None:
    assert name in (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_sections_of_an_editorial_are_all_documented(section: str) -> None:
    assert f"    ## {section}\n" in (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.help
    assert "judge " in (command.epilog or "")


@pytest.mark.parametrize("name", CONTEST_COMMANDS)
def test_every_command_of_contests_has_help_with_an_example(name: str) -> None:
    command = contest.get_command(click.Context(contest), name)
    assert command is not None
    assert command.help
    assert f"judge contest {name}" in (command.epilog or "")
