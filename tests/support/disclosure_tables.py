"""Which parts of a test each audience may see."""

from __future__ import annotations

from judge.disclosure import Audience

OF_A_SAMPLE = {
    Audience.PRACTISING: "parameters message detail output",
    Audience.REVEALED: "parameters message detail output",
    Audience.CONTEST: "parameters message detail output",
    Audience.CONTEST_VERDICT: "",
    Audience.CI_VERDICTS: "parameters",
    Audience.CI_MESSAGES: "parameters message",
    Audience.CI_SAMPLES: "parameters message detail output",
    Audience.TEACHER: "parameters message detail output",
    Audience.AUTHOR: "parameters message detail output",
}
OF_A_HIDDEN_TEST = {
    Audience.PRACTISING: "message",
    Audience.REVEALED: "parameters message detail",
    Audience.CONTEST: "",
    Audience.CONTEST_VERDICT: "",
    Audience.CI_VERDICTS: "",
    Audience.CI_MESSAGES: "message",
    Audience.CI_SAMPLES: "message",
    Audience.TEACHER: "parameters message detail output",
    Audience.AUTHOR: "parameters message detail output",
}
