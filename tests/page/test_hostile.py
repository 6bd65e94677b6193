"""Names are strangers' text: whatever they hold, the page shows it and does nothing with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import subject

from smol_grade.report.visible import visible_text
from smol_leaderboard.characters import overlong
from smol_leaderboard.site import BESIDE, page

from .browser import served
from .conftest import Open, board_of
from .hostile_names import NAMES

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
WHOLE_OF_LONG = 60
"""Characters beyond which a learner's view shows a name in a fold of its own."""


@pytest.fixture(scope="module")
def zoo(hostile: MemoryStore) -> Iterator[str]:
    """Where the page of the hostile names is."""
    with served(page(BESIDE), hostile) as link:
        yield link


def seen(text: str) -> str:
    """Return the characters of a text that would not be seen, those that hold emoji together aside."""
    return "".join(one for one in text if unicodedata.category(one) in INVISIBLE and one not in "\n\u200d")


def test_the_zoo_is_on_the_board(hostile: MemoryStore) -> None:
    """All names reach the page's data: what follows is about them."""
    assert {*NAMES} - {row["name"] for row in board_of(hostile)["rows"]} == set()


@pytest.mark.parametrize("view", ["#/?size=100", "#/submissions", f"#/learner/{subject(0)}"])
def test_no_name_does_anything(view: str, zoo: str, tab: Open) -> None:
    """No script of a name runs, no element, attribute or link comes from one, no direction or hidden character is left."""
    watched = tab(zoo + view)
    tab_ = watched.page
    tab_.wait_for_timeout(300)
    kinds = tab_.evaluate("[...new Set([...document.body.querySelectorAll('*')].map(one => one.localName))]")
    assert not {"script", "img", "iframe", "style", "base", "object", "embed", "form"} & set(kinds)
    handlers = "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames()).filter(name => /^on|^style$/.test(name))"
    assert tab_.evaluate(handlers) in ([], ["style"] * tab_.locator("td.total").count())  # a bar's length, set by us
    links = tab_.evaluate("[...document.links].map(one => one.getAttribute('href'))")
    assert [] == [link for link in links if not link.startswith(("#", "https://huggingface.co/"))]
    assert "" == seen(tab_.evaluate("document.body.textContent"))
    assert "owned" not in tab_.title().replace(NAMES[0][:100], "")
    assert [] == [url for url in watched.requested if not url.startswith(zoo)]
    assert [] == watched.complaints


WIDE = [name for name in NAMES if overlong(name)]
VIEWS = ["#/?size=100", "#/submissions", *(f"#/learner/{subject(NAMES.index(name))}" for name in WIDE)]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("view", VIEWS)
def test_no_name_widens_the_page(view: str, width: int, zoo: str, tab: Open) -> None:
    """Not even one of characters that are drawn as one sign, where no line can be broken."""
    watched = tab(zoo + view, viewport={"width": width, "height": 740})
    assert width == watched.page.evaluate("document.documentElement.scrollWidth")
    for fold in watched.page.locator(".full summary").all():
        fold.click()
    assert width == watched.page.evaluate("document.documentElement.scrollWidth")


def test_names_are_shown_as_the_terminal_shows_them(zoo: str, tab: Open, hostile: MemoryStore) -> None:
    """The page and `smol-grade leaderboard` write the same escapes; long names are cut."""
    watched = tab(f"{zoo}#/?size=100")
    shown = watched.page.locator("table.board tbody tr:not(.reference) .name:not(.nameless)").all_text_contents()
    names = [row["name"] for row in board_of(hostile)["rows"] if row["name"].strip() and not row["reference"]]
    assert len(names) == len(shown)
    for name, text in zip(names, shown, strict=True):
        whole = visible_text(name, keep="\\")
        assert text == whole or (text.endswith("…") and len(text) <= 32 and whole.startswith(text[:-1])), ascii(name)


def test_a_long_name_can_be_read_whole(zoo: str, tab: Open) -> None:
    """Ten thousand characters are cut in the heading and whole in a fold below it."""
    watched = tab(f"{zoo}#/learner/{subject(NAMES.index('x' * 10_000))}")
    heading = watched.page.locator("h1").inner_text()
    assert len(heading) <= WHOLE_OF_LONG
    watched.page.locator(".full summary").click()
    assert "x" * 10_000 == watched.page.locator(".full p").inner_text()
    assert [] == watched.complaints


def test_only_what_the_hub_can_have_given_is_linked(zoo: str, tab: Open) -> None:
    """A name with other characters has no profile link; one of the Hub's has its own."""
    ask = "async names => { const { profile } = await import('/js/links.js'); return names.map(profile); }"
    names = [*NAMES, "ada", "a.b-c_d"]
    expected = [
        f"https://huggingface.co/{name}" if re.fullmatch(r"[\w.-]{1,96}", name, re.ASCII) else None for name in names
    ]
    assert expected == tab(zoo).page.evaluate(ask, names)


def test_names_of_object_keys_are_names(zoo: str, tab: Open) -> None:
    """`__proto__` and `constructor` can be searched for and opened."""
    watched = tab(f"{zoo}#/?q=__proto__")
    assert ["__proto__"] == watched.page.locator("table.board tbody .name").all_text_contents()
    watched.page.locator("table.board tbody a").click()
    watched.page.wait_for_selector(".records")
    assert "__proto__" == watched.page.locator("h1").inner_text()
    assert [] == watched.complaints
