"""A server on this machine that answers as the few addresses of GitHub do, and remembers what it was asked."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SHA = "a" * 40


def archive(content: bytes | None, name: str = "judge.json") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        if content is not None:
            file.writestr(name, content)
    return data.getvalue()


def pull(number: int = 7, sha: str = SHA, repository: int = 99) -> dict[str, Any]:
    return {"number": number, "title": "`$(touch title)`", "head": {"sha": sha, "repo": {"id": repository}}}


@dataclass
class World:
    """What there is on this GitHub, and what has happened."""

    pulls: list[dict[str, Any]] = field(default_factory=lambda: [pull()])
    files: list[dict[str, Any]] = field(default_factory=lambda: [{"filename": "solutions/mallory/addition.py"}])
    comments: list[dict[str, Any]] = field(default_factory=list)
    archive: bytes | None = None
    size: int | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    tokens_in_the_store: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> Any:
        page = int(query.get("page", ["1"])[0])
        match method, path.removeprefix("/repos/group/practice/").split("/"):
            case "GET", ["pulls"]:
                return self.pulls if page == 1 else []
            case "GET", ["pulls", _, "files"]:
                return self.files[100 * (page - 1) : 100 * page]
            case "GET", ["actions", "runs", "5", "artifacts"]:
                if self.archive is None:
                    return {"artifacts": []}
                size = len(self.archive) if self.size is None else self.size
                return {"artifacts": [{"id": 11, "expired": False, "size_in_bytes": size}]}
            case "GET", ["issues", _, "comments"]:
                return self.comments[100 * (page - 1) : 100 * page]
            case "POST", ["issues", number, "comments"]:
                self.comments.append(
                    {"id": len(self.comments) + 1, "user": {"login": "github-actions[bot]"}, "on": int(number), **body}
                )
                return {}
            case "PATCH", ["issues", "comments", number]:
                next(one for one in self.comments if one["id"] == int(number)).update(body)
                return {}
        raise AssertionError(f"{method} {path}")


@contextmanager
def serving(world: World) -> Iterator[str]:
    """The address of a server that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            world.asked.append((self.command, self.path))
            if parts.path == "/store":
                world.tokens_in_the_store += self.headers.get_all("Authorization") or []
                self._send(200, world.archive or b"")
            elif parts.path.endswith("/zip"):
                self.send_response(302)
                self.send_header("Location", f"http://{self.headers['Host']}/store")
                self.end_headers()
            elif self.headers["Authorization"] != "Bearer secret":
                self._send(401, b"{}")
            else:
                length = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(length)) if length else None
                self._send(
                    200, json.dumps(world.answer(self.command, parts.path, parse_qs(parts.query), body)).encode()
                )

        do_POST = do_PATCH = do_GET  # noqa: N815 - the names that the library calls

        def _send(self, code: int, data: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
