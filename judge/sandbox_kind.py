"""The kinds of sandbox that a submission can run in, and what each one offers."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class SandboxKind(StrEnum):
    """A kind of sandbox, under the name that options and records use."""

    DOCKER = "docker"
    PROCESS = "process"

    @property
    def isolates(self) -> bool:
        """Whether it protects the machine from the submission."""
        return self is SandboxKind.DOCKER

    @property
    def keeps_spares(self) -> bool:
        """Whether it keeps warm containers waiting for the next submission."""
        return self is SandboxKind.DOCKER


AUTO: Final = "auto"
"""What `--sandbox` calls "Docker where an engine answers". In code that is None: no submission runs in it."""
CHOICES: Final = (AUTO, *(kind.value for kind in SandboxKind))
"""The values of `--sandbox`."""


def chosen(choice: str) -> SandboxKind | None:
    """The kind that one of CHOICES asks for."""
    return None if choice == AUTO else SandboxKind(choice)
