"""The course's side for a learner's tests: real official gradings into a folder or the double of the Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from smol_leaderboard import keys
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.outgoing import now
from smol_leaderboard.publish import publish
from smol_leaderboard.queue import Queue, Tally
from smol_leaderboard.reveal import reveal
from smol_leaderboard.schema import BoardSettings
from smol_leaderboard.store import open_inbox, open_store

from .learner import course, unit


class Office:
    """Keys, judge and outbox of a board. Close it."""

    def __init__(self, folder: Path, where: str, *, token: str = "", suites: str = "", **changes: object) -> None:
        self.folder = folder
        folder.mkdir()
        self.where = where
        self.token = token
        self.keys = keys.create(folder / "keys.json")
        units = {unit(alias).slug: unit(alias).full_marks for alias in ("unit0", "unit1")}
        fixed = {"public_key": self.keys.public_key, "units": units, "practice": True}
        self.settings: BoardSettings = course(**(fixed | changes)).settings
        self.judge = Judge(folder / "keys.json", suites=suites, allow_practice=True, reveals=True)
        self.outbox = Outbox(folder / "outbox")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.judge.close()

    def grade(self, *, board: bool = True) -> Tally:
        """Go over the open requests; `board`: rebuild what viewers read too."""
        store = open_store(self.where, token=self.token)

        def derived() -> None:
            if board:
                rebuild(store, self.folder / "board")

        inbox = open_inbox(self.where, token=self.token)
        return Queue(store, inbox, self.judge, self.settings, self.outbox, rebuild=derived, clock=now).run()

    def reveal(self) -> int:
        """Publish the seeds of the cohort."""
        store = open_store(self.where, token=self.token)
        ledger = Ledger(store)
        ledger.refresh()
        count = reveal(ledger, self.judge, self.outbox, self.settings.cohort, now())
        publish(store, self.outbox)
        return count
