"""Commands that are imported when they are called: in groups, or below a command with arguments of its own."""

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


class LazyGroup(click.Group):
    """Its `table` gives, by name, where a command is (`module:attribute`) and its line in the help."""

    def __init__(self, *arguments: Any, table: Table, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command."""
        return load(self.table, cmd_name) if cmd_name in self.table else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a typo."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            import difflib  # noqa: PLC0415 - only for an unknown command

            near = difflib.get_close_matches(args[0], self.table, n=1)
            did_you_mean = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{did_you_mean}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """The list in the help, without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


class WithSubcommands(click.Command):
    """A command with arguments of its own whose first word may also be the name of a subcommand.

    `judge grade merge` is the subcommand, `judge grade ./merge` a path.
    """

    def __init__(self, *arguments: Any, subcommands: Table, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.subcommands: Final = subcommands

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of this command, or of the subcommand that the first word names."""
        if args and args[0] in self.subcommands:
            other = load(self.subcommands, args[0])
            return other.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the list of subcommands."""
        super().format_options(ctx, formatter)
        if self.subcommands:
            with formatter.section("Commands"):
                formatter.write_dl([(name, line) for name, (_, line) in self.subcommands.items()])
