"""The documents cannot lie: their commands, options, exit codes and verdicts are those of the program."""

from __future__ import annotations

import collections
import itertools
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from judge.cli.commands import COMMANDS
from judge.cli.contest.group import COMMANDS as CONTEST_COMMANDS
from judge.cli.contest.group import contest
from judge.cli.lazy_commands import WithSubcommands, load
from judge.cli.program import program
from judge.disclosure import Audience, disclose
from judge.errors import ExitCode
from judge.problem import PROBLEM_FILES
from judge.render.report.json import report_object
from judge.verdict import Report, SandboxInfo, TestResult, Verdict
from judge.verify.folder_check import SECTIONS, VERDICTS_OF

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "solutions/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]

PLACEHOLDERS = {
    "ID": "layer_norm", "FILE": "a.py", "N": "1", "NAME": "n", "SHELL": "bash", "TARGET": "torch", "REF": "main", "K/N": "1/2",
    "T": "t", "TAG": "t", "URL": "tcp://localhost:8786", "TIME": "2026-12-01T23:59:00Z",
    "EXPR": "f(1)", "D": "easy", "DIR": "problems",
    "M": "60", "OWNER/REPO@REF": "o/r@main", "NAME=FILE": "json=g.json", "RUN": "1", "NUMBER": "1", "WHO": "w", "PRESET": "p", "TEXT": "t",
}  # fmt: skip
"""A value for each placeholder of a synopsis."""


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


def documented() -> list[tuple[str, str]]:
    """The command lines of all documents, each with the name of its document."""
    return [
        (path.name, line)
        for path in DOCUMENTS
        if path.is_file()
        for line in command_lines(path.read_text(encoding="utf-8"))
    ]


def words_of(line: str) -> list[str]:
    """The words of a command line, up to a comment, a pipe, or prose after two or more spaces."""
    line = re.split(r"\s{2,}|\s#(?=\s)|\s[|>]|\s&&|;", line)[0]
    line = line.replace("[", "").replace("]", "").replace("...", "")
    return shlex.split(line)


def alternatives(words: list[str]) -> Iterator[list[str]]:
    """All command lines that a synopsis stands for: `status|build` is two, ID is a problem."""
    for chosen in itertools.product(*(word.split("|") for word in words)):
        yield [PLACEHOLDERS.get(word, word) for word in chosen]


def parse(words: list[str]) -> None:
    """Parse a command line with click, without running it. Raises click.UsageError."""
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
        group.make_context(context.info_name, list(left), context.parent)


def test_command_lines_are_found_in_documents() -> None:
    text = "Run `judge list`.\n\n    $ judge show ID [--lang en|zh]   the statement\n\n```\njudge doctor\n```\n"
    assert list(command_lines(text)) == ["judge list", "judge show ID [--lang en|zh]   the statement", "judge doctor"]


@pytest.mark.parametrize(("document", "line"), documented())
def test_judge_accepts_every_command_line_in_a_document(document: str, line: str) -> None:
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
def test_a_wrong_command_line_is_noticed(line: str) -> None:
    with pytest.raises(click.UsageError):
        collections.deque(map(parse, alternatives(words_of(line))), maxlen=0)


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(readme: str, name: str) -> None:
    assert re.search(rf"judge {name}\b", readme)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, each with what to type: `judge contest new`."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, f"{path} {name}")
    else:
        yield path, command
    if isinstance(command, WithSubcommands):
        for name in command.subcommands:
            yield from commands(load(command.subcommands, name), f"{path} {name}")


ALL_COMMANDS = dict(commands(program, "judge"))


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_every_option_of_every_command_is_documented(command: str) -> None:
    shown = set()
    for _, line in documented():
        for words in alternatives(words_of(line)):
            if words[: len(command.split())] == command.split():
                shown |= {"", *words}
    assert shown, f"{command} is in no document"
    options = [one for one in ALL_COMMANDS[command].params if isinstance(one, click.Option) and not one.hidden]
    assert [one.opts for one in options if not shown & set(one.opts)] == []


def test_all_commands_are_found() -> None:
    assert {"judge submit", "judge contest board", "judge grade", "judge grade merge", "judge sandbox warm"} <= set(
        ALL_COMMANDS
    )


def test_the_readme_names_no_unknown_command(readme: str) -> None:
    named = {words_of(line)[1] for line in command_lines(readme) if len(words_of(line)) > 1}
    assert {name for name in named if not name.startswith("-")} <= set(COMMANDS)


def table_after(text: str, heading: str) -> list[list[str]]:
    """The rows, without the head, of the first Markdown table below a heading."""
    section = re.split(rf"^#+ {heading}\s*$", text, flags=re.MULTILINE)[1]
    rows = re.search(r"(?:^\|.*\n?)+", section, re.MULTILINE)
    assert rows, f"no table below {heading}"
    cells = [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows[0].splitlines()]
    return cells[2:]


@pytest.fixture(scope="module")
def solve() -> str:
    return (ROOT / "docs" / "solve.md").read_text(encoding="utf-8")


def test_the_documented_exit_codes_are_those_of_the_program(solve: str) -> None:
    assert [int(row[0]) for row in table_after(solve, "Exit codes")] == [int(code) for code in ExitCode]


def test_the_documented_verdicts_are_those_of_the_program(solve: str) -> None:
    words = {row[0]: row[1] for row in table_after(solve, "Verdicts")}
    assert set(words) == {str(verdict) for verdict in Verdict}
    assert [code for code, phrase in words.items() if Verdict(code).phrase not in phrase.lower()] == []


def test_the_documented_settings_are_those_that_the_program_reads(solve: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "judge" / "cli").glob("*.py"))
    read = set(re.findall(r'"(JUDGE_[A-Z_]+)"', source))
    assert {row[0] for row in table_after(solve, "Settings")} == read


def test_the_documented_report_has_every_field_and_no_other(solve: str) -> None:
    block = re.search(r"(?:^    .*\n)+", solve.partition("## The JSON report")[2], re.MULTILINE)
    assert block
    example = json.loads(block[0])
    test = TestResult("test_a", "sample", Verdict.WRONG_ANSWER, detail="f(1)")
    sandbox = SandboxInfo("docker")
    report = Report(
        "layer_norm", "a.py", "9b", Verdict.WRONG_ANSWER, sandbox, "2026-11-29T07:09:39Z", 0.1, 1, "", (test,)
    )
    written = report_object(disclose(report, Audience.PRACTISING), 1)
    assert shape(example) == shape(written)


def shape(value: object) -> object:
    """The keys of a JSON value, and the keys below them."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(one) for one in value] if isinstance(value, list) else None


def test_every_folder_of_submissions_is_documented() -> None:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    rows = {row[0].rstrip("/"): row[1] for row in table_after(text, "Submissions")}
    assert list(rows) == list(VERDICTS_OF)
    for folder, verdicts in VERDICTS_OF.items():
        if len(verdicts) == 1:
            assert rows[folder] == next(iter(verdicts))


def test_every_key_of_a_problem_is_documented() -> None:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    rows = re.split(r"^## problem.toml$", text, flags=re.MULTILINE)[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_.]+)`", " ".join(line.split("|")[1] for line in rows.splitlines() if "|" in line)))
    source = (ROOT / "judge" / "problem.py").read_text(encoding="utf-8")
    keys = {"format", *re.findall(r'fields\.(?:text|texts|choice|flag)\("(\w+)"', source)}
    keys |= {f"{table}.{key}" for table, key in re.findall(r'(limits|complexity)\.\w+\("(\w+)"', source)}
    assert named == keys


@pytest.mark.parametrize("name", sorted(PROBLEM_FILES - {"tests", "submissions"}))
def test_every_file_of_a_problem_is_documented(name: str) -> None:
    assert name in (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_an_editorial_is_documented(section: str) -> None:
    assert f"    ## {section}\n" in (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_are_not_broken(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_headings_are_not_broken(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", path.read_text(encoding="utf-8"))
    assert [
        f"{file}#{heading}" for file, heading in targets if heading not in anchors(path.parent / file if file else path)
    ] == []


@pytest.mark.parametrize(
    "folder", ["judge", "sandbox", "actions", "scripts", "action.yml", "Makefile", "pyproject.toml"]
)
def test_documents_named_in_the_source_exist(folder: str) -> None:
    paths = [ROOT / folder, *(ROOT / folder).rglob("*")]
    texts = [
        path.read_text(encoding="utf-8", errors="ignore") for path in paths if path.is_file() and path.suffix != ".pyc"
    ]
    named = {name for text in texts for name in re.findall(r"(?<![\w/])docs/[\w-]+\.md", text)}
    assert [name for name in named if not (ROOT / name).is_file() and name not in OTHERS_DOCUMENTS] == []


OTHERS_DOCUMENTS = {"docs/problem-matchers.md"}
"""Documents of other projects, which comments cite."""


def anchors(document: Path) -> set[str]:
    """What GitHub calls the headings of a document in links."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_has_at_most_150_lines(readme: str) -> None:
    assert len(readme.splitlines()) <= 150


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_a_page_says_in_its_first_line_who_it_is_for(path: Path) -> None:
    title, blank, first, *_ = path.read_text(encoding="utf-8").splitlines()
    assert title.startswith("# ")
    assert not blank
    assert first.startswith("For ")


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_the_readme_links_every_page(readme: str, path: Path) -> None:
    assert f"](docs/{path.name})" in readme


SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "tests").rglob("*.py"))
}


@pytest.mark.parametrize("name", ["docs/architecture.md", "docs/security.md", "CONTRIBUTING.md"])
def test_the_tests_and_files_that_a_page_names_exist(name: str) -> None:
    named = set(
        re.findall(
            r"`((?:benchmarks|judge|sandbox|tests)/[\w/.]+|test_\w+)`", (ROOT / name).read_text(encoding="utf-8")
        )
    )
    functions = set(re.findall(r"def (test_\w+)", "".join(SOURCES.values())))
    assert named
    assert [one for one in named if one not in functions and not ("/" in one and (ROOT / one).exists())] == []


UNPROMISED = ("What is not promised", "How it is tested", "Reporting a hole", "The attacks")
"""Sections of docs/security.md that promise nothing, or only list tests."""
_TEST = re.compile(r"`(?:test_\w+|tests/[\w/.]+)`")
_NO_PROMISE = re.compile(
    r"#|Not promised:|Trusted are |Their cost was |Where the host has AppArmor|In judge's own code"
)


def promises() -> list[str]:
    """The rows and paragraphs of docs/security.md that promise something."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    found: list[str] = []
    for section in page.split("\n## ")[1:]:
        title, _, text = section.partition("\n")
        if title in UNPROMISED:
            continue
        for paragraph in text.strip().split("\n\n"):
            if paragraph.startswith("|"):
                found += paragraph.splitlines()[2:]
            elif not _NO_PROMISE.match(paragraph):
                found.append(paragraph)
    return found


@pytest.mark.parametrize("promise", promises(), ids=lambda promise: promise[:60])
def test_each_promise_of_the_security_page_names_its_test(promise: str) -> None:
    """That the test exists, `test_the_tests_and_files_that_a_page_names_exist` checks."""
    *_, last = promise.rstrip("| ").split(" | ")
    assert _TEST.search(last if promise.startswith("|") else promise)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.help
    assert "judge " in (command.epilog or "")


@pytest.mark.parametrize("name", CONTEST_COMMANDS)
def test_every_contest_command_has_help_with_an_example(name: str) -> None:
    command = contest.get_command(click.Context(contest), name)
    assert command is not None
    assert command.help
    assert f"judge contest {name}" in (command.epilog or "")
