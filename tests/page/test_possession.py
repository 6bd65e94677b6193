"""The proof that a certificate does not give: the holder writes the verifier's word into the README of their profile."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fakehub import FakeHub

from smol_leaderboard.site import BESIDE, page, site_files
from smol_leaderboard.store import open_store

from .browser import Watched, served
from .conftest import Open
from .credentials import ID, USER, Certified, did_document

BOARD = "course/board"


@pytest.fixture
def link(hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Iterator[str]:
    """The page of a board on the Hub, which sends readers of every file to its CDN."""
    from huggingface_hub import constants

    hub.api("course")
    hub.repo("dataset", BOARD)
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    open_store(BOARD, token=hub.token("course")).commit(Certified().store.content, "A board")
    hub.cdn = "all"
    files = site_files(BOARD, [hub.cdn_url], token=hub.token("course"))
    with served(files | {".well-known/did.json": did_document()}) as where:
        yield where


def look(watched: Watched) -> str:
    """Press the button; return what is said."""
    watched.page.locator(".proof button", has_text="Look for the word").click()
    watched.page.wait_for_selector(".said .verdict")
    return watched.page.locator(".said").inner_text()


def write(hub: FakeHub, text: str) -> None:
    """Write the README of ada's profile, as only ada can."""
    hub.api(USER).upload_file(path_or_fileobj=text.encode(), path_in_repo="README.md", repo_id=f"{USER}/{USER}")


def test_the_holder_proves_possession(hub: FakeHub, link: str, tab: Open) -> None:
    """No profile, a profile without the word, the word: each is said; the word stays until the tab is closed."""
    watched = tab(f"{link}#/verify/{ID}", ".proof")
    assert "Valid" == watched.page.locator(".outcome h2").inner_text()
    word = watched.page.locator(".proof code").first.inner_text()
    assert 12 + 32 == len(word)
    assert "no public README" in look(watched)
    hub.api(USER).create_repo(f"{USER}/{USER}")
    write(hub, "# Ada\n")
    assert "the word is not" in look(watched)
    watched.page.reload()
    watched.page.wait_for_selector(".proof")
    assert word == watched.page.locator(".proof code").first.inner_text()
    write(hub, f"# Ada\n\n{word}\n")
    assert "The word is there" in look(watched)
    asked = {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in watched.requested}
    assert {link.rstrip("/"), hub.url, hub.cdn_url} == asked
    assert [] == [one for one in watched.complaints if "404" not in one and "401" not in one]


def test_another_verifier_has_another_word(link: str, tab: Open) -> None:
    """The word is drawn for each: what was written for one proves nothing to another."""
    words = {tab(f"{link}#/verify/{ID}", ".proof").page.locator(".proof code").first.inner_text() for _ in range(3)}
    assert 3 == len(words)


def test_a_copy_of_the_page_asks_no_hub(tab: Open) -> None:
    """Where the data lie beside the page, the policy lets it ask nobody: the reader looks, by a link."""
    with served(page(BESIDE), Certified().store) as where:
        watched = tab(f"{where}#/verify/{ID}", ".proof")
        assert 0 == watched.page.locator(".proof button", has_text="Look for the word").count()
        link = watched.page.locator(".proof li a").get_attribute("href")
        assert f"https://huggingface.co/{USER}/{USER}/blob/main/README.md" == link
