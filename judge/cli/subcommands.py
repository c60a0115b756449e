"""Commands that are imported when they are called, and a command that has a few others under its name."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Final

import click

Table = Mapping[str, tuple[str, str]]
"""Name, where its command is (`module:attribute`), and its line in the help: so that the help loads none of them."""


def load(table: Table, name: str) -> click.Command:
    """Import one command of a table."""
    module, _, attribute = table[name][0].partition(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)  # noqa: S101 - the tables are ours
    return command


class WithSubcommands(click.Command):
    """A command with arguments of its own whose first word may also be the name of another one.

    `judge grade merge` is that other one, `judge grade ./merge` a path.
    """

    def __init__(self, *arguments: Any, subcommands: Table, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.subcommands: Final = subcommands

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of this command, or of the one that the first word names."""
        if args and args[0] in self.subcommands:
            other = load(self.subcommands, args[0])
            return other.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the list of the others."""
        super().format_options(ctx, formatter)
        if self.subcommands:
            with formatter.section("Commands"):
                formatter.write_dl([(name, line) for name, (_, line) in self.subcommands.items()])
