"""Grades without what their reader may not see. What that is, `judge.disclosure` decides, report by report."""

from __future__ import annotations

from dataclasses import dataclass, fields

from judge.disclosure import Audience, DisclosedReport, disclose
from judge.grading.results import Graded, Grades, Shown


@dataclass(frozen=True, slots=True)
class DisclosedGraded(Graded):
    """The result of one solution without what its reader may not see."""

    report: DisclosedReport | None = None


@dataclass(frozen=True, slots=True)
class DisclosedGrades(Grades):
    """Everything that one run of `judge grade` has found, without what its reader may not see."""

    results: tuple[DisclosedGraded, ...]


def audience_of(shown: Shown) -> Audience:
    """Who reads the output of `judge grade`, by the rules' setting `show`."""
    match shown:
        case Shown.VERDICTS:
            return Audience.CI_VERDICTS
        case Shown.MESSAGES:
            return Audience.CI_MESSAGES
        case Shown.SAMPLES:
            return Audience.CI_SAMPLES


def disclose_graded(graded: Graded, audience: Audience) -> DisclosedGraded:
    """The result as that audience may read it. Why a file was refused, or what broke in the judge, anybody may read."""
    report = None if graded.report is None else disclose(graded.report, audience)
    return DisclosedGraded(graded.candidate, report, graded.refused, graded.fault)


def disclose_grades(grades: Grades, audience: Audience) -> DisclosedGrades:
    """All results as that audience may read them."""
    results = tuple(disclose_graded(graded, audience) for graded in grades.results)
    others = {field.name: getattr(grades, field.name) for field in fields(Grades) if field.name != "results"}
    return DisclosedGrades(results, **others)
