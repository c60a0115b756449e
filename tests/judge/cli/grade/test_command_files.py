"""`judge grade NAME` is in judge/cli/grade/NAME.py."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

import judge.cli.grade
from judge.cli.grade.grade import SUBCOMMANDS, grade
from judge.cli.lazy_commands import load

FOLDER = Path(str(judge.cli.grade.__file__)).parent


def test_every_command_is_in_a_file_of_its_name() -> None:
    commands = {"grade": grade, **{name: load(SUBCOMMANDS, name) for name in SUBCOMMANDS}}
    for name, command in commands.items():
        assert getattr(import_module(f"judge.cli.grade.{name}"), name) is command


def test_no_other_file_defines_a_command() -> None:
    found = set()
    for path in FOLDER.glob("*.py"):
        module = import_module(f"judge.cli.grade.{path.stem}")
        if any(isinstance(value, click.Command) for value in vars(module).values()):
            found.add(path.stem)
    assert found == {"grade", *SUBCOMMANDS}
