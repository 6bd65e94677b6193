"""Chromium for the tests of the page, and what they write down of it: console, requests, dialogs."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smol_leaderboard.preview import Preview
from smol_leaderboard.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUIET = (
    "--no-sandbox",  # of the browser; tests run as root in containers
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--metrics-recording-only",
)


def chromium() -> str:
    """Return the browser's path, empty where there is none."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
    )


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """Yield a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def served(files: Mapping[str, bytes], store: Store | None = None) -> Iterator[str]:
    """Serve a page as `smol-leaderboard site serve` does; yield its link."""
    with Preview(files, store) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.link
        finally:
            server.shutdown()
            thread.join()


class Watched:
    """A tab, and everything in it that should not be."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        """Errors and warnings of the console, errors of scripts, dialogs."""
        self.requested: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._asked)
        page.on("request", lambda request: self.requested.append(request.url))

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _asked(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, link: str, until: str = "h1") -> Page:
        """Go to a link, and wait until something is there."""
        self.page.goto(link)
        self.page.wait_for_selector(until)
        return self.page
