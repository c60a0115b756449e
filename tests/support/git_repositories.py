"""Real git repositories for tests, made step by step."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
_QUIET = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", "-c", "gc.auto=0")


def git(folder: Path, *arguments: str, check: bool = True, stdin: bytes = b"", **environment: str) -> str:
    """Run git as anybody does, with the configuration of the repository; what it prints."""
    command = ["git", *_QUIET, "-c", "protocol.file.allow=always", *arguments]
    done = subprocess.run(
        command, cwd=folder, check=check, capture_output=True, input=stdin, env=_CLEAN | environment, timeout=60
    )
    return os.fsdecode(done.stdout).strip()


def write(path: Path, text: str | bytes = "") -> Path:
    """A file with all the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def commit(folder: Path, message: str = "more") -> str:
    """Commit everything that is there; the hash."""
    git(folder, "add", "-A")
    git(folder, "commit", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def tree_of(folder: Path, *entries: tuple[str, str, str, str]) -> str:
    """A tree of (mode, kind, hash, name), also one that git itself would never make. Its hash."""
    content = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(made) for mode, _, made, name in entries)
    return git(folder, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=content)


def blob_of(folder: Path, content: bytes = b"x") -> str:
    """The hash of a blob that was written."""
    return git(folder, "hash-object", "-w", "--stdin", stdin=content)


def commit_of_tree(folder: Path, tree: str, *parents: str) -> str:
    """A commit of a tree, without anything being checked out."""
    told = [word for parent in parents for word in ("-p", parent)]
    return git(folder, "commit-tree", tree, *told, "-m", "made")
