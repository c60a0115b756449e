"""The choice between Docker and a plain process; whichever is not used is not imported."""

from __future__ import annotations

from judge.problem import Runtime
from judge.sandbox_kind import SandboxKind
from judge.sandboxes import Progress, Sandbox, Settings


def choose(
    kind: SandboxKind | None, runtime: Runtime, progress: Progress, *, fall_back: bool, settings: Settings
) -> Sandbox:
    """The sandbox that the user asked for, ready for `runtime` (its image built).

    Args:
        kind: None for Docker where an engine answers.
        runtime: what the solution may import.
        progress: gets a line about what takes long, and one about a fallback, why it happens and what it means.
        fall_back: whether None may become a plain process.
        settings: of the Docker sandbox.

    Raises:
        SandboxError: no sandbox can be used.
    """
    match kind:
        case SandboxKind.DOCKER:
            return _docker(runtime, progress, settings)
        case SandboxKind.PROCESS:
            return _process()
        case None:
            from judge.sandboxes.docker.engine import NoEngineError  # noqa: PLC0415 - a plain process needs none of it

            try:
                return _docker(runtime, progress, settings)
            except NoEngineError as error:
                if not fall_back:
                    raise
                why = f"{error.message} The solution runs as a plain process, which does not isolate it."
                progress(f"{why} To fix this: judge doctor")
                return _process()


def _docker(runtime: Runtime, progress: Progress, settings: Settings) -> Sandbox:
    from judge.sandboxes.docker import sandbox  # noqa: PLC0415 - the kind that is not used is not imported

    return sandbox.connect(runtime, progress, settings)


def _process() -> Sandbox:
    from judge.sandboxes import process  # noqa: PLC0415 - the kind that is not used is not imported

    return process.ProcessSandbox()
