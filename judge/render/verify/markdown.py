"""The strength of problems' tests as a Markdown table, for the documents."""

from __future__ import annotations

from collections.abc import Sequence

from judge.render.verify.terminal import strength_table
from judge.verify.mutation_run import Strength


def strengths_markdown(strengths: Sequence[Strength]) -> str:
    """A row for each problem, and one for their sum."""
    return strength_table(strengths, "github")
