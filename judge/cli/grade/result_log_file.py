"""The file in which `judge grade` stores results for --resume: where it is, and opening it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from judge.cli.context import Context
from judge.cli.grade.request import JudgingChoice
from judge.errors import StorageError
from judge.grading.result_log import InUseError, ResultLog, sealing_key
from judge.output_file import refuse_links
from judge.private_folder import make_private


@contextlib.contextmanager
def open_result_log(context: Context, paths: Sequence[Path], judging: JudgingChoice) -> Iterator[ResultLog | None]:
    """The result log, open. If it cannot be opened and nobody has asked for it, there is none, and a note says so."""
    if judging.state is not None:
        refuse_links(judging.state)
    try:
        file = _usual_file(context, paths) if judging.state is None else judging.state
        log = ResultLog(file, sealing_key(context.home), resume=judging.resume)
    except (StorageError, InUseError) as error:
        if judging.resume or judging.state is not None:
            raise
        context.note(f"Results are not stored for --resume: {error.message}")
        yield None
        return
    if judging.resume and log.damaged:
        lines, those = (
            ("1 line", "that solution is") if log.damaged == 1 else (f"{log.damaged} lines", "those solutions are")
        )
        context.note(f"Ignored {lines} of {file} that cannot be trusted; {those} judged again.")
    with log:
        yield log


def _usual_file(context: Context, paths: Sequence[Path]) -> Path:
    """One for each set of paths."""
    names = "\0".join(sorted(str((context.folder / path).absolute()) for path in paths or [context.folder]))
    folder = context.home / "grading"
    try:
        make_private(folder)
    except OSError as error:
        raise StorageError(f"cannot use {folder}: {error.strerror}") from None
    return folder / f"{hashlib.sha256(os.fsencode(names)).hexdigest()[:16]}.jsonl"
