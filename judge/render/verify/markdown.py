"""The strength of problems' tests as Markdown tables, for the documents."""

from __future__ import annotations

from collections.abc import Sequence

from judge.render.verify.terminal import resistance_table, strength_table
from judge.verify.mutation_run import Strength
from judge.verify.saboteurs import Resistance


def strengths_markdown(strengths: Sequence[Strength]) -> str:
    """A row for each problem, and one for their sum."""
    return strength_table(strengths, "github")


def resistances_markdown(resistances: Sequence[Resistance]) -> str:
    """A row for each problem, and one for their sum."""
    return resistance_table(resistances, "github")
