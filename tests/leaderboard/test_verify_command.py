"""`smol-grade certificate get`, `show`, `verify` as people run them: over a folder, over the Hub, without a network."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from subprocess import CompletedProcess

import msgspec
import pytest
from fakehub import FakeHub
from rich.cells import cell_len

from smol_grade.certificates import Issuer
from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_grade.messages import LANGUAGES, say
from smol_leaderboard import issuer_site, layout
from smol_leaderboard.credential import Holder
from smol_leaderboard.issuer import document
from smol_leaderboard.kept_issuers import Kept, keep, kept_of
from smol_leaderboard.outgoing import Memory, Submission, new_id
from smol_leaderboard.package import package
from smol_leaderboard.revoking import Signer, revoke
from smol_leaderboard.rule_words import rule_in_words
from smol_leaderboard.schema import canonical
from smol_leaderboard.store import open_store
from smol_leaderboard.submitting import place_of
from smol_leaderboard.verifier import Asked, Verifier

from .conftest import BOARD
from .credentials import AT, LIST, key, made
from .issued import DID, QUICK, book
from .learner import smol_grade, smol_grade_apart
from .sample_board import settings, subject
from .test_certify import RULES
from .test_certify_command import Team
from .test_verifying import KEY, OTHER_PUBLIC, PUBLIC, Bench, of_another_learner

REFUSED = "NOT VALID"


class Desk:
    """A board in a folder with two certificates, and somebody's empty folder."""

    def __init__(self, folder: Path, bench: Bench | None = None) -> None:
        self.bench = bench or Bench()
        self.bench.store.content[layout.SETTINGS] = canonical(settings())
        self.folder = folder / "work"
        self.folder.mkdir()
        self.board = folder / "board"
        self.cache = folder / "cache"
        self.bench.store.save(self.board)
        self.file = self.folder / "mine.json"
        self.file.write_bytes(self.bench.content)

    def run(self, *words: str, board: str = "", **variables: str) -> CompletedProcess[str]:
        """Run a command about certificates."""
        place = () if "--offline" in words or words[0] == "show" else ("--board", board or str(self.board))
        return smol_grade("certificate", *words, *place, cwd=self.folder, SMOL_GRADE_CACHE=str(self.cache), **variables)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """One for each test."""
    return Desk(tmp_path)


def test_get_verifies_and_saves_under_the_holders_name_and_never_overwrites(desk: Desk) -> None:
    """Once more changes nothing; another file under the name stays, unless --force says otherwise."""
    done = desk.run("get", "--user", "learner1")
    path = desk.folder / "fundamentals-learner1.json"
    assert (0, desk.bench.content) == (done.returncode, path.read_bytes()), done.stderr
    assert "smol-grade certificate verify fundamentals-learner1.json" in done.stdout
    assert "Already here" in desk.run("get", "--user", "learner1").stdout
    path.write_text("mine")
    done = desk.run("get", "fundamentals", "--user", "learner1")
    assert (2, "mine") == (done.returncode, path.read_text())
    assert "is there already" in done.stderr
    assert 0 == desk.run("get", "--user", "learner1", "--force").returncode
    assert desk.bench.content == path.read_bytes()
    assert 0 == desk.run("get", "--user", "LEARNER1", "-o", "other.json").returncode
    assert desk.bench.content == (desk.folder / "other.json").read_bytes()


def test_get_says_what_is_missing_what_is_late_and_what_was_revoked(desk: Desk) -> None:
    """Nobody of that name; a certificate that is earned and not issued yet; one that does not hold any more."""
    done = desk.run("get", "--user", "nobody")
    assert (1, True) == (done.returncode, "smol-grade certificate status" in done.stderr)
    done = desk.run("get", "completion", "--user", "learner1")
    assert (1, True) == (done.returncode, "has no certificate completion" in done.stderr)
    store = open_store(str(desk.board))
    revoke(store, lambda found: found.holdings.of(subject(1)), "not their own", Signer(KEY, LIST, AT), waiting=QUICK)
    done = desk.run("get", "--user", "learner1")
    assert (1, True) == (done.returncode, "not their own" in done.stderr)
    assert not (desk.folder / "fundamentals-learner1.json").exists()
    store.commit({layout.CERTIFICATE_INDEX: None, **dict.fromkeys(_certificates(desk), None)}, "none")
    done = desk.run("get", "--user", "learner1")
    assert (1, "learner1 has earned fundamentals; the course team has not issued it yet.\n") == (
        *(done.returncode, done.stderr),
    )


def test_status_says_what_became_of_what_is_earned(desk: Desk) -> None:
    """Issued: how to get it. Revoked: the reason. Taken away: not issued yet. As JSON, too."""

    def says(*words: str) -> str:
        return desk.run("status", "--user", "learner1", *words).stdout

    text = says()
    assert (
        f"  Earned. Get it:\n    smol-grade certificate get fundamentals --board {desk.board} --user learner1\n" in text
    )
    store = open_store(str(desk.board))
    revoke(store, lambda found: found.holdings.of(subject(1)), "not their own", Signer(KEY, LIST, AT), waiting=QUICK)
    assert "the one that was issued was revoked. The course's reason: not their own\n" in says()
    assert "certificate get" not in says()
    [first, *_] = json.loads(says("--format", "json"))["certificates"]
    assert {"state": "revoked", "reason": "not their own"} == first["issued"]
    store.commit({layout.CERTIFICATE_INDEX: None, **dict.fromkeys(_certificates(desk), None)}, "none")
    assert "  Earned. The course team has not issued it yet.\n" in says()
    store.commit({layout.CERTIFICATE_INDEX: b"{"}, "broken")
    assert "  Earned. Get it:\n" in says()


def test_the_commands_that_are_printed_name_board_and_user(desk: Desk) -> None:
    """Where they were named: else the same words would ask another board, or for somebody else."""
    said = desk.run("get", "--user", "nobody").stderr
    assert f"What is missing: smol-grade certificate status --board {desk.board} --user nobody\n" in said
    said = desk.run("get", "--user", "learner1").stdout
    for command in ("artwork", "verify"):
        assert f": smol-grade certificate {command} fundamentals-learner1.json --board {desk.board}\n" in said
    assert "smol-grade certificate show fundamentals-learner1.json\n" in said


def test_who_submitted_from_here_need_not_say_who_they_are(desk: Desk) -> None:
    """However the board is spelled, and from a unit's folder: the workspace knows."""
    unit = load_course(course_files()).find("unit1")[0]
    sent = Submission(
        board=place_of(str(desk.board)), user="learner1", user_id="1", unit=unit.slug, unit_alias="unit1", state="sent",
        at="2026-11-26T10:00:00Z", package=package(new_id(), "learner1", unit, ()),
    )  # fmt: skip
    Memory(desk.folder).remember(sent)
    (desk.folder / "unit1").mkdir()
    for folder, board in ((desk.folder, "../board"), (desk.folder / "unit1", "../../board")):
        done = smol_grade("certificate", "get", "--board", board, cwd=folder, SMOL_GRADE_CACHE=str(desk.cache))
        assert (0, True) == (done.returncode, (folder / "fundamentals-learner1.json").is_file()), done.stderr
        assert f"verify fundamentals-learner1.json --board {board}\n" in done.stdout


def _certificates(desk: Desk) -> list[str]:
    return [layout.certificate(one.id) for one in book(desk.bench.store).holdings.certificates]


def test_get_saves_nothing_of_somebody_else_and_nothing_outside(desk: Desk) -> None:
    """A board whose files were exchanged, or that calls somebody by a path."""
    mine, other = (
        next(one.id for one in book(desk.bench.store).holdings.certificates if one.subject == subject(number))
        for number in (1, 2)
    )
    content = desk.bench.store.content
    (desk.board / layout.certificate(mine)).write_bytes(content[layout.certificate(other)])
    done = desk.run("get", "--user", "learner1")
    assert (1, True) == (done.returncode, "is another certificate, so it was not saved" in done.stderr)
    (desk.board / layout.certificate(mine)).write_bytes(content[layout.certificate(mine)])
    path = desk.board / layout.person(subject(1))
    path.write_bytes(path.read_bytes().replace(b"learner1", b"../evil"))
    assert 0 == desk.run("get", "--user", "../evil").returncode
    assert {"mine.json", "fundamentals-learner1.json"} == set(os.listdir(desk.folder))
    assert not (desk.folder.parent / "evil.json").exists()
    done = desk.run("get", "wizard", "--user", "learner1")
    assert (2, True) == (done.returncode, "no certificate wizard" in done.stderr)


def test_without_the_libraries_a_sentence_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The base installation has none of them."""
    monkeypatch.setitem(sys.modules, "jwt", None)
    done = desk.run("verify", "mine.json")
    assert (3, True) == (done.returncode, "smol-grade[verify]" in done.stderr)
    assert 0 == desk.run("show", "mine.json").returncode


def test_another_issuer_is_trusted_when_the_reader_says_so(tmp_path: Path) -> None:
    """A fork of the course with a board and keys of its own."""
    did = "did:web:example.org"
    rules = msgspec.structs.replace(RULES, issuer=Issuer(name="A fork", did=did))
    fork = Desk(tmp_path, Bench(rules, did))
    done = fork.run("verify", "mine.json")
    assert (3, True) == (done.returncode, f"it is of {did}, not of {DID}" in done.stdout)
    done = fork.run("verify", "mine.json", "--issuer", did)
    assert (0, True) == (done.returncode, "A fork" in done.stdout)
    assert 0 == fork.run("verify", "mine.json", "--issuer", did, "--offline").returncode
    assert 3 == fork.run("verify", "mine.json", "--offline").returncode


def test_from_the_teams_commands_to_a_file_that_others_verify(tmp_path: Path) -> None:
    """keys new, certify; get, verify; keys rotate changes nothing; a compromised key and revoke void it."""
    team = Team(tmp_path)
    assert 0 == team.said("keys", "new")[0]
    team.said("certify")
    work = tmp_path / "work"
    work.mkdir()

    def says(*words: str) -> tuple[int, str]:
        done = smol_grade("certificate", *words, "--board", str(team.board), cwd=work)
        return done.returncode, done.stdout + done.stderr

    assert 0 == says("get", "--user", "learner1")[0]
    assert 0 == says("get", "--user", "learner2")[0]
    path = "fundamentals-learner1.json"
    assert 0 == says("verify", path)[0]
    assert 0 == team.said("keys", "rotate")[0]
    assert 0 == says("verify", path)[0]
    assert 0 == team.said("revoke", "learner2", "--reason", "asked for it")[0]
    code, text = says("verify", "fundamentals-learner2.json")
    assert (1, True) == (code, "The course's reason: asked for it" in text)
    kid = book(team.store).holdings.certificates[0].kid
    assert 0 == team.said("keys", "rotate", "--compromised", kid)[0]
    code, text = says("verify", path)
    assert (1, True) == (code, f"the issuer has no key {kid}" in text)


def test_verify_says_each_step_and_what_is_not_proven(desk: Desk) -> None:
    """In both languages; from a file, a bare credential and standard input's name."""
    for language in LANGUAGES:
        done = desk.run("verify", "mine.json", "--lang", language)
        assert (0, "") == (done.returncode, done.stderr)
        assert say(language, "verify.valid") in done.stdout
        assert say(language, "verify.unproven", user="learner1") in done.stdout
        assert 12 == done.stdout.count("\n  + ")
    (desk.folder / "bare.txt").write_text(desk.bench.jwt + "\n")
    assert 0 == desk.run("verify", "bare.txt").returncode


def test_verify_refuses_with_the_sentence_and_the_exit_code(desk: Desk) -> None:
    """Not valid: 1. Not checked: 3. Wrong use: 2. What was not looked at is said, too."""
    desk.file.write_bytes(of_another_learner(desk.bench))
    done = desk.run("verify", "mine.json")
    assert (1, True, True) == (
        *(done.returncode, REFUSED in done.stdout, "x holder: a record is another learner's." in done.stdout),
    )
    assert ". records on the board, name: not looked at" in done.stdout
    done = desk.run("verify", "absent.json")
    assert (2, True) == (done.returncode, "absent.json cannot be read" in done.stderr)
    done = desk.run("verify", "")
    assert (2, True) == (done.returncode, "no file is named" in done.stderr)
    os.mkfifo(desk.folder / "pipe")
    for command in (("verify",), ("show",), ("artwork",), ("verify", "mine.json", "--issuer")):
        done = desk.run(*command, "pipe")
        assert (2, True) == (done.returncode, "pipe cannot be read: a pipe or a device, not a file" in done.stderr)
    assert 2 == smol_grade_apart("certificate", "verify", "mine.json", "--format", "xml", cwd=desk.folder).returncode
    assert 3 == desk.run("verify", "mine.json", board=str(desk.folder)).returncode
    desk.file.write_bytes(desk.bench.content)
    done = desk.run("verify", "mine.json", "--issuer", "did:web:example.org")
    assert (3, True) == (done.returncode, "did:web:example.org" in done.stdout)


def test_verify_as_json(desk: Desk) -> None:
    """Result, steps with codes and sentences, what is not proven."""
    found = json.loads(desk.run("verify", "mine.json", "--format", "json").stdout)
    assert ("valid", 12, "learner1") == (found["result"], len(found["steps"]), found["certificate"]["user"])
    assert "learner1/learner1" in found["not_proven"]
    assert {"name", "state", "code", "fields", "sentence"} == set(found["steps"][0])


def test_offline_uses_a_copy_given_or_kept_and_says_which(desk: Desk) -> None:
    """Without any: not checked. After one verification with the board: by that copy, which it names with its time."""
    done = desk.run("verify", "mine.json", "--offline")
    assert (3, True) == (done.returncode, "no copy of the issuer's keys is here" in done.stdout)
    (desk.folder / "issuer.json").write_bytes(document(DID, (PUBLIC,)))
    done = desk.run("verify", "mine.json", "--offline", "--issuer", "issuer.json")
    assert (0, True) == (done.returncode, "by the copy of its keys in issuer.json" in done.stdout)
    assert "- revocation: whether it was revoked was not asked" in done.stdout
    assert 0 == desk.run("verify", "mine.json").returncode
    done = desk.run("verify", "mine.json", "--offline")
    assert (0, True) == (done.returncode, f"read from {desk.board}" in done.stdout)
    forged = of_another_learner(desk.bench)
    desk.file.write_bytes(forged)
    assert 1 == desk.run("verify", "mine.json", "--offline").returncode


def test_a_copy_that_disagrees_with_the_board_is_told(desk: Desk) -> None:
    """Nobody knows which of the two was changed."""
    (desk.folder / "issuer.json").write_bytes(document(DID, (OTHER_PUBLIC,)))
    done = desk.run("verify", "mine.json", "--issuer", "issuer.json")
    assert (3, True) == (done.returncode, "disagree about" in done.stdout)
    (desk.folder / "issuer.json").write_text("{}")
    done = desk.run("verify", "mine.json", "--issuer", "issuer.json")
    assert (3, True) == (done.returncode, "issuer.json does not hold the issuer's keys" in done.stdout)


def test_a_board_without_keys_or_with_broken_ones_leaves_it_open(desk: Desk) -> None:
    """And nobody is told how to rely on it; a course that names no issuer trusts nobody."""
    path = desk.board / layout.ISSUER
    path.write_text("{}")
    done = desk.run("verify", "mine.json")
    assert (3, True) == (done.returncode, "publishes as the issuer's keys is not what it should be" in done.stdout)
    assert say("en", "verify.unproven_nobody") in done.stdout
    path.unlink()
    done = desk.run("verify", "mine.json")
    assert (3, True) == (done.returncode, "publishes no issuer's keys" in done.stdout)
    found = Verifier(Asked(str(desk.board), "", desk.cache)).verify(desk.bench.content)
    assert ("unknown", "issuer_none") == (found.result, found.step("issuer").code)


def test_without_a_network_the_way_without_one_is_said(desk: Desk) -> None:
    """With the keys that are kept, else with a copy: the very command. Where the board was asked nothing is said of it."""
    nowhere = {"board": BOARD, "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_DISABLE_XET": "1"}
    for command in ("verify", "artwork"):
        done = desk.run(command, "mine.json", **nowhere)
        assert 3 == done.returncode
        assert f"  smol-grade certificate {command} mine.json --offline --issuer FILE\n" in done.stderr
    assert "--offline" not in desk.run("verify", "mine.json").stderr
    for command in ("verify", "artwork"):
        done = desk.run(command, "mine.json", **nowhere)
        assert 3 == done.returncode
        assert (
            f"keys that are kept here (whether it was revoked is not asked then):\n  smol-grade certificate {command}"
            in (done.stderr)
        )
        assert done.stderr.endswith(f"  smol-grade certificate {command} mine.json --offline\n")
    assert 0 == desk.run("verify", "mine.json", "--offline").returncode


def test_the_title_is_in_the_language_that_is_asked_for(desk: Desk) -> None:
    """Of the rules in the file, once they are verified; `show` says what they ask for, too, if the credential names them."""
    title = RULES.certificate("fundamentals").title
    for language in LANGUAGES:
        said = desk.run("verify", "mine.json", "--lang", language).stdout
        assert f"  {say(language, 'holding.certificate')}: {title.in_language(language)}\n" in said
    shown = " ".join(desk.run("show", "mine.json", "--lang", "es").stdout.replace("|", " ").split())
    assert (True, False) == (title.es in shown, title.en in shown)
    assert all(" ".join(sentence.split()) in shown for sentence in rule_in_words(RULES, "fundamentals", "es"))
    changed = desk.bench.file | {"rules": json.loads(canonical(RULES)) | {"grace_h": 99}}
    desk.file.write_bytes(canonical(changed))
    assert f": {title.en}\n" in desk.run("verify", "mine.json", "--lang", "es").stdout
    assert title.en in desk.run("show", "mine.json", "--lang", "es").stdout
    (desk.folder / "bare.txt").write_text(desk.bench.jwt)
    assert title.en in desk.run("show", "bare.txt", "--lang", "es").stdout


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("language", LANGUAGES)
def test_show_is_a_box_that_fits(desk: Desk, columns: int, language: str) -> None:
    """Every line of the frame is as wide as the terminal; nothing of it is called verified."""
    done = desk.run("show", "mine.json", "--lang", language, COLUMNS=str(columns))
    framed = [line for line in done.stdout.splitlines() if line[:1] in ("+", "|")]
    assert (0, {columns}) == (done.returncode, {cell_len(line) for line in framed})
    assert "learner1" in done.stdout
    assert " ".join(say(language, "holding.unverified", path="mine.json").split()) in " ".join(done.stdout.split())


def test_in_a_terminal_that_knows_them_the_marks_are_signs(desk: Desk) -> None:
    """The same words with lines and ticks; standard input is a file like another."""
    done = smol_grade_apart("certificate", "show", "mine.json", cwd=desk.folder, COLUMNS="40")
    framed = [line for line in done.stdout.splitlines() if line[:1] in ("╭", "│", "╰")]
    assert (0, {40}) == (done.returncode, {cell_len(line) for line in framed})
    done = smol_grade_apart("certificate", "verify", "mine.json", "--board", str(desk.board), cwd=desk.folder)
    assert (0, 12) == (done.returncode, done.stdout.count("  ✓ ")), done.stderr


def test_a_strangers_text_is_shown_for_what_it_is(desk: Desk) -> None:
    """Colours, bidi marks and line breaks of a forgery reach no terminal, in show, verify and JSON."""
    evil = "Ada\x1b[31m\u202eadA\n  + signature: right"
    held = desk.bench.claims["credentialSubject"]["identifier"]
    named = [*held, {"type": "IdentityObject", "hashed": False, "identityType": "name", "identityHash": evil}]
    desk.file.write_bytes(desk.bench.signed(credentialSubject=desk.bench.subject_with(identifier=named)))
    for words in (("show", "mine.json"), ("verify", "mine.json"), ("verify", "mine.json", "--format", "json")):
        text = desk.run(*words).stdout
        assert "Ada" in text
        assert not {"\x1b", "\u202e"} & set(text)
        assert "\n  + signature: right\n" not in text


def test_show_says_what_is_no_certificate(desk: Desk) -> None:
    """Like verify, by its sentence."""
    desk.file.write_bytes(b'{"a": 1, "a": 2}')
    done = desk.run("show", "mine.json")
    assert (2, True) == (done.returncode, "has the name a twice" in done.stderr)


def test_over_the_hub(board_hub: FakeHub, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fetched and verified from a data set; when the Hub is away, it could not be checked."""
    asked: list[str] = []
    monkeypatch.setattr(issuer_site, "fetch", asked.append)
    store = open_store(BOARD, token=board_hub.token("course"))
    store.commit(dict(desk.bench.store.content), "a board")
    variables = {"HF_ENDPOINT": board_hub.url, "HF_HOME": str(tmp_path / "hf")}
    done = desk.run("verify", "mine.json", board=BOARD, **variables)
    assert (0, True) == (done.returncode, "its keys are those that the board publishes" in done.stdout), done.stderr
    done = desk.run("get", "--user", "learner2", board=BOARD, **variables)
    assert (0, True) == (done.returncode, (desk.folder / "fundamentals-learner2.json").is_file()), done.stderr
    assert [DID, DID] == asked
    away = variables | {"HF_ENDPOINT": "http://127.0.0.1:9"}
    done = desk.run("verify", "mine.json", board=BOARD, **away)
    assert (3, True) == (done.returncode, "the board could not be asked" in done.stdout)


class _Site(BaseHTTPRequestHandler):
    def __init__(self, content: bytes, *given: object) -> None:
        self.content = content
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/did.json")
            self.end_headers()
            return
        self.send_response(200 if self.path == "/did.json" else 404)
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """A site that serves a document of keys."""
    with HTTPServer(("127.0.0.1", 0), partial(_Site, document(DID, (PUBLIC,)))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_issuers_site_is_read_and_no_redirection_is_followed(site: str) -> None:
    """None for an answer that is none, and for nobody there."""
    assert document(DID, (PUBLIC,)) == issuer_site.fetch_from(f"{site}/did.json")
    for address in (f"{site}/away", f"{site}/absent", "http://127.0.0.1:9/did.json", "nonsense"):
        assert issuer_site.fetch_from(address) is None


def test_the_site_is_asked_at_the_trusted_issuers_address_only(board_hub: FakeHub, desk: Desk, tmp_path: Path) -> None:
    """Whatever a credential names; and what it publishes is compared with the board."""
    store = open_store(BOARD, token=board_hub.token("course"))
    store.commit(dict(desk.bench.store.content), "a board")
    forger = key()
    foreign = desk.bench.claims | {"iss": "did:web:evil.example", "issuer": {"id": "did:web:evil.example"}}
    forged = desk.bench.with_jwt(forger.signed(foreign, "did:web:evil.example"))
    for published, result, code in (
        (document(DID, (PUBLIC,)), "valid", "issuer_both"),
        (None, "valid", "issuer_site_silent"),
        (document(DID, (OTHER_PUBLIC,)), "unknown", "issuer_both"),
        (b"{}", "unknown", "issuer_site_form"),
        (document("did:web:evil.example", (PUBLIC,)), "unknown", "issuer_site_form"),
    ):
        asked: list[str] = []

        def answer(did: str, content: bytes | None = published, asked: list[str] = asked) -> bytes | None:
            asked.append(did)
            return content

        verifier = Verifier(Asked(BOARD, DID, tmp_path / "kept"), site=answer)
        found = verifier.verify(desk.bench.content)
        assert (result, code) == (found.result, found.step("issuer").code)
        assert "valid" != verifier.verify(forged).result
        assert [DID] == asked


def test_a_copy_that_cannot_be_kept_or_read_stops_nothing(tmp_path: Path) -> None:
    """It is a convenience."""
    kept = Kept(did=DID, at=AT, source="board", document="{}")
    keep(tmp_path / "kept", kept)
    assert kept == kept_of(tmp_path / "kept", DID)
    assert kept_of(tmp_path / "kept", "did:web:example.org") is None
    (next((tmp_path / "kept").iterdir())).write_text("[")
    assert kept_of(tmp_path / "kept", DID) is None
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file", kept)


def test_a_hostile_user_name_makes_no_path(desk: Desk) -> None:
    """What a certificate calls its holder must be a name of the Hub; what is saved is named by the board's."""
    content = made(KEY, holder=Holder(subject(1), "../../evil"))
    desk.file.write_bytes(content)
    done = desk.run("verify", "mine.json")
    assert (1, True) == (done.returncode, "does not say in the course's form whose it is" in done.stdout)
    assert os.listdir(desk.folder) == ["mine.json"]
