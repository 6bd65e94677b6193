"""`smol-grade certificate get`: fetch one's certificates, verify them and save them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..course import load_course
from ..errors import UsageError
from ..locate import course_files
from ..messages import say
from ..records import Language
from ..report.visible import visible_text
from . import output
from .certificate_files import EXIT, means, steps_text
from .progress import changing_line
from .standing import workspace_around
from .submitting import board_of

if TYPE_CHECKING:
    from smol_leaderboard.findings import Verification
    from smol_leaderboard.holdings import Holding


class Asked(NamedTuple):
    """What the command line asks for."""

    certificate: str
    """Slug; empty: all."""
    user: str
    board: str
    output: str
    force: bool


class FileThere(UsageError):
    """Another file has the name that a certificate is to be saved under."""

    key = "holding.exists"
    hint = "holding.exists.hint"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)


class OneOutput(UsageError):
    """One file is named for several certificates."""

    key = "holding.one_output"
    hint = "holding.one_output.hint"

    def __init__(self, known: list[str], options: str) -> None:
        super().__init__(count=len(known), known="|".join(known), options=options)


class Fetched(NamedTuple):
    """A certificate as the board has it."""

    held: Holding
    """By the board's index."""
    content: bytes
    found: Verification

    @property
    def is_other(self) -> bool:
        """Whether the file is not what the index says that it is."""
        facts = self.found.facts
        named = (self.held.id, self.held.subject, self.held.certificate)
        return facts is None or (facts.id, facts.subject, facts.certificate) != named

    @property
    def file_name(self) -> str:
        """What it is called here: by verified names, which are no paths."""
        return f"{self.held.certificate}-{self.found.facts.user if self.found.facts is not None else ''}.json"


class Looked(NamedTuple):
    """What the board has for somebody."""

    user: str
    board: str
    fetched: tuple[Fetched, ...]
    earned: tuple[str, ...]
    """Slugs that were earned and not issued."""


def run(asked: Asked, language: Language) -> int:
    """Fetch, verify and save; return 0, or 1 where there is none or one is not valid, 3 where one was not checked."""
    from smol_leaderboard.fixes import options

    with changing_line() as show:
        show(say(language, "holding.looking"))
        looked = _look(asked, lambda done, count: show(say(language, "status.search", done=done, count=count)))
    fields = {
        "user": visible_text(looked.user),
        "board": looked.board,
        "certificate": visible_text(asked.certificate),
        "options": visible_text(options(asked.board, asked.user)),
    }
    for slug in looked.earned:
        output.note(say(language, "holding.earned_not_issued", **{**fields, "certificate": slug}))
    if not looked.fetched:
        if not looked.earned:
            output.note(say(language, "holding.none_of" if asked.certificate else "holding.none_yet", **fields))
        return 1
    if asked.output and len(looked.fetched) > 1:
        raise OneOutput([one.held.certificate for one in looked.fetched], options(asked.board, asked.user))
    code = 0
    for one in looked.fetched:
        if one.found.result == "valid" and not one.is_other:
            _save(one, Path(asked.output or one.file_name), asked, looked.board, language)
            continue
        other = one.found.result == "valid"
        output.note(say(language, "holding.other" if other else "holding.refused", id=one.held.id))
        output.note(steps_text(one.found, language, full=False))
        code = code or (1 if other else EXIT[one.found.result])
    return code


def _look(asked: Asked, searching: Callable[[int, int], None]) -> Looked:
    """Return the newest certificate of each kind that the board has for somebody. Raises the store's errors."""
    from smol_leaderboard.certificate_errors import NoSuchKind
    from smol_leaderboard.certify import standings
    from smol_leaderboard.errors import NobodyThere
    from smol_leaderboard.holdings import read_holdings
    from smol_leaderboard.learner_records import find_learner, records_of
    from smol_leaderboard.outgoing import Memory
    from smol_leaderboard.rule_book import read_rules
    from smol_leaderboard.store import open_store
    from smol_leaderboard.verifier import Verifier

    from .certificate_status import own_name

    where = board_of(asked.board, load_course(course_files()))
    sent = [one for one in Memory(workspace_around(Path.cwd())).submissions() if one.board == where and one.user]
    user = asked.user or own_name(where, sent)
    store = open_store(where)
    head = store.head()
    rules = read_rules(store, head)
    known = [rule.slug for rule in rules.certificates]
    if asked.certificate and asked.certificate not in known:
        raise NoSuchKind(asked.certificate, ", ".join(known))
    try:
        learner = find_learner(store, user, head, searching)
    except NobodyThere:
        return Looked(user, where, (), ())
    held = {one.certificate: one for one in read_holdings(store, head).of(learner.subject, asked.certificate)}
    earned: list[str] = []
    if not held:
        there = standings(records_of(store, learner, head, searching), rules)
        earned = [one.certificate for one in there if one.met and asked.certificate in ("", one.certificate)]
    verifier = Verifier(means(where, [], offline=False), searching) if held else None
    fetched = []
    for one in held.values():
        content = verifier.board.certificate(one.id) if verifier is not None and verifier.board is not None else None
        if verifier is not None and content is not None:
            fetched.append(Fetched(one, content, verifier.verify(content)))
    return Looked(learner.name or user, where, tuple(fetched), tuple(earned))


def _save(one: Fetched, path: Path, asked: Asked, board: str, language: Language) -> None:
    """Save a certificate and say what can be done with it; a file that is there is kept unless `--force`."""
    from smol_leaderboard.fixes import options

    shown = visible_text(str(path))
    if path.is_file() and path.read_bytes() == one.content:
        output.write_wrapped(say(language, "holding.same", path=shown))
    else:
        if path.exists() and not asked.force:
            raise FileThere(path)
        output.check_target(path, [])
        output.save(one.content.decode("utf-8"), path)
        output.write_wrapped(say(language, "holding.saved", path=shown))
    link = next(_links(board, one.held.id), "")
    fields = {"path": shown, "link": link, "options": visible_text(options(asked.board))}
    output.write_wrapped(say(language, "holding.how" if link else "holding.how_no_link", **fields))


def _links(board: str, identifier: str) -> Iterator[str]:
    """Yield where the leaderboard's page verifies a certificate: the course's own page, for the course's own board."""
    course = load_course(course_files())
    if board == course.board.repo and course.issuer is not None:
        from smol_leaderboard.artwork.links import verify_link

        yield verify_link(course.issuer.did, identifier)
