"""A command whose first word may be another command's name."""

from __future__ import annotations

import click
import pytest

from judge.cli.lazy_commands import WithSubcommands

TABLE = {"completions": ("judge.cli.setup.completions:completions", "The script of a shell.")}


@click.command(cls=WithSubcommands, subcommands=TABLE)
@click.argument("paths", nargs=-1)
@click.option("--jobs", type=int)
def grade(paths: tuple[str, ...], jobs: int | None) -> None:
    """Grade."""


@click.group
def program() -> None:
    """A program."""


program.add_command(grade)


def named(*arguments: str) -> tuple[str | None, dict[str, object]]:
    with grade.make_context("grade", list(arguments), click.Context(program, info_name="judge")) as context:
        return context.command.name, context.params


@pytest.mark.parametrize("words", [[], ["alice", "completions"], ["./completions"], ["--", "completions"]])
def test_words_are_arguments_of_the_command_itself(words: list[str]) -> None:
    assert named(*words)[0] == "grade"


def test_options_may_stand_before_and_behind_paths() -> None:
    assert named("a", "--jobs", "2", "b") == ("grade", {"paths": ("a", "b"), "jobs": 2})


def test_the_first_word_names_another_command_and_the_rest_is_its_own() -> None:
    name, params = named("completions", "bash")
    assert (name, params["shell"]) == ("completions", "bash")


def test_a_mistake_in_another_command_shows_its_whole_name() -> None:
    with pytest.raises(click.UsageError) as raised:
        named("completions", "--nope")
    assert raised.value.ctx is not None
    assert raised.value.ctx.command_path == "judge grade completions"


def test_the_help_lists_the_others() -> None:
    text = grade.get_help(click.Context(grade, info_name="grade"))
    assert "completions  The script of a shell." in text


def test_the_program_runs_the_other_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["grade", "completions", "bash"])
    assert ended.value.code == 0
    assert "_JUDGE_COMPLETE" in capsys.readouterr().out
