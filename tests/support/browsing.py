"""A page as a person sees it: opened in headless Chromium, which has no network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE, DESK = 375, 1200
"""Widths in pixels."""


@dataclass
class Opened:
    """A page, and what went wrong while it was shown."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def overflows(self) -> bool:
        """Whether the page as a whole has to be scrolled sideways."""
        width = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(width))

    def pictures_without_text(self) -> int:
        """How many pictures say nothing to those who cannot see them."""
        return int(
            self.page.evaluate(
                """[...document.querySelectorAll('svg, img')].filter(picture =>
                    picture.getAttribute('aria-hidden') !== 'true' && !(picture.getAttribute('alt')
                    || picture.getAttribute('aria-label') || picture.querySelector('title'))).length"""
            )
        )


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium; where there is none, a test is skipped, or fails with JUDGE_REQUIRE_DOCKER=1 as in CI."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("JUDGE_REQUIRE_DOCKER") == "1":
            pytest.fail("Chromium is required here: make test installs it on Debian", pytrace=False)
        pytest.skip("there is no Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    sandbox = os.getuid() != 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=quiet, chromium_sandbox=sandbox)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path, *, width: int = DESK, dark: bool = False) -> Iterator[Opened]:
    """The page of a file, at a width, in light or dark."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", offline=True
    )
    page = context.new_page()
    seen = Opened(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    try:
        page.goto(file.as_uri())
        seen.requests.remove(file.as_uri())
        yield seen
    finally:
        context.close()
