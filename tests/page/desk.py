"""The verify view in a tab, over one board after another, and what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smol_leaderboard.site import page_folder

from .browser import Watched
from .credentials import ID, Certified, did_document

TEXTS: dict[str, str] = json.loads((page_folder() / "lang" / "en.json").read_text("utf-8"))
KEYS = ".well-known/did.json"
Files = Mapping[str, bytes]


class Shelf:
    """A store that another one can be put in the place of."""

    def __init__(self, store: Any = None) -> None:
        self.store = store
        self.name = "shelf"

    def read(self, path: str) -> bytes | None:
        """Return a file of the store that is there now."""
        found: bytes | None = self.store.read(path)
        return found


class Desk:
    """The verify view in a tab, over one board after another."""

    def __init__(self, page: Any, link: str, shelf: Shelf, own: dict[str, bytes]) -> None:
        self.page, self.link, self.shelf, self.own = page, link, shelf, own
        self.watched = Watched(page)
        self.turn = 0

    def open(self, made: Certified, part: str = "", own: Files | None = None) -> Any:
        """Open the view over a board, with the issuer's keys at the site as `own` says."""
        self.turn += 1
        self.shelf.store = made.store
        self.own.pop(KEYS, None)
        self.own |= {KEYS: did_document()} if own is None else own
        self.watched.complaints.clear()
        self.watched.requested.clear()
        self.page.goto(f"{self.link}?turn={self.turn}#/verify{part}")
        self.page.wait_for_selector("h1")
        return self.page

    def file(self, made: Certified, content: bytes | None = None, *, own: Files | None = None) -> dict[str, str]:
        """Hand in a file; return what the page says."""
        page_ = self.open(made, own=own)
        given = made.file if content is None else content
        page_.locator("#file").set_input_files({"name": "c.json", "mimeType": "application/json", "buffer": given})
        return self.said()

    def text(self, made: Certified, text: str) -> dict[str, str]:
        """Paste a text."""
        page_ = self.open(made)
        page_.locator("#text").fill(text)
        page_.locator(".hand-in button").click()
        return self.said()

    def address(self, made: Certified, part: str = ID) -> dict[str, str]:
        """Open the address of an id."""
        self.open(made, f"/{part}")
        return self.said()

    def said(self) -> dict[str, str]:
        """Return the result, and each step's state by its title."""
        self.page.wait_for_selector(".outcome")
        script = """() => Object.fromEntries([
            ["result", document.querySelector(".outcome h2").innerText],
            ["why", document.querySelector(".outcome").innerText.split("\\n").slice(1).join("\\n").trim()],
            ...[...document.querySelectorAll(".steps > li")].map(
                (step) => [step.querySelector("strong").innerText, step.querySelector(".state").innerText]),
        ])"""
        found: dict[str, str] = self.page.evaluate(script)
        return found

    def complaints(self) -> list[str]:
        """Return what the console said, without files that are not there."""
        return [one for one in self.watched.complaints if "404" not in one]


def sentence(code: str, **fields: object) -> str:
    """Return a sentence of the page."""
    return TEXTS[f"verify.{code}"].format(**fields)
