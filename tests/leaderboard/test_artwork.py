"""`smol-grade certificate artwork` as people run it: verified, drawn, leading to the page that verifies."""

from __future__ import annotations

import json
import os
import shutil
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from PIL import Image
from pypdf import PdfReader

from smol_grade.certificates import Issuer
from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_grade.messages import LANGUAGES
from smol_leaderboard import layout
from smol_leaderboard.artwork import award_badge
from smol_leaderboard.artwork.errors import BadLink, NoPage
from smol_leaderboard.artwork.links import linkedin_link, verify_link
from smol_leaderboard.artwork.pictures import Paper, badge_png, card, certificate_pdf, shown_of
from smol_leaderboard.revoking import Signer, revoke
from smol_leaderboard.store import open_store

from .artworks import ID, codes, facts, has_poppler, page_png, shown, text_of
from .credentials import AT, LIST
from .issued import DID, QUICK
from .learner import smol_grade_apart
from .offline import Offline
from .sample_board import subject
from .test_certify import RULES
from .test_verify_command import Desk
from .test_verifying import KEY, Bench, of_another_learner

ALL = {
    "fundamentals-learner1-certificate-A4.pdf",
    "fundamentals-learner1-badge.png",
    "fundamentals-learner1-badge.svg",
    "fundamentals-learner1-card.png",
}
HOST = DID.removeprefix("did:web:")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A board in a folder, and a certificate."""
    return Desk(tmp_path)


def drawn(desk: Desk) -> set[str]:
    """What lies in the folder beside the certificate."""
    return set(os.listdir(desk.folder)) - {"mine.json"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_is_drawn_and_leads_to_the_page(desk: Desk, language: str, tmp_path: Path) -> None:
    """A document, two badges, a card and two links; every QR code, read by another program, is the page's address."""
    done = desk.run("artwork", "mine.json", "--lang", language)
    assert (0, "", ALL) == (done.returncode, done.stderr, drawn(desk)), done.stdout
    link = f"https://{HOST}/#/verify/{desk.bench.id}"
    assert link in done.stdout
    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=" in done.stdout
    for name in ("fundamentals-learner1-badge.png", "fundamentals-learner1-card.png"):
        assert [link] == codes(Image.open(desk.folder / name))
    if has_poppler():
        pdf = (desk.folder / "fundamentals-learner1-certificate-A4.pdf").read_bytes()
        assert [link] == codes(Image.open(page_png(pdf, tmp_path)))


def test_nothing_is_overwritten_without_force(desk: Desk) -> None:
    """One file in the way stops all of it before anything is drawn."""
    path = desk.folder / "fundamentals-learner1-card.png"
    path.write_text("mine")
    done = desk.run("artwork", "mine.json")
    assert (2, {path.name}, "mine") == (done.returncode, drawn(desk), path.read_text())
    assert "is there already" in done.stderr
    assert 0 == desk.run("artwork", "mine.json", "--force").returncode
    assert path.read_bytes().startswith(b"\x89PNG")


def test_a_folder_that_can_be_none_is_a_sentence(desk: Desk) -> None:
    """A file, a name that is too long, a folder below a file; and a link to nowhere is there already."""
    (desk.folder / "file").write_text("mine")
    for folder in ("file", "x" * 300, "file/below"):
        done = desk.run("artwork", "mine.json", "--only", "png", "-o", folder)
        assert (2, True) == (done.returncode, "is no folder that can be written to" in done.stderr), done.stderr
    (desk.folder / "links").mkdir()
    (desk.folder / "links" / "fundamentals-learner1-badge.png").symlink_to(desk.folder / "elsewhere")
    assert 2 == desk.run("artwork", "mine.json", "--only", "png", "-o", "links").returncode
    assert ("mine", False) == ((desk.folder / "file").read_text(), (desk.folder / "elsewhere").exists())


def test_parts_paper_folder_and_json(desk: Desk) -> None:
    """`--only`, `--paper`, `--output` (a folder that is made), `--format json`."""
    done = desk.run(
        *("artwork", "mine.json", "--only", "pdf", "--only", "svg", "--paper", "letter"),
        *("--output", "to/show", "--format", "json"),
    )
    said = json.loads(done.stdout)
    files = {"pdf": "fundamentals-learner1-certificate-letter.pdf", "svg": "fundamentals-learner1-badge.svg"}
    assert {part: f"to/show/{name}" for part, name in files.items()} == said["files"]
    assert set(files.values()) == set(os.listdir(desk.folder / "to" / "show"))
    assert ("valid", [], f"https://{HOST}/#/verify/{desk.bench.id}", "learner1") == (
        *(said["result"], said["not_checked"], said["verify"], said["certificate"]["user"]),
    )
    for words in (("--paper", "a5"), ("--only", "gif"), ("--format", "xml")):
        done = smol_grade_apart("certificate", "artwork", "mine.json", *words, cwd=desk.folder)
        assert (2, True) == (done.returncode, words[0] in done.stderr)
    (desk.folder / "file").write_text("")
    done = desk.run("artwork", "mine.json", "--output", "file")
    assert (2, True) == (done.returncode, "no folder" in done.stderr)


def test_nothing_is_asked_of_the_network_and_nothing_else_is_written(desk: Desk, tmp_path: Path) -> None:
    """Of a board in a folder: no connection, no name, no datagram, whoever might try; and no file but the pictures."""
    (tmp_path / "apart").mkdir()
    apart = Offline(tmp_path / "apart")
    shutil.copytree(desk.board, apart.workspace / "board")
    (apart.workspace / "mine.json").write_bytes(desk.bench.content)
    done = apart.run("-m", "smol_grade", "certificate", "artwork", "mine.json", "--board", "board")
    assert (0, (), 0) == (done.code, done.tried, done.sent), done.err
    assert ALL | {"mine.json", "board"} == set(os.listdir(apart.workspace))
    kept = [path.relative_to(apart.home).parts[:3] for path in apart.home.rglob("*") if path.is_file()]
    assert {(".cache", "smol-grade", "issuers")} == set(kept), "the issuer's keys are kept, as by verify"


def test_what_is_not_valid_is_not_drawn(desk: Desk) -> None:
    """Forged or revoked: 1. Of an issuer who is not trusted: 3. What is no certificate at all: 1 or 2."""
    done = desk.run("artwork", "mine.json", "--offline")
    assert (3, set()) == (done.returncode, drawn(desk)), "no keys are kept yet"
    desk.file.write_bytes(of_another_learner(desk.bench))
    done = desk.run("artwork", "mine.json")
    assert (1, True, set()) == (done.returncode, "not valid, and nothing was drawn" in done.stderr, drawn(desk))
    desk.file.write_bytes(desk.bench.content)
    done = desk.run("artwork", "mine.json", "--issuer", "did:web:example.org")
    assert (3, True, set()) == (done.returncode, "nothing was drawn" in done.stderr, drawn(desk))
    store = open_store(str(desk.board))
    revoke(store, lambda found: found.holdings.of(subject(1)), "not their own", Signer(KEY, LIST, AT), waiting=QUICK)
    done = desk.run("artwork", "mine.json")
    assert (1, True, set()) == (done.returncode, "not their own" in done.stderr, drawn(desk))
    desk.file.write_text("{}")
    assert (1, set()) == (desk.run("artwork", "mine.json").returncode, drawn(desk))
    assert 2 == desk.run("artwork", "absent.json").returncode


def test_what_was_not_checked_is_said(desk: Desk) -> None:
    """Offline, and with a board that lost its list of what was revoked: drawn, with a note."""
    assert 0 == desk.run("verify", "mine.json").returncode  # keeps the issuer's keys
    done = desk.run("artwork", "mine.json", "--offline", "--only", "png")
    assert (0, True) == (done.returncode, "nobody was asked whether it was revoked" in done.stderr)
    (desk.board / layout.STATUS_LIST).unlink()
    done = desk.run("artwork", "mine.json", "--only", "card", "--format", "json")
    assert (0, True) == (done.returncode, "not everything could be checked" in done.stderr)
    assert ("unknown", 1) == (json.loads(done.stdout)["result"], len(json.loads(done.stdout)["not_checked"]))


def test_what_is_drawn_without_a_credential_is_no_forgery(desk: Desk) -> None:
    """Nobody can verify a PDF, the card or a picture that was converted: not checked, and where to look instead."""
    assert 0 == desk.run("artwork", "mine.json", "-o", "drawn").returncode
    Image.open(desk.folder / "drawn" / "fundamentals-learner1-card.png").convert("RGB").save(desk.folder / "card.jpg")
    pictures = ["drawn/fundamentals-learner1-card.png", "card.jpg"]
    for name in ("drawn/fundamentals-learner1-certificate-A4.pdf", *pictures):
        done = desk.run("verify", name)
        said = " ".join(done.stdout.split())
        assert (3, True, False) == (done.returncode, said.startswith("NOT CHECKED:"), "NOT VALID" in said), said
        assert "the link or the QR code on it, or ask its holder" in said
        assert 3 == desk.run("artwork", name).returncode
        assert 2 == desk.run("show", name).returncode


def test_titles_are_in_the_language_that_is_asked_for(desk: Desk) -> None:
    """By the rules in the file; of a bare credential or a badge, by the board's copy of it."""
    title = RULES.certificate("fundamentals").title.es
    assert title != RULES.certificate("fundamentals").title.en
    (desk.folder / "bare.txt").write_text(desk.bench.jwt)
    assert 0 == desk.run("artwork", "mine.json", "--only", "png", "-o", "badge").returncode
    for name in ("mine.json", "bare.txt", "badge/fundamentals-learner1-badge.png"):
        done = desk.run("artwork", name, "--only", "pdf", "--force", "--lang", "es", "--format", "json")
        assert 0 == done.returncode, done.stderr
        reader = PdfReader(desk.folder / "fundamentals-learner1-certificate-A4.pdf")
        assert "es" == reader.trailer["/Root"]["/Lang"]
        assert title in str(reader.metadata.title if reader.metadata else "")
        assert [title] == parse_qs(urlsplit(json.loads(done.stdout)["linkedin"]).query)["name"]


def test_offline_a_badges_title_is_the_courses(desk: Desk, tmp_path: Path) -> None:
    """A badge has no rules with it: the course's own call it the same; of another's issuer it is said that it is English."""
    title = load_course(course_files()).certificates.kinds[0].title
    assert title.en == RULES.certificate("fundamentals").title.en
    assert 0 == desk.run("artwork", "mine.json", "--only", "svg", "-o", "badge").returncode
    badge = "badge/fundamentals-learner1-badge.svg"
    done = desk.run("artwork", badge, "--offline", "--only", "pdf", "--lang", "es", "--format", "json")
    assert [title.es] == parse_qs(urlsplit(json.loads(done.stdout)["linkedin"]).query)["name"]
    assert "en inglés" not in done.stderr
    did = "did:web:example.org"
    (tmp_path / "fork").mkdir()
    fork = Desk(tmp_path / "fork", Bench(msgspec.structs.replace(RULES, issuer=Issuer(name="A fork", did=did)), did))
    assert 0 == fork.run("artwork", "mine.json", "--only", "svg", "-o", "badge", "--issuer", did).returncode
    done = fork.run("artwork", badge, "--offline", "--only", "svg", "--lang", "es", "--issuer", did)
    assert (0, True) == (done.returncode, f"el título, {title.en}, está como en la credencial" in done.stderr)
    done = fork.run("artwork", badge, "--offline", "--only", "svg", "--force", "--issuer", did)
    assert "note: the title" not in done.stderr


def test_the_place_is_the_trusted_issuers(tmp_path: Path) -> None:
    """A fork's certificates lead to the fork's page, once its issuer is trusted."""
    did = "did:web:example.org%3A8443:course"
    fork = Desk(tmp_path, Bench(msgspec.structs.replace(RULES, issuer=Issuer(name="A fork", did=did)), did))
    assert 3 == fork.run("artwork", "mine.json").returncode
    done = fork.run("artwork", "mine.json", "--issuer", did, "--only", "png")
    link = f"https://example.org:8443/course/#/verify/{fork.bench.id}"
    assert (0, True) == (done.returncode, link in done.stdout), done.stderr
    assert [link] == codes(Image.open(fork.folder / "fundamentals-learner1-badge.png"))


def test_without_the_libraries_a_sentence_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the one that draws nor the one that makes QR codes is in the base installation."""
    for module in ("typst", "segno", "jwt"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            done = desk.run("artwork", "mine.json")
        assert (3, True, set()) == (done.returncode, "smol-grade[artwork]" in done.stderr, drawn(desk))


def test_links_are_made_of_the_id_alone() -> None:
    """32 digits and a did:web, or none at all."""
    assert f"https://example.org/#/verify/{ID}" == verify_link("did:web:example.org", ID)
    for did, identifier in (("did:web:example.org", f"{ID}/../x"), ("did:key:z6Mk", ID), ("did:web:a/b", ID), ("", "")):
        with pytest.raises(NoPage):
            verify_link(did, identifier)
    made = urlsplit(
        linkedin_link(
            title="A & B?#",
            issuer="smol course",
            issued_at="2026-11-24T12:00:00Z",
            expires_at="2028-01-02T00:00:00Z",
            link=f"https://example.org/#/verify/{ID}",
            identifier=ID,
        )
    )
    expected = {
        "startTask": "CERTIFICATION_NAME",
        "name": "A & B?#",
        "organizationName": "smol course",
        "issueYear": "2026",
        "issueMonth": "11",
        "expirationYear": "2028",
        "expirationMonth": "1",
        "certUrl": f"https://example.org/#/verify/{ID}",
        "certId": ID,
    }
    assert ("www.linkedin.com", "/profile/add", "") == (made.netloc, made.path, made.fragment)
    assert expected == {name: value for name, [value] in parse_qs(made.query).items()}


def test_the_document_is_tagged_and_the_same_each_time() -> None:
    """Title, language, a text for the QR code, the day of issue as its date; A4 and Letter, in landscape."""
    one = certificate_pdf(shown("Ana P\u00e9rez"), "a4")
    assert one == certificate_pdf(shown("Ana P\u00e9rez"), "a4")
    reader = PdfReader(BytesIO(one))
    root = reader.trailer["/Root"]
    assert (True, "en") == (root["/MarkInfo"]["/Marked"], root["/Lang"])
    assert reader.metadata is not None
    assert "2026-11-24" == str(reader.metadata.creation_date)[:10]
    assert any(f"/verify/{ID}" in text for text in alternatives(root["/StructTreeRoot"]))
    sizes = [
        [round(float(side)) for side in PdfReader(BytesIO(certificate_pdf(shown("Ana"), paper))).pages[0].mediabox[2:]]
        for paper in ("a4", "letter")
    ]
    assert [[842, 595], [792, 612]] == sizes
    assert 1 == len(reader.pages)


def test_the_document_says_what_it_is_and_what_the_code_is_for() -> None:
    """In words, in the reader's language: not everybody knows what the square in the corner does."""
    for language, kind, words in (("en", "CERTIFICATE", "Scan to verify"), ("es", "CERTIFICADO", "Escanea y verifica")):
        text = text_of(certificate_pdf(shown("Ana", language), "a4"))  # type: ignore[arg-type]
        assert kind in text
        assert words.replace(" ", "") in text


def test_long_texts_take_one_page_too() -> None:
    """Titles, courses, issuers and hosts of the greatest length."""
    long = {
        "title": "Wide " * 32,
        "issuer": "W" * 160,
        "did": f"did:web:{'w' * 240}.org",
        "name": "W" * 80,
        "user": "w" * 96,
    }
    widest = shown_of(facts(**long), None, "es")
    papers: tuple[Paper, ...] = ("a4", "letter")
    for paper in papers:
        assert 1 == len(PdfReader(BytesIO(certificate_pdf(widest, paper))).pages)
    assert [[widest.link]] * 2 == [codes(Image.open(BytesIO(draw(widest)))) for draw in (badge_png, card)]


def alternatives(node: object) -> list[str]:
    """The texts that stand for pictures in a document's structure."""
    one = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(one, list):
        return [text for child in one for text in alternatives(child)]
    if not isinstance(one, dict):
        return []
    own = [str(one["/Alt"])] if "/Alt" in one else []
    return own + (alternatives(one["/K"]) if "/K" in one else [])


def test_an_award_has_a_badge_of_the_family() -> None:
    """In both languages, as PNG and SVG, with a QR code to where it is told; an address of another kind is refused."""
    link = "https://example.org/#/awards/2026"
    for language in LANGUAGES:
        badge = award_badge("Best model under 400M", "ana/smol-tutor", "2026", link, language=language)
        assert [link] == codes(Image.open(BytesIO(badge.png)))
        assert b"<svg" in badge.svg[:200]
    for bad in ("http://example.org", "javascript:alert(1)", "https://a b", "https://", "https://x/" + "y" * 400):
        with pytest.raises(BadLink):
            award_badge("Best", "ana/x", "2026", bad, language="en")


def test_long_names_stay_inside_their_pictures(tmp_path: Path) -> None:
    """The widest letters, the most of them: a margin is left on every side of the page."""
    if not has_poppler():
        pytest.skip("pages are drawn by poppler, and there is none on this machine: apt install poppler-utils")
    plain = Image.open(page_png(certificate_pdf(shown("Ana"), "a4"), tmp_path, 72)).convert("RGB")
    for name in ("W" * 80, "W" * 96, "WW " * 26 + "W", "i" * 80):
        pdf = certificate_pdf(shown(name, user="W" * 96), "a4")
        assert 1 == len(PdfReader(BytesIO(pdf)).pages)
        page = Image.open(page_png(pdf, tmp_path, 72)).convert("RGB")
        for left in (0, 842 - 50):
            box = (left, 100, left + 50, 500)
            assert plain.crop(box).tobytes() == page.crop(box).tobytes(), name
