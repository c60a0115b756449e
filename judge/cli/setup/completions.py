"""`judge completions`: the script that a shell needs to complete commands, options and problem ids."""

from __future__ import annotations

from typing import Final

import click

SHELLS: Final = ("bash", "zsh", "fish")
_HELP: Final = """Print the completion script of a shell. It completes commands, options and problem ids.

\b
bash, in ~/.bashrc:    eval "$(judge completions bash)"
zsh, in ~/.zshrc:      eval "$(judge completions zsh)"
fish:                  judge completions fish > ~/.config/fish/completions/judge.fish
"""


@click.command(help=_HELP, epilog='Example, for ~/.bashrc: eval "$(judge completions bash)"')
@click.argument("shell", type=click.Choice(SHELLS))
def completions(shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import ShellComplete, get_completion_class  # noqa: PLC0415 - hardly ever needed

    from judge.cli.program import program  # noqa: PLC0415 - it loads this module

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - click knows the three
    # ShellComplete.source, not bash's own, which asks the installed bash for its version first and may fail.
    click.echo(ShellComplete.source(found(program, {}, "judge", "_JUDGE_COMPLETE")))
