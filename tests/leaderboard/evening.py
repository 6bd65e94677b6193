"""A made-up board for the evening of the awards: two cohorts, ties, a project in Spanish, names of every kind."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import AnyRecord, canonical

from .memory_store import MemoryStore
from .sample_board import people, segments, settings
from .sample_projects import COHORTS, SUMMARY, gain, project, request_of
from .town import RULES

SPANISH = """Un modelo que distingue las mareas de las olas, y dice a qué hora llega la próxima pleamar a un puerto.

Se ajustó con las notas que tomé junto al mar durante un año entero, y con nada más."""
NAMES = ("ana", "bruno-castellanos-de-la-torre", "chiara", "学習者", "محمد", "emeka")
DEMO = "https://ana-tides.hf.space/"


def board(names: Sequence[str] = NAMES, *, practice: bool = False, summaries: Sequence[str] = ()) -> MemoryStore:
    """Return a board whose learners bear these names, each with a project; the last one's cohort is the later one."""
    made: list[AnyRecord] = []
    known: dict[int, str] = {}
    for number, name in enumerate(names):
        last = number == len(names) - 1
        loss, gained = 700_000 + 9_000 * number, 90_000 - 5_000 * number
        one = project(
            number,
            loss=(loss - 20_000, loss, loss + 20_000),
            heldout=(40_000, 52_000 - number, 70_000),
            gains=(gain(gained, gained - 9_000, gained + 9_000),),
            cohort=COHORTS[last],
            received=86_400 * (1 + number) + last * 10**7,
            size_class=("135M", "360M")[number % 3 == 1],
            model=f"user-{number}/{'a-model-with-a-rather-long-name-' * (number == 1)}tides",
            unit="evaluation",
        )
        text = summaries[number] if summaries else (SPANISH if number % 2 else SUMMARY)
        made += [one, request_of(one, text, "es" if number % 2 else "en", DEMO if number == 0 else "")]
        known[number] = name
    store = MemoryStore({layout.SETTINGS: canonical(settings(practice=practice))})
    store.content |= segments(made) | people(known)
    store.content[layout.RULES] = canonical(msgspec.structs.replace(RULES, practice=practice))
    rebuild(store)
    return store
