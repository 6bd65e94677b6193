"""`rebuild`: the board from the records, and whether the published one follows from them."""

from __future__ import annotations

from smol_grade.cli import output
from smol_grade.cli.progress import changing_line
from smol_grade.messages import say, say_sentence
from smol_grade.records import Language

from ..store import hub_id, open_store
from .operating import where_of

WRONG = 1


def run(board: str, home: str, *, anew: bool, language: Language) -> int:
    """Rebuild a board; return the exit code. `home` is the folder of the operator's own files."""
    from .. import publish
    from ..board.rebuild import rebuild
    from ..budget import Bucket
    from ..office import office

    where = where_of(board)
    store, desk = open_store(where), office(where, home)
    output.note(say(language, "rebuild.begin", board=store.name))
    patience = publish.Waiting(told=lambda sentence: output.note(say_sentence(language, sentence)))
    with changing_line() as show:
        done = rebuild(
            store,
            desk.board_state,
            anew=anew,
            progress=lambda number, total: show(say(language, "rebuild.reading", number=number, total=total)),
            bucket=Bucket(desk.commits) if hub_id(where) else None,
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


def check(board: str, language: Language) -> int:
    """Compare a published board with its record tables; return the exit code."""
    from ..board.checking import check as compare

    store = open_store(where_of(board))
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
