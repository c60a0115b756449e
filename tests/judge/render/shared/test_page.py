"""The frame of every HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader

from judge.render.shared import page as pages
from tests.support.browsing import DESK, PHONE, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HELLO = """{% extends "page.html.j2" %}{% block title %}Hello{% endblock %}
{% block body %}<h1>{{ name }}</h1><div class="wide"><table><tr>{% for n in range(60) %}<td>{{ n }}{% endfor %}
</table></div>{% endblock %}"""


@pytest.fixture
def hello(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    environment = pages._environment().overlay()
    frame = environment.loader.get_source(environment, "page.html.j2")[0]
    environment.loader = DictLoader({"hello.html.j2": HELLO, "page.html.j2": frame})
    monkeypatch.setattr(pages, "_environment", lambda: environment)
    name = "<script>alert(1)</script><img src=http://127.0.0.1/x>"
    file = tmp_path / "hello.html"
    file.write_text(pages.page("hello", name=name), encoding="utf-8")
    return file


def test_what_a_stranger_wrote_is_text(browser: Browser, hello: Path) -> None:
    with opened(browser, hello) as seen:
        assert "<script>alert(1)</script>" in seen.page.inner_text("h1")
        assert (seen.requests, seen.complaints) == ([], [])


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_wide_table_scrolls_by_itself_and_not_the_page(browser: Browser, hello: Path, width: int) -> None:
    with opened(browser, hello, width=width) as seen:
        assert not seen.overflows()


def test_the_ground_is_dark_where_the_reader_wants_it_dark(browser: Browser, hello: Path) -> None:
    grounds = []
    for dark in (False, True):
        with opened(browser, hello, dark=dark) as seen:
            grounds.append(seen.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 23, 30)"]
