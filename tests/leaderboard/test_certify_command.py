"""`smol-leaderboard keys`, `certify`, `revoke` as the course team runs them, in a folder and on the Hub."""

from __future__ import annotations

import shutil
from pathlib import Path

from fakehub import FakeHub

from smol_leaderboard import layout
from smol_leaderboard.issuer_keys import VARIABLE
from smol_leaderboard.office import office
from smol_leaderboard.segments import write_segments
from smol_leaderboard.site import DID as DID_PATH
from smol_leaderboard.site import site_files
from smol_leaderboard.store import Store, open_store

from .conftest import BOARD
from .credentials import earned
from .issued import book, ensure_sound, person, status_list
from .test_credential import secret_texts
from .test_issuing import verified, worse
from .test_operating import run


def fill(store: Store) -> None:
    """Two learners who earned one, one who began, one without a name."""
    records = [*earned(1), *earned(2), *earned(3)[:1], *earned(4)]
    store.commit(person(1) | person(2) | person(3) | write_segments(records), "learners")


class Team:
    """The course team at a board in a folder, with all that it was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.board = folder / "board"
        self.outputs: list[bytes] = []
        assert 0 == self.said("init")[0]
        self.store = open_store(str(self.board))
        fill(self.store)
        self.key = office(str(self.board), str(folder / "offices")).issuer_key

    def said(self, *words: str, **variables: str) -> tuple[int, str]:
        """Run a command; return its exit code and what it said, errors as one line: paths decide where they are broken."""
        ended = run(self.folder, *words, "--board", str(self.board), **variables)
        self.outputs.append((ended.stdout + ended.stderr).encode())
        assert "Traceback" not in ended.stderr
        return ended.returncode, ended.stdout + " ".join(ended.stderr.split())

    def ensure_secret(self, pems: list[bytes]) -> None:
        """Fail if anything of these keys is in what was said, published or built."""
        published = [path.read_bytes() for path in self.board.rglob("*") if path.is_file()]
        site = list(site_files(str(self.board)).values())
        for secret in [text for pem in pems for text in secret_texts(pem)]:
            assert not [one for one in (*self.outputs, *published, *site) if secret in one]


def test_from_no_key_to_certificates_and_back(tmp_path: Path) -> None:
    """Each command says what it did; exit codes; what was revoked; the key is in nothing that was said or published."""
    team = Team(tmp_path)
    said, store = team.said, team.store
    code, text = said("certify")
    assert (2, True) == (code, "keys new" in text)
    code, text = said("keys", "show")
    assert (1, True) == (code, "no keys" in text)
    assert 0 == said("keys", "new")[0]
    assert 2 == said("keys", "new")[0]

    code, text = said("certify", "--dry-run")
    assert (1, True, True) == (code, "would issue 2" in text, "no name on the board" in text)
    assert 0 == ensure_sound(store)
    code, text = said("certify")
    assert (1, True) == (code, "2 issued, 0 there already, 5 with conditions missing" in text)
    assert 2 == ensure_sound(store)
    code, text = said("certify", "learner1", "learner3", "--lang", "es")
    assert (0, True, True) == (code, "ya lo tiene" in text, "faltan" in text)
    assert 2 == said("certify", "nobody")[0]
    assert 2 == said("certify", "--again")[0]

    mine, other = sorted(book(store).holdings.certificates, key=lambda held: held.bit)
    assert 2 == said("revoke", "nobody", "--reason", "why")[0]
    assert 2 == said("revoke", mine.id, "--reason", " ")[0]
    code, text = said("revoke", mine.id, "--reason", "copied <b>answers</b>")
    assert (0, True) == (code, f"revoked: fundamentals {mine.id}" in text)
    assert {mine.bit} == set(status_list(store).bits)
    code, text = said("revoke", mine.id, "--reason", "again")
    assert (0, True) == (code, "nothing was changed" in text)
    assert "copied <b>answers</b>" == book(store).reasons.revoked[mine.id].reason
    assert "valid" == verified_at(store, other.id)

    team.ensure_secret([team.key.read_bytes()])


def test_keys_rotate_are_refused_and_come_from_the_environment(tmp_path: Path) -> None:
    """Older certificates stay valid; those of a compromised key are issued anew; a loose file is refused."""
    team = Team(tmp_path)
    said, store, pem_path = team.said, team.store, team.key
    assert 0 == said("keys", "new")[0]
    assert 1 == said("certify")[0]
    other = book(store).holdings.certificates[0]
    pems = [pem_path.read_bytes()]
    code, text = said("keys", "rotate")
    pems.append(pem_path.read_bytes())
    assert (0, True) == (code, pems[0] != pems[1])
    code, text = said("keys", "show")
    assert (0, True, True) == (code, f"{other.kid}  verifies; 2" in text, "signs; 0" in text)
    assert "valid" == verified_at(store, other.id)
    code, text = said("keys", "rotate", "--compromised", other.kid)
    assert (0, True) == (code, "void" in text)
    assert "2 issued" in said("certify")[1]

    pem_path.chmod(0o644)
    code, text = said("certify")
    assert (2, True) == (code, "chmod 600" in text)
    pem = pem_path.read_text()
    pem_path.unlink()
    assert 1 == said("certify", **{VARIABLE: pem})[0]
    code, text = said("certify", **{VARIABLE: pem.replace("PRIVATE", "SECRET")})
    assert (2, True) == (code, "is none" in text)
    assert 2 == said("keys", "rotate", **{VARIABLE: pem})[0]

    team.ensure_secret(pems)


def verified_at(store: Store, identifier: str) -> str:
    """What openbadgeslib says of a certificate whose list is that of the course's own data set."""
    found = status_list(store)
    assert "https://huggingface.co/datasets/smol-course/leaderboard/resolve/main/status/revocation.jwt" == found.url
    return verified(store, identifier, found.url)


def test_a_regrade_is_told_before_anything_is_revoked(tmp_path: Path) -> None:
    """Exit code 1 calls for a look; `--revoke-unfounded` is the word for it."""
    board = tmp_path / "board"
    at = ("--board", str(board))
    assert 0 == run(tmp_path, "init", *at).returncode
    store = open_store(str(board))
    store.commit(person(1) | write_segments(earned(1)), "learner")
    assert 0 == run(tmp_path, "keys", "new", *at).returncode
    assert 0 == run(tmp_path, "certify", *at).returncode
    store.commit(write_segments([worse(1)]), "regrade")
    looked = run(tmp_path, "certify", *at)
    assert (1, True) == (looked.returncode, "--revoke-unfounded" in " ".join(looked.stderr.split()))
    assert not book(store).reasons.revoked
    done = run(tmp_path, "certify", "--revoke-unfounded", *at)
    assert (0, True) == (done.returncode, "1 revoked now" in " ".join(done.stdout.split())), done.stdout
    assert 1 == len(book(store).reasons.revoked)


def test_a_practice_board_certifies_nothing(tmp_path: Path) -> None:
    """Neither keys nor certificates: nothing on it counts."""
    at = ("--board", str(tmp_path / "board"))
    assert 0 == run(tmp_path, "init", "--practice", *at).returncode
    for words in (("keys", "new"), ("certify",)):
        ended = run(tmp_path, *words, *at)
        assert (2, True) == (ended.returncode, "practice board" in ended.stderr)


def test_keys_do_not_lie_in_the_board(tmp_path: Path) -> None:
    """Where they would be published."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--board", str(board)).returncode
    home = board / "offices"
    shutil.copytree(tmp_path / "offices", home)
    ended = run(tmp_path, "keys", "new", "--board", str(board), "--home", str(home))
    assert (2, True) == (ended.returncode, "own folder" in ended.stderr)
    assert not list(board.rglob("*.pem"))


def test_on_the_hub(tmp_path: Path, board_hub: FakeHub) -> None:
    """The same over the Hub: one commit, the data set's own address in each credential, the page's site has the keys."""
    variables = {"HF_ENDPOINT": board_hub.url, "HF_TOKEN": board_hub.token("course"), "HF_HUB_DISABLE_XET": "1"}
    at = ("--board", BOARD)
    assert 0 == (made := run(tmp_path, "init", *at, **variables)).returncode, made.stderr
    store = open_store(BOARD, token=board_hub.token("course"))
    fill(store)
    assert 0 == run(tmp_path, "keys", "new", *at, **variables).returncode
    before = store.head()
    ended = run(tmp_path, "certify", *at, **variables)
    assert (1, True) == (ended.returncode, "2 issued" in ended.stdout), ended.stderr
    head = store.head()
    assert head != before
    assert "0 issued, 2 there already" in run(tmp_path, "certify", *at, **variables).stdout
    assert (head, 2) == (store.head(), ensure_sound(store))
    assert f"https://huggingface.co/datasets/{BOARD}/resolve/main/status/revocation.jwt" == status_list(store).url
    assert store.read(layout.ISSUER) == site_files(BOARD, token=board_hub.token("course"))[DID_PATH]
    ended = run(tmp_path, "revoke", "learner2", "--reason", "asked for it", *at, **variables)
    assert (0, 1) == (ended.returncode, len(status_list(store).bits)), ended.stderr
