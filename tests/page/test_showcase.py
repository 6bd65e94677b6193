"""The showcase in Chromium: who won what and why, every accepted project, all as text; nothing of a stranger does anything."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from leaderboard.evening import DEMO, board
from leaderboard.evening import NAMES as PEOPLE
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import subject

from smol_leaderboard.entry_errors import DemoUnfit
from smol_leaderboard.project_entry import ensure_demo, host_of
from smol_leaderboard.site import BESIDE, page

from .browser import served
from .conftest import PHONE, Open
from .hostile_names import NAMES
from .showcases import COHORTS, SHOWCASE, award, document, made_up, of_scripts, of_texts, of_the_board, project, winner
from .test_access import serious
from .test_hostile import seen
from .test_page import told

AT = "#/showcase"
AWARDS, PROJECTS = ".awards > li", ".projects > li"


def with_showcase(store: MemoryStore, content: bytes | None) -> MemoryStore:
    """Return a board with a showcase, or without one."""
    rest = {path: data for path, data in store.content.items() if path != SHOWCASE}
    return MemoryStore(rest | ({} if content is None else {SHOWCASE: content}))


@pytest.fixture(scope="module")
def shown(store: MemoryStore) -> Iterator[str]:
    """Where the page of a board with a showcase is."""
    with served(page(BESIDE), with_showcase(store, of_the_board(store))) as where:
        yield where


def texts(tab: Any, selector: str) -> list[str]:
    """Return the texts of elements, in one line each."""
    return [" ".join(one.split()) for one in tab.locator(selector).all_inner_texts()]


def test_awards_come_first_with_numbers_intervals_and_the_rule(tab: Open, shown: str, store: MemoryStore) -> None:
    """Who, with which number and interval, in the file's order; those who share one stand in it side by side."""
    watched = tab(shown + AT)
    awards = json.loads(of_the_board(store))["awards"]
    mine = [one for one in awards if one["cohort"] == COHORTS[0]]
    assert [
        "Best model · instruction · 135M",
        "Best model · instruction · 360M",
        "Best on unseen problems",
        "Most improved",
        "Smallest over the bar",
    ] == texts(watched.page, f"{AWARDS} h3")
    for index, one in enumerate(mine):
        place = f"{AWARDS}:nth-child({index + 1})"
        assert [each["name"] for each in one["winners"]] == texts(watched.page, f"{place} .who")
        assert [each["model"] for each in one["winners"]] == texts(watched.page, f"{place} .model")
        shared = [f"Shared by {len(one['winners'])}"] if len(one["winners"]) > 1 else []
        assert shared == [text.split(":")[0] for text in texts(watched.page, f"{place} .shared")]
        assert len(texts(watched.page, f"{place} .how")[0]) > 40
    reached = texts(watched.page, f"{AWARDS} .reached")
    assert "0.871 [0.851, 0.891]" == reached[0]
    assert "41.2 % [39.2, 43.2]" == reached[3]
    assert "+0.064 [0.041, 0.087]" == reached[8]
    assert "134,515,008 parameters" == reached[9]
    tops = watched.page.eval_on_selector_all(
        f"{AWARDS}:nth-child(2) .winners > li", "rows => rows.map(row => row.getBoundingClientRect().top)"
    )
    assert 1 == len(set(tops))
    first = [watched.page.locator(where).first.bounding_box()["y"] for where in (AWARDS, PROJECTS)]  # type: ignore[index]
    assert first == sorted(first)
    assert [] == watched.complaints


def test_a_project_says_who_what_and_how_good(tab: Open, shown: str, store: MemoryStore) -> None:
    """Name, model, size, gain, the text in its own language, awards and links: to both views, the Hub and the demo."""
    tab_ = tab(shown + AT).page
    first = json.loads(of_the_board(store))["projects"][0]
    card = tab_.locator(PROJECTS).first
    said = card.inner_text()
    for part in (
        first["model"],
        first["name"],
        "135M, 134,515,008 parameters",
        "+0.064 [0.041, 0.087]",
        "Feb 12, 2027",
    ):
        assert part.replace("Feb 12", "12 Feb").replace(", 2027", " 2027") in said or part in said, part
    assert ["Best model · instruction · 135M", "Best on unseen problems", "Smallest over the bar"] == texts(
        tab_, f"{PROJECTS}:first-child .won li"
    )
    assert first["summary"].split("\n\n") == card.locator(".told p").all_inner_texts()
    links = [one.get_attribute("href") for one in card.locator("a").all()]
    assert [
        f"#/model/{first['model']}?record={first['record']}",
        f"#/learner/{first['subject']}",
        f"https://huggingface.co/{first['base']}",
        f"https://huggingface.co/{first['model']}/tree/{first['revision']}",
        first["demo"],
    ] == links
    demo = card.get_by_text("Demo on demo.example.org")
    assert ("noopener noreferrer nofollow ugc", "_blank") == (demo.get_attribute("rel"), demo.get_attribute("target"))
    assert ["en", "es", "en"] == [one.get_attribute("lang") for one in tab_.locator(".told").all()]
    assert {"auto"} == {one.get_attribute("dir") for one in tab_.locator(".told, .told p").all()}
    assert 0 == tab_.locator(PROJECTS).nth(2).locator(".gain").count()
    for link, heading in ((links[0], first["model"]), (links[1], first["name"])):
        tab_.goto(f"{shown}{link}")
        told(tab_.locator("h1")).to_have_text(heading)


def test_what_a_rebuild_writes_is_shown(tab: Open) -> None:
    """The board's own program and this page share a file and no code: its awards, projects, texts and numbers stand there."""
    store = board()
    made = json.loads(store.content[SHOWCASE])
    with served(page(BESIDE), store) as where:
        watched = tab(where + AT)
        for cohort in made["cohorts"]:
            watched.page.goto(f"{where}#/showcase?cohort={cohort}")
            told(watched.page.locator("#cohort")).to_have_value(cohort)
            awards = [one for one in made["awards"] if one["cohort"] == cohort]
            winners = [each for one in awards for each in one["winners"]]
            projects = [one for one in made["projects"] if one["cohort"] == cohort]
            assert awards
            assert projects
            assert [each["name"] for each in winners] == texts(watched.page, ".winners .who")
            assert [one["model"][:79] for one in projects] == [
                text.removesuffix("…") for text in texts(watched.page, f"{PROJECTS} h3")
            ]
            assert [one["summary"].split() for one in projects] == [
                text.split() for text in watched.page.locator(".told").all_inner_texts()
            ]
        assert {*PEOPLE} == {one["name"] for one in made["projects"]}
        watched.page.goto(where + f"#/showcase?cohort={made['cohorts'][-1]}")
        told(watched.page.locator(f'a[href="{DEMO}"]')).to_have_text("Demo on ana-tides.hf.space")
        assert [] == watched.complaints


def test_a_cohort_is_chosen_and_the_address_keeps_it(tab: Open, shown: str) -> None:
    """The newest first; another by the control; a reload shows the same; one that is not there is the newest."""
    tab_ = tab(shown + AT).page
    told(tab_.locator("#cohort")).to_have_value(COHORTS[0])
    tab_.select_option("#cohort", COHORTS[1])
    assert (["Most improved"], 1) == (texts(tab_, f"{AWARDS} h3"), tab_.locator(PROJECTS).count())
    assert tab_.url.endswith("#/showcase?cohort=2026-09")
    tab_.reload()
    told(tab_.locator(f"{AWARDS} h3")).to_have_text("Most improved")
    tab_.goto(f"{shown}#/showcase?cohort=nothing")
    told(tab_.locator("#cohort")).to_have_value(COHORTS[0])


def test_it_is_in_the_navigation_in_both_languages(tab: Open, shown: str) -> None:
    """One entry, which says that one is there; the heading has the focus; Spanish says all of it in Spanish."""
    watched = tab(shown)
    watched.page.get_by_role("link", name="Showcase").click()
    told(watched.page.locator("h1")).to_have_text("Showcase")
    assert "page" == watched.page.get_by_role("link", name="Showcase").get_attribute("aria-current")
    assert "h1" == watched.page.evaluate("document.activeElement.localName")
    watched.page.get_by_role("button", name="Español").click()
    told(watched.page.locator("h1")).to_have_text("Galería")
    assert "Mayor mejora" in texts(watched.page, f"{AWARDS} h3")
    assert "en" == watched.page.locator(".told").first.get_attribute("lang")
    assert watched.page.title().startswith("Galería · ")
    assert [] == watched.complaints


def test_the_board_does_not_wait_for_it(tab: Open, shown: str) -> None:
    """Neither code nor data of the showcase are loaded until somebody looks at it."""
    watched = tab(shown)
    assert not [url for url in watched.requested if "showcase" in url]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "This board has no showcase yet."),
        (b"", "The data cannot be read."),
        (b"[]", "The data cannot be read."),
        (b'{"schema_version":2}', "The board is newer than this page."),
        (document([], [award("best", [])]), "The data cannot be read."),
        (document([], [award("best", [winner(made_up(1), 1)], cohort="another")]), "The data cannot be read."),
        (document([], [award("best", [winner(made_up(1), 1) | {"value": 0.5}])]), "The data cannot be read."),
        (document([], [award("best", [winner(made_up(1), 1) | {"name": None}])]), "The data cannot be read."),
        (document([], [award("best", [winner(made_up(1), 1)], unit=["x"])]), "The data cannot be read."),  # type: ignore[arg-type]
        (document([project(made_up(1), awards=[0])], []), "The data cannot be read."),
        (document([project(made_up(1), awards=["length"])], []), "The data cannot be read."),
        (document([project(made_up(1), summary={"toString": "x"})], []), "The data cannot be read."),
        (document([project(made_up(1), gain={"task": "loss"})], []), "The data cannot be read."),
        (document([project(made_up(1), demo=["https://a.example"])], []), "The data cannot be read."),
        (document([{}], []), "The data cannot be read."),
        (document([None], []), "The data cannot be read."),  # type: ignore[list-item]
        (document([], [], [1]), "The data cannot be read."),  # type: ignore[list-item]
    ],
)
def test_what_cannot_be_shown_is_explained(content: bytes | None, sentence: str, tab: Open, store: MemoryStore) -> None:
    """An older board has none, and says so kindly; data of another shape are refused; the board itself is still there."""
    with served(page(BESIDE), with_showcase(store, content)) as where:
        tab_ = tab(where + AT).page
        assert sentence == tab_.locator("h1").inner_text()
        if content is None:
            assert "smol-leaderboard rebuild" in tab_.locator(".notice").inner_text()
        tab_.goto(f"{where}#/submissions")
        told(tab_.locator("h1")).not_to_have_text(sentence)


def test_an_evening_without_awards_or_projects(tab: Open, store: MemoryStore) -> None:
    """Two sentences, no control, no empty list."""
    with served(page(BESIDE), with_showcase(store, document([], [], []))) as where:
        watched = tab(where + AT)
        first, second = texts(watched.page, ".nothing")
        assert first.startswith("There are no awards yet")
        assert "smol-grade submit project" in second
        assert 0 == watched.page.locator("#cohort, .awards, .projects").count()
        assert [] == watched.complaints


def test_an_award_of_a_later_program_keeps_its_name(tab: Open, store: MemoryStore) -> None:
    """A kind without a sentence is told by its own word."""
    content = document([], [award("best_card", [winner(made_up(1, "ada"), 1_000)])])
    with served(page(BESIDE), with_showcase(store, content)) as where:
        assert ["best card"] == texts(tab(where + AT).page, f"{AWARDS} h3")


def test_somebody_without_a_name_is_anonymous(tab: Open, store: MemoryStore) -> None:
    """As on the board; there is no link to a learner whom the board does not know."""
    content = document([], [award("best", [winner(made_up(7_777), 1_000)])])
    with served(page(BESIDE), with_showcase(store, content)) as where:
        tab_ = tab(where + AT).page
        assert [f"anonymous {subject(7_777)[:8]}"] == texts(tab_, ".who")
        assert 0 == tab_.locator(".who a").count()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}])
def test_no_text_does_anything(options: dict[str, Any], tab: Open, store: MemoryStore) -> None:
    """Every hostile text as name, model, base, summary and demo: shown, and no more; nothing is wider than the window."""
    with served(page(BESIDE), with_showcase(store, of_texts(NAMES))) as where:
        watched = tab(where + AT, **options)
        tab_ = watched.page
        kinds = tab_.evaluate("[...new Set([...document.body.querySelectorAll('*')].map(one => one.localName))]")
        assert not {"script", "img", "iframe", "style", "base", "object", "embed", "form"} & set(kinds)
        names = tab_.evaluate("[...document.body.querySelectorAll('*')].flatMap(one => one.getAttributeNames())")
        assert not [name for name in names if name.startswith(("on", "style", "src"))]
        links = tab_.evaluate("[...document.links].map(one => one.getAttribute('href'))")
        assert [] == [link for link in links if not link.startswith(("#", "https://huggingface.co/"))]
        assert "" == seen(tab_.evaluate("document.body.textContent"))
        assert len(NAMES) == tab_.locator(PROJECTS).count()
        assert "<script>document.title='owned'</script>" == tab_.locator(".told").first.inner_text()
        assert (options or {"viewport": {"width": 1200}})["viewport"]["width"] == tab_.evaluate(
            "document.documentElement.scrollWidth"
        )
        assert "Showcase · A made-up course" == tab_.title()
        assert [] == [url for url in watched.requested if not url.startswith(where)]
        assert [] == watched.complaints


DEMOS = {
    "https://demo.example.org/a?b=c#d": "demo.example.org",
    "HTTPS://Demo.Example.ORG": "demo.example.org",
    "https://xn--bcher-kva.example/": "xn--bcher-kva.example",
    "https://user-space.hf.space/": "user-space.hf.space",
    "http://demo.example.org/": None,
    "javascript:alert(1)//a.b/": None,
    "https://ada@demo.example.org/": None,
    "https://demo.example.org:8443/": None,
    "https://demo.example.org\\@evil.example/": None,
    "https://\u0430pple.example/": None,
    "https://localhost/": None,
    "https://127.0.0.1/": None,
    "https://0x7f.1/": None,
    "https://[::1]/": None,
    "https:demo.example.org": None,
    "https:///demo.example.org": None,
    "//demo.example.org/": None,
    "https://demo.example.org/\n": None,
    "https://demo.example.org/a b": None,
    "https://demo..example.org/": None,
    "https://demo.example.org./": None,
    "https://demo.example.org/" + "x" * 300: None,
    "": None,
}


def test_a_demo_is_an_address_of_the_web_or_text(tab: Open, link: str) -> None:
    """https and a host with a dot, nothing before or behind it; of whatever else is handed in no link is made. All that the
    board takes has one, to the host that the course's own program says."""
    ask = """async texts => {
        const { elsewhere } = await import("/js/links.js");
        const { outward } = await import("/js/dom.js");
        const made = (text) => { try { return outward(text, "x").hostname; } catch { return null; } };
        return texts.map((text) => [elsewhere(text)?.host ?? null, made(text)]);
    }"""
    found = tab(link).page.evaluate(ask, list(DEMOS))
    assert {text: [host, host] for text, host in DEMOS.items()} == dict(zip(DEMOS, found, strict=True))
    taken = 0
    for text, host in DEMOS.items():
        with contextlib.suppress(DemoUnfit):
            ensure_demo(text)
            assert host_of(text) == host
            taken += 1
    assert 3 == taken


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1200, "height": 900}, PHONE, {"width": 320, "height": 600}])
def test_it_can_be_used_by_everybody(
    viewport: dict[str, int], scheme: str, language: str, axe: str, tab: Open, store: MemoryStore
) -> None:
    """Light and dark, wide and narrow, in both languages, names in five scripts: no serious violation, nothing too wide."""
    with served(page(BESIDE), with_showcase(store, of_scripts())) as where:
        watched = tab(f"{where}?lang={language}{AT}", viewport=viewport, color_scheme=scheme)
        assert [] == serious(watched.page, axe)
        assert viewport["width"] == watched.page.evaluate("document.documentElement.scrollWidth")
        over = """[...document.querySelectorAll('.award, .project')].filter(one =>
            [...one.querySelectorAll('*')].some(part => part.getBoundingClientRect().right > one.getBoundingClientRect().right + 1)).length"""
        assert 0 == watched.page.evaluate(over)
        assert [] == watched.complaints


def test_the_keyboard_reaches_every_link(tab: Open, shown: str) -> None:
    """Tab goes through all of them in the order in which they are read, with a mark that is seen."""
    tab_ = tab(shown + AT).page
    wanted = tab_.evaluate("[...document.querySelectorAll('main a, main select')].map(one => one.textContent)")
    tab_.locator("h1").focus()
    walked = []
    for _ in wanted:
        tab_.keyboard.press("Tab")
        walked.append(tab_.evaluate("document.activeElement.textContent"))
        assert "none" != tab_.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert wanted == walked
