"""How an engine that only the SDK can reach is reached."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from judge.sandboxes.docker import sdk
from judge.sandboxes.docker.engine import NoEngineError

NOWHERE = "http://127.0.0.1:9"
PROXIES = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


class FakeEngine(HTTPServer):
    """As much of an engine as a client asks for when it connects; as a proxy, one for any host."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, FakeEngine)
        self.server.asked.append(self.path)
        body = json.dumps({"ApiVersion": "1.44"}).encode() if self.path.endswith("/version") else b"OK"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEngine]:
    for name in (*PROXIES, "no_proxy", "NO_PROXY", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    with FakeEngine() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("proxy", PROXIES)
def test_a_loopback_engine_is_not_reached_through_a_proxy(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, host: str, proxy: str
) -> None:
    monkeypatch.setenv(proxy, NOWHERE)
    monkeypatch.setenv("DOCKER_HOST", f"tcp://{host}:{engine.server_port}")
    with contextlib.closing(sdk.client()):
        assert engine.asked


def test_an_engine_on_another_machine_is_reached_through_the_proxy(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{engine.server_port}")
    monkeypatch.setenv("DOCKER_HOST", "tcp://engine.example:2375")
    with contextlib.closing(sdk.client()):
        assert engine.asked[0].startswith("http://engine.example:2375/")


def test_a_proxy_is_not_asked_for_a_unix_socket(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, f"http://127.0.0.1:{engine.server_port}")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    with pytest.raises(NoEngineError, match=r"No Docker engine answers\.$"):
        sdk.client()
    assert not engine.asked
