"""What an output form of `judge grade` declares about itself, and what it gets besides the grades."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from judge.grading.disclosed import DisclosedGrades
from judge.grading.results import Candidate
from judge.problem import Limits
from judge.render.shared.screen import Screen


def _accept_all(_: Sequence[Candidate]) -> None:
    """Most forms can show any number of solutions."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a form goes.

    Attributes:
        screen: the terminal's; None if the form goes to a file.
        limits_of: the limits of a problem by its id; None if it is unknown by now.
    """

    screen: Screen | None = None
    limits_of: Callable[[str], Limits | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Form:
    """An output form of `judge grade`.

    Attributes:
        name: as in `--format NAME`.
        extension: of its file, without the dot.
        render: writes the grades. Raises JudgeError where they cannot be shown in this form.
        check: raises UsageError if the form cannot show these solutions, before they are judged.
        on_terminal: whether its results appear in the terminal one by one, as they come.
        repository_paths: whether its paths start at the top of the repository, as GitHub and GitLab need them.
        names_commit: whether it says which commit was graded.
        job_summary: whether a Markdown summary is added to the job on GitHub.
    """

    name: str
    extension: str
    render: Callable[[DisclosedGrades, Target], str]
    check: Callable[[Sequence[Candidate]], None] = _accept_all
    on_terminal: bool = False
    repository_paths: bool = False
    names_commit: bool = False
    job_summary: bool = False
