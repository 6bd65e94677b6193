"""`rebuild`: the board from the records, and whether the published one follows from them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say, say_sentence
from smol_grade.records import Language

from ..store import Store, open_store

WRONG = 1


def run(where: str, state: Path | None, *, anew: bool, language: Language) -> int:
    """Rebuild a board; return the exit code."""
    from .. import publish
    from ..board.rebuild import rebuild

    store = open_store(where)
    output.note(say(language, "rebuild.begin", board=store.name))
    patience = publish.Waiting(told=lambda sentence: output.note(say_sentence(language, sentence)))
    with changing_line() as show:
        done = rebuild(
            store,
            state or default_state(store),
            anew=anew,
            progress=lambda number, total: show(say(language, "rebuild.reading", number=number, total=total)),
            patience=patience,
        )
    output.write_wrapped(
        say(language, "rebuild.done", records=done.records, read=done.read, changed=len(done.changed))
        if done.changed
        else say(language, "rebuild.nothing", records=done.records)
    )
    if done.quarantined:
        output.note(say(language, "rebuild.quarantined", number=done.quarantined))
    return 0


def check(where: str, language: Language) -> int:
    """Compare a published board with its record tables; return the exit code."""
    from ..board.checking import check as compare

    store = open_store(where)
    output.note(say(language, "rebuild.check_begin", board=store.name))
    found = compare(store)
    if not found.damaged and not found.differing:
        output.write_wrapped(say(language, "rebuild.checked", rows=found.rows))
        return 0
    if found.damaged:
        output.write_wrapped(say(language, "rebuild.damaged", files=", ".join(found.damaged)))
    if found.differing:
        output.write_wrapped(say(language, "rebuild.differing", boards=", ".join(found.differing)))
    output.note(say(language, "rebuild.repair"))
    return WRONG


def default_state(store: Store) -> Path:
    """Return where this user's rebuilds of a board remember what they have read."""
    from ..view.fetching import cache_folder

    return cache_folder().parent / "rebuild" / hashlib.sha256(store.name.encode()).hexdigest()[:32]
