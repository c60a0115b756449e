"""What the environment decides: the data folder, and how the Docker sandbox works."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from judge.errors import UsageError

if TYPE_CHECKING:
    from judge.sandboxes import Settings


def data_folder() -> Path:
    """Where records and logs are kept: JUDGE_HOME, or the system's place for a user's data."""
    home = os.environ.get("JUDGE_HOME")
    if home:
        return Path(home).expanduser().absolute()
    from platformdirs import user_data_path  # noqa: PLC0415 - only without JUDGE_HOME

    return user_data_path("judge", appauthor=False)


def docker_settings(home: Path) -> Settings:
    """How the Docker sandbox works for the user whose records are in `home`. Raises UsageError."""
    import hashlib  # noqa: PLC0415 - only commands that judge need it

    from judge.sandboxes import Settings  # noqa: PLC0415 - only commands that judge need it

    # spares belong to one user: another user's judge, with other records, keeps its own
    owner = hashlib.sha256(os.fsencode(f"{os.getuid()}:{home}")).hexdigest()[:12]
    return Settings(
        socket=_engine_socket(),
        base_image=os.environ.get("JUDGE_BASE_IMAGE") or None,
        owner=owner,
        spare_s=60 * _number("JUDGE_WARM_MINUTES", 15.0),
        max_spares=int(_number("JUDGE_WARM_CONTAINERS", 6)),
        oci_runtime=os.environ.get("JUDGE_OCI_RUNTIME", ""),
        session=_session_folder(),
    )


def _session_folder() -> Path | None:
    """XDG_RUNTIME_DIR, if it is what that should be: under sudo it may be somebody else's."""
    path = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    try:
        found = path.stat()
    except OSError:
        return None
    is_own = path.is_absolute() and path.is_dir() and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return path if is_own else None


def _number(name: str, default: float) -> float:
    given = os.environ.get(name)
    try:
        number = float(given) if given else default
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e6:  # noqa: PLR2004 - about two years in minutes; NaN fails too
        raise UsageError(
            f"{name} is not valid: {given!r}", f"Set it to 0 or more, for example: export {name}={default:g}"
        )
    return number


def _engine_socket() -> str:
    """The Unix socket of the Docker engine; empty if a Docker context or another address needs the SDK."""
    host = os.environ.get("DOCKER_HOST", "")
    if host:
        return host.removeprefix("unix://") if host.startswith("unix:///") else ""
    config = Path(os.environ.get("DOCKER_CONFIG") or "~/.docker").expanduser() / "config.json"
    try:
        in_use = os.environ.get("DOCKER_CONTEXT") or ('"currentContext"' in config.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        in_use = False
    return "" if in_use else "/var/run/docker.sock"
