"""The name that a learner chooses to show: what one may look like, which one counts, and the way from `submit` to it."""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path

import msgspec
import pytest

from smol_grade.messages import LANGUAGES, say
from smol_leaderboard import layout
from smol_leaderboard.credential import NAME_TYPE, Holder
from smol_leaderboard.errors import RequestRefused
from smol_leaderboard.handed_in import Request
from smol_leaderboard.intake import read
from smol_leaderboard.outgoing import read_file
from smol_leaderboard.schema import RequestRecord, canonical, record_id, sealed_record
from smol_leaderboard.segments import write_segments
from smol_leaderboard.shown_name import LONGEST, cleaned, is_shown_name, newest

from .credentials import AT, key
from .issued import board, certify
from .learner import SOLUTIONS, smol_grade
from .memory_store import MemoryStore
from .sample_board import subject
from .shown_names import BAD, GOOD


@pytest.mark.parametrize("name", GOOD)
def test_names_of_people_can_be_shown(name: str) -> None:
    """Of many scripts; what is cleaned stays as it is."""
    assert (True, name) == (is_shown_name(name), cleaned(name))


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_name_or_more_than_one_is_not(name: str) -> None:
    """Links, pictures of marks, what turns or hides text, lines, other spaces, nothing at all."""
    assert not is_shown_name(name)


def test_spaces_and_composition_are_made_the_same() -> None:
    """Two spellings that look alike are one."""
    assert "Ana P\u00e9rez" == cleaned("  Ana   Pe\u0301rez ")
    assert not is_shown_name("Ana Pe\u0301rez")
    assert is_shown_name("a" * LONGEST)
    assert unicodedata.is_normalized("NFC", cleaned("\u1112\u1161\u11ab"))
    assert not is_shown_name(None)


def said(learner: int, at: str, name: object = msgspec.UNSET) -> RequestRecord:
    """A request as it was read."""
    made = RequestRecord(
        id=record_id("request", str(learner), at),
        subject=subject(learner),
        at=at,
        request=record_id("r", str(learner), at)[:32],
        unit="instruction",
        attempt=1,
        received_at=at,
        sealed_sha256="0" * 64,
        sealed="",
        smol_grade="0.1.0",
        shown_name=name,  # type: ignore[arg-type]
    )
    return sealed_record(made)


def test_the_newest_request_that_names_one_decides() -> None:
    """Those that say nothing change nothing; an empty name takes it back; nobody names somebody else."""
    first, silent = said(1, "2026-11-01T00:00:00Z", "Ana"), said(1, "2026-11-02T00:00:00Z")
    second, back = said(1, "2026-11-03T00:00:00Z", "Ana P."), said(1, "2026-11-04T00:00:00Z", "")
    other = said(2, "2026-11-09T00:00:00Z", "Bob")
    assert "" == newest([], subject(1))
    assert "Ana" == newest([silent, first, other], subject(1))
    assert "Ana P." == newest([second, silent, first], subject(1))
    assert "" == newest([back, second, first], subject(1))
    assert "" == newest([said(1, "2026-11-05T00:00:00Z", BAD[0]), first], subject(1))
    assert b"shown_name" not in canonical(silent)


def test_a_certificate_shows_it_and_identifies_by_the_username() -> None:
    """In the credential's identifiers, beside the subject; without one there is no such entry."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2])
    store.commit(write_segments([said(1, AT, "Ana P\u00e9rez")]), "a request")
    for one in certify(store, signer):
        claims = json.loads(store.content[layout.certificate(one.id)])["credential"] if one.id else ""
        if not claims:
            continue
        from smol_leaderboard.credential import said as read_back

        expected = Holder(one.subject, one.user, "Ana P\u00e9rez" if one.subject == subject(1) else "")
        assert expected == read_back(claims).holder
    assert "name" == NAME_TYPE


def test_a_request_with_a_bad_name_is_none() -> None:
    """Whoever writes one by hand."""
    good = Request(
        id="0" * 16,
        user="ana",
        unit="unit1",
        smol_grade="0.1.0",
        at=AT,
        sealed_sha256="0" * 64,
        sealed="",
        shown_name="",
    )
    assert "" == read(canonical(good)).shown_name
    for name in BAD:
        if name:
            with pytest.raises(RequestRefused):
                read(canonical(msgspec.structs.replace(good, shown_name=name)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_submit_says_that_it_is_public_and_refuses_what_is_none(tmp_path: Path, language: str) -> None:
    """Before anything is sent; exit code 2 and a sentence."""
    assert 0 == smol_grade("init", ".", cwd=tmp_path).returncode
    words = ("submit", "unit0", "--board", str(tmp_path / "none"), "--user", "ana", "--lang", language)
    for name in ("https://example.org", "\u202eanA", "x" * 81):
        done = smol_grade(*words, "--name", name, cwd=tmp_path)
        assert (2, True) == (done.returncode, "--name" in done.stderr), done.stderr
    done = smol_grade(*words, "--name", "Ana " + "\u1100" * 30, cwd=tmp_path)
    told = say(language, "submit.name_as_one_sign", characters=30, most=16, sign="U+1100 HANGUL CHOSEONG KIYEOK")
    assert (2, True) == (done.returncode, told in " ".join(done.stderr.split())), done.stderr
    done = smol_grade("submit", "later.json", "--name", "Ana", "--lang", language, cwd=tmp_path)
    assert (2, True) == (done.returncode, "--name" in done.stderr)


def test_a_submission_that_is_saved_keeps_the_name(tmp_path: Path) -> None:
    """Nothing is sent now; the file that is sent later names the same; who says nothing names nobody."""
    assert 0 == smol_grade("init", ".", cwd=tmp_path).returncode
    shutil.copy(SOLUTIONS / "unit0" / "transcript.py", tmp_path / "unit0")
    for words, expected in (((), None), (("--name", " Ana  P\u00e9rez"), "Ana P\u00e9rez"), (("--name", ""), "")):
        done = smol_grade(
            *("submit", "unit0", "--board", "course/board", "--output", "later.json", "--force", *words),
            cwd=tmp_path,
            HF_ENDPOINT="http://127.0.0.1:9",
        )
        assert 0 == done.returncode, done.stderr
        assert (say("en", "submit.name_shown", name=expected) in " ".join(done.stdout.split())) == bool(expected)
        saved = json.loads((tmp_path / "later.json").read_text("utf-8"))
        assert expected == saved.get("shown_name")
        assert saved.get("shown_name", "") == (read_file(tmp_path / "later.json").shown_name or "")
