"""What is no request of its author's is refused with a reason: identity attacks, malformed files, rules of the board."""

from __future__ import annotations

import base64
import string
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smol_grade.messages import LANGUAGES, catalogue
from smol_leaderboard import answers, layout, sealing
from smol_leaderboard.errors import RequestRefused
from smol_leaderboard.handed_in import Request
from smol_leaderboard.intake import Accepted, Rules, accept
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.refusals import REFUSALS
from smol_leaderboard.schema import (
    LARGEST_REQUEST,
    RequestRecord,
    canonical,
    record_id,
    request_key,
    sealed_record,
)
from smol_leaderboard.store import Author, Incoming

from . import desk
from .memory_store import MemoryStore

KEYS = sealing.new_keys()
ADA, BOB = Author("id-ada", "ada"), Author("id-bob", "bob")
NOON = desk.NOON
PATH = layout.request("ada", desk.request_id(1))
GOOD = desk.request("ada", 1, desk.RIGHT, KEYS.public)
ALIASES = {"unit0": "warmup", "unit1": "instruction"}


def rules(**changes: object) -> Rules:
    """The rules of a board for the warm-up."""
    return Rules(desk.settings(KEYS.public, **changes), ALIASES, "0.1.0")


def incoming(
    content: bytes | None = None, path: str = PATH, author: Author = ADA, *, more: tuple[str, ...] = (), at: str = NOON
) -> Incoming:
    """A pull request that adds a file."""
    content = canonical(GOOD) if content is None else content
    return Incoming(7, author, at, "f" * 40, (path, *more), content)


def changed(**changes: object) -> bytes:
    """The good request with other fields."""
    return canonical(msgspec.structs.replace(GOOD, **changes))


def ledger(*records: RequestRecord) -> Ledger:
    """A ledger that knows these."""
    made = Ledger(MemoryStore())
    made.add(records)
    return made


def recorded(author: Author, made: Request, *, at: str = NOON, number: int = 1) -> RequestRecord:
    """The record of a request that was accepted."""
    key = request_key(author.id, made.id)
    return sealed_record(
        RequestRecord(
            id=record_id("request", key, made.sealed_sha256),
            subject=f"subject of {author.id}",
            at=at,
            request=key,
            unit="warmup",
            attempt=1,
            received_at=at,
            sealed_sha256=made.sealed_sha256,
            sealed=made.sealed,
            smol_grade="0.1.0",
            model=made.model,
            number=number,
        )
    )


def refusal(found: Incoming, known: Ledger | None = None, **changes: object) -> str:
    """Why a pull request is refused, empty if it is accepted."""
    try:
        accept(found, f"subject of {found.author.id}", rules(**changes), known or ledger())
    except RequestRefused as refused:
        return refused.reason
    return ""


def test_a_good_request_is_accepted() -> None:
    """With the key of its author's id, the unit's slug, the number of the attempt."""
    key = request_key("id-ada", GOOD.id)
    accepted = accept(incoming(), "subject of id-ada", rules(), ledger())
    assert Accepted(GOOD, key, "warmup", "subject of id-ada", 1) == accepted
    by_alias = canonical(msgspec.structs.replace(GOOD, unit="unit0"))
    assert "warmup" == accept(incoming(by_alias), "s", rules(), ledger()).unit


IDENTITY = {
    "another user's folder": (incoming(author=BOB), "wrong_author"),
    "another user's name in the file": (
        incoming(path=layout.request("bob", GOOD.id), author=BOB),
        "wrong_author",
    ),
    "another user's name in the file, own folder": (incoming(changed(user="bob")), "wrong_author"),
    "a folder in another case": (incoming(path=layout.request("Ada", GOOD.id)), "wrong_author"),
    "a name in another case": (incoming(changed(user="Ada")), "wrong_author"),
    "a Cyrillic look-alike": (incoming(path=layout.request("\u0430da", GOOD.id)), "wrong_author"),
    "a full-width look-alike": (incoming(path=layout.request("\uff41da", GOOD.id)), "wrong_author"),
    "an invisible character": (incoming(path=layout.request("ada\u200b", GOOD.id)), "wrong_author"),
    "a trailing blank": (incoming(path=layout.request("ada ", GOOD.id)), "wrong_author"),
    "a look-alike author with a folder of that name": (
        incoming(
            canonical(desk.request("\u0430da", 1, desk.RIGHT, KEYS.public)),
            path=layout.request("\u0430da", GOOD.id),
            author=Author("id-x", "\u0430da"),
        ),
        "wrong_path",
    ),
    "an author who has left": (incoming(author=Author("", "ada")), "wrong_author"),
    "a path out of the folder": (incoming(path=f"requests/ada/../bob/{GOOD.id}.json"), "wrong_path"),
    "a folder below": (incoming(path=f"requests/ada/x/{GOOD.id}.json"), "wrong_path"),
    "a name that is a path": (
        incoming(path=f"requests/../{GOOD.id}.json", author=Author("id-x", "..")),
        "wrong_path",
    ),
    "another id in the file": (incoming(path=layout.request("ada", desk.request_id(2))), "wrong_path"),
    "no json": (incoming(path=f"requests/ada/{GOOD.id}.py"), "wrong_path"),
    "a line break in the name": (incoming(path=f"{PATH}\n"), "wrong_path"),
    "a second file of one's own": (incoming(more=(layout.request("ada", desk.request_id(2)),)), "wrong_path"),
    "a second file of another's": (incoming(more=(layout.request("bob", GOOD.id),)), "wrong_author"),
    "an edited baseline row": (incoming(more=("board/board.json",)), "outside_folder"),
    "an edited record": (incoming(path="records/grade/2026-11/0123456789abcdef.jsonl"), "outside_folder"),
    "the settings": (incoming(path="course.json"), "outside_folder"),
    "the card": (incoming(more=("README.md",)), "outside_folder"),
    "a name of a person": (incoming(path=layout.person("0" * 64)), "outside_folder"),
    "nothing": (Incoming(7, ADA, NOON, "f" * 40, (), None), "not_a_request"),
}


@pytest.mark.parametrize("attack", IDENTITY)
def test_identity_attacks_are_refused(attack: str) -> None:
    """Only the author's own name, byte for byte, in path and file, and nothing beside it."""
    found, reason = IDENTITY[attack]
    assert reason == refusal(found)


FORMS = {
    "no JSON": (b"{", "not_a_request"),
    "not UTF-8": (b'{"id": "\xff"}', "not_a_request"),
    "deep": (b"[" * 100_000, "not_a_request"),
    "an unknown field": (canonical(GOOD)[:-1] + b',"points":3}', "not_a_request"),
    "a newer schema": (changed(schema_version=2), "not_a_request"),
    "no version": (changed(smol_grade="latest"), "not_a_request"),
    "a hostile version": (changed(smol_grade="1" * 5_000), "not_a_request"),
    "a newer version": (changed(smol_grade="0.2.0"), "newer_suite"),
    "an unknown unit": (changed(unit="unit9"), "unknown_unit"),
    "a unit that this board does not have": (changed(unit="instruction"), "unknown_unit"),
    "an exercise": (changed(unit="unit0/transcript"), "unknown_unit"),
    "another hash": (changed(sealed_sha256="0" * 64), "wrong_hash"),
    "no base64": (changed(sealed="!" + GOOD.sealed), "wrong_hash"),
    "another spelling of the base64": (changed(sealed=GOOD.sealed + "\n"), "wrong_hash"),
    "too large": (canonical(GOOD) + b" " * LARGEST_REQUEST, "too_large"),
    "another's model": (changed(model="bob/model"), "model_not_yours"),
    "a model in another case": (changed(model="Ada/model"), "model_not_yours"),
    "no model": (changed(model="ada"), "model_not_yours"),
    "a path as model": (changed(model="ada/../bob/model"), "model_not_yours"),
}


@pytest.mark.parametrize("form", FORMS)
def test_malformed_requests_are_refused(form: str) -> None:
    """Each with the reason that tells its author what to do."""
    content, reason = FORMS[form]
    assert reason == refusal(incoming(content))


def test_a_file_that_was_not_read_is_too_large() -> None:
    """The inbox reads nothing that is larger than a request may be."""
    assert "too_large" == refusal(Incoming(7, ADA, NOON, "f" * 40, (PATH,), None))


def test_replayed_requests_are_refused() -> None:
    """The same id of the same author, the same sealed bytes from anybody; another author's id is no replay."""
    known = ledger(recorded(ADA, GOOD))
    assert "replayed" == refusal(incoming(), known)
    again = desk.request("ada", 1, desk.HALF, KEYS.public)
    assert "replayed" == refusal(incoming(canonical(again)), known)
    other = msgspec.structs.replace(GOOD, id=desk.request_id(2))
    assert "replayed" == refusal(incoming(canonical(other), layout.request("ada", other.id)), known)
    copied = msgspec.structs.replace(GOOD, user="bob")
    path = layout.request("bob", GOOD.id)
    assert "replayed" == refusal(incoming(canonical(copied), path, BOB), known)
    own = desk.request("bob", 1, desk.RIGHT, KEYS.public)
    assert "" == refusal(incoming(canonical(own), path, BOB), known)


def test_attempts_are_counted_by_the_hubs_day() -> None:
    """Of the subject, for the unit, by when the Hub received them; the day before does not count."""
    yesterday = recorded(ADA, desk.request("ada", 2, "", KEYS.public), at="2026-11-24T23:59:59Z")
    first = recorded(ADA, desk.request("ada", 3, "", KEYS.public), at="2026-11-25T00:00:00Z")
    others = recorded(BOB, desk.request("bob", 4, "", KEYS.public), at="2026-11-25T00:00:00Z")
    known = ledger(yesterday, first, others)
    assert "" == refusal(incoming(), known, attempts_per_day=2)
    assert "too_many_today" == refusal(incoming(), known, attempts_per_day=1)
    assert "" == refusal(incoming(at="2026-11-26T00:00:00Z"), known, attempts_per_day=1)
    assert 3 == accept(incoming(), "subject of id-ada", rules(), known).attempt


def test_deadlines_are_the_hubs_time() -> None:
    """The last second counts, the next does not; what the learner's clock says counts for nothing."""
    ends = {"deadlines": {"warmup": NOON}}
    assert "" == refusal(incoming(), None, **ends)
    assert "after_deadline" == refusal(incoming(at="2026-11-25T12:00:01Z"), None, **ends)
    assert "after_deadline" == refusal(
        incoming(changed(at="2020-01-01T00:00:00Z"), at="2026-11-25T12:00:01Z"), None, **ends
    )


def test_a_unit_is_taken_from_its_release_on() -> None:
    """By the Hub's clock: at the second of the release, not one before."""
    begins = {"opens": {"warmup": NOON}}
    assert "" == refusal(incoming(), None, **begins)
    assert "before_release" == refusal(incoming(at="2026-11-25T11:59:59Z"), None, **begins)
    assert "" == refusal(incoming(at="2026-11-25T11:59:59Z"), None, opens={"instruction": NOON})


def test_a_model_has_one_owner() -> None:
    """Also when its namespace has changed hands: a renamed user's old name is another's now."""
    first = recorded(Author("id-old", "ada"), desk.request("ada", 2, "", KEYS.public, model="ada/Model"))
    known = ledger(first)
    assert "model_claimed" == refusal(incoming(changed(model="ada/model")), known)
    assert "" == refusal(incoming(changed(model="ada/other")), known)
    own = ledger(recorded(ADA, desk.request("ada", 2, "", KEYS.public, model="ada/model")))
    assert "" == refusal(incoming(changed(model="ada/model")), own)


def test_every_refusal_has_a_sentence_that_tells_what_to_do() -> None:
    """In both languages, with the board's rules filled in, no field left open."""
    for language in LANGUAGES:
        told = {key.removeprefix("refused.") for key in catalogue(language) if key.startswith("refused.")}
        assert REFUSALS == told
    fields = answers.fields_of(rules(deadlines={"warmup": NOON}, opens={"warmup": NOON}), "warmup", NOON)
    for reason in REFUSALS:
        text = answers.refused(reason, fields)
        assert text.startswith(f"<!-- smol-grade: refused {reason} -->\n\n**Not graded:**")
        assert f"`{reason}`" in text
        assert "{" not in text


TEXTS = st.text(max_size=30)
NAMES = st.text(string.ascii_letters + "-_.\u0430\uff41/ ", max_size=12)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_file_stops_the_intake(data: st.DataObject) -> None:
    """Whatever is in the pull request, it is accepted as its author's own or refused with a known reason."""
    author = Author(
        data.draw(st.sampled_from(["id-ada", "id-bob", ""])), data.draw(st.sampled_from(["ada", "bob"]) | NAMES)
    )
    kind = data.draw(st.integers(0, 3))
    if kind == 0:
        content = data.draw(st.binary(max_size=300))
    elif kind == 1:
        content = msgspec.json.encode(data.draw(st.dictionaries(TEXTS, st.integers() | TEXTS, max_size=5)))
    else:
        fields = ["id", "user", "unit", "smol_grade", "at", "sealed_sha256", "sealed", "model"]
        chosen = data.draw(st.lists(st.sampled_from(fields), max_size=2, unique=True))
        content = changed(**{name: data.draw(TEXTS) for name in chosen})
    path = data.draw(st.just(PATH) | NAMES.map(lambda name: layout.request(name, GOOD.id)) | TEXTS)
    found = incoming(content, path, author, more=tuple(data.draw(st.lists(TEXTS, max_size=1))))
    try:
        accepted = accept(found, "subject", rules(), ledger())
    except RequestRefused as refused:
        accepted, reason = None, refused.reason
    if accepted is None:
        assert reason in REFUSALS
        return
    assert author.id
    assert (author.name, path) == (accepted.request.user, layout.request(author.name, accepted.request.id))
    assert (path,) == found.changed
    assert base64.b64decode(accepted.request.sealed)


def test_the_keys_are_told_to_nobody(tmp_path: Path) -> None:
    """The file is its owner's alone; what is printed of the keys is the public one; subjects tell nothing of seeds."""
    from smol_leaderboard import keys
    from smol_leaderboard.errors import OperatorError

    path = tmp_path / "keys.json"
    made = keys.create(path)
    assert made == keys.load(path)
    assert 0o600 == path.stat().st_mode & 0o777
    assert made.private_key not in repr(made)
    assert made.course_key not in repr(made)
    assert made.subject("id-ada") != made.subject("id-bob")
    assert made.subject("id-ada") != keys.new().subject("id-ada")
    assert bytes.fromhex(made.course_key) != made.seed_key
    with pytest.raises(OperatorError):
        keys.create(path)
    path.chmod(0o640)
    with pytest.raises(OperatorError):
        keys.load(path)
