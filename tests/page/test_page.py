"""The page in Chromium: it shows the board's numbers, finds, sorts and turns them, and says what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import failure, grade, people, reveal, segments, settings, subject

from smol_leaderboard.board.documents import BOARD_JSON, QUARANTINE, STATUS
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import canonical
from smol_leaderboard.site import BESIDE, page

from .browser import served
from .conftest import Open, board_of

ROWS = "table.board tbody tr"
HEAD = 'table.board th[data-sort="{}"]'


def told(locator: Any) -> Any:
    """Return what waits for a locator to be so; functions that wait are strings, which our policy forbids."""
    from playwright.sync_api import expect

    return expect(locator)


def cells(tab: Any, rows: str = ROWS) -> list[list[str]]:
    """Return the texts of a table's rows, without marks and what is for listeners only."""
    script = """rows => rows.map(row => [...row.cells].map(cell => {
        const copy = cell.cloneNode(true);
        copy.querySelectorAll(".spoken, .mark, .stale").forEach(one => one.remove());
        return copy.textContent.trim();
    }))"""
    found: list[list[str]] = tab.eval_on_selector_all(rows, script)
    return found


def shown(row: dict[str, Any]) -> str:
    """Return how the page names a row."""
    return row["reference"] or row["name"] or f"anonymous {row['subject'][:8]}"


def test_the_page_shows_the_boards_numbers(tab: Open, link: str, store: MemoryStore) -> None:
    """Rank, name, total and the points of each unit, in the board's order; reference rows marked and unranked."""
    watched = tab(link)
    board = board_of(store)
    expected = [
        [
            "–" if row["rank"] is None else str(row["rank"]),
            shown(row),
            f"{row['points']} / {board['max_points']}",
            *("–" if cell is None else str(cell[1]) for cell in row["cells"]),
        ]
        for row in board["rows"][:50]
    ]
    assert expected == [row[:-1] for row in cells(watched.page)]
    assert "reference" == watched.page.locator("tr.reference .mark").first.inner_text()
    assert f"{len(board['rows'])} rows" == watched.page.locator(".count").inner_text()
    assert [] == watched.complaints


def test_a_units_board_is_sorted_and_ranked_on_its_own(tab: Open, link: str, store: MemoryStore) -> None:
    """Choosing a unit shows its ranks, points, submissions; the choice is in the address and survives a reload."""
    watched = tab(link)
    watched.page.select_option("#unit", "preference")
    board = board_of(store)
    index = [unit["slug"] for unit in board["units"]].index("preference")
    rows = [row for row in board["rows"] if row["cells"][index]]
    rows.sort(key=lambda row: (-row["cells"][index][1], row["cells"][index][3], row["subject"], row["reference"]))
    expected = [
        ["–" if cell[0] is None else str(cell[0]), shown(row), f"{cell[1]} / {cell[2]}", str(cell[4])]
        for row in rows[:50]
        for cell in [row["cells"][index]]
    ]
    assert expected == [row[:-1] for row in cells(watched.page)]
    assert "unit=preference" in watched.page.url
    watched.page.reload()
    watched.page.wait_for_selector(ROWS)
    assert expected == [row[:-1] for row in cells(watched.page)]
    assert [] == watched.complaints


def test_search_finds_names_and_says_how_many(tab: Open, link: str, store: MemoryStore) -> None:
    """Any part of a name, in any case; what matches nothing is told; the number of matches is announced."""
    watched = tab(link)
    watched.page.fill("#search", "LEARNER-1")
    expected = sorted(shown(row) for row in board_of(store)["rows"] if "learner-1" in row["name"])
    watched.page.select_option("#size", "100")
    assert expected == sorted(row[1] for row in cells(watched.page))
    told(watched.page.locator(".count")).to_have_text(f"{len(expected)} rows match")
    assert "status" == watched.page.locator(".count").get_attribute("role")
    watched.page.fill("#search", "nobody of that name")
    assert "Nobody matches" in watched.page.locator(ROWS).inner_text()
    assert [] == watched.complaints


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("name", lambda row: shown(row).lower()),
        ("points", lambda row: -row["points"]),
        ("reached", lambda row: row["reached"]),
        ("unit:evaluation", lambda row: -row["cells"][0][1] if row["cells"][0] else 1),
    ],
)
def test_columns_sort_both_ways(sort: str, key: Any, tab: Open, link: str, store: MemoryStore) -> None:
    """A press on a column's title sorts by it and says so to listeners; a second press turns the order round."""
    watched = tab(link)
    head = watched.page.locator(HEAD.format(sort))
    assert "none" == head.get_attribute("aria-sort")
    head.locator("button").click()
    rows = sorted(board_of(store)["rows"], key=key)
    assert [shown(row) for row in rows[:50]] == [row[1] for row in cells(watched.page)]
    first = head.get_attribute("aria-sort")
    assert ("descending" if sort in {"points", "unit:evaluation"} else "ascending") == first
    head.locator("button").click()
    assert {"ascending", "descending"} == {first, head.get_attribute("aria-sort")}
    assert 1 == watched.page.locator('th[aria-sort$="ending"]').count()
    assert [] == watched.complaints


def test_pages_turn(tab: Open, link: str, store: MemoryStore) -> None:
    """Next, last, and a page that is too far: each shows its rows, and the buttons at the ends say that they are."""
    watched = tab(f"{link}#/?size=25&page=999")
    names = [shown(row) for row in board_of(store)["rows"]]
    last = (len(names) - 1) // 25 * 25
    assert names[last:] == [row[1] for row in cells(watched.page)]
    assert "true" == watched.page.get_by_role("button", name="Next page").get_attribute("aria-disabled")
    watched.page.get_by_role("button", name="First page").click()
    watched.page.get_by_role("button", name="Next page").click()
    assert names[25:50] == [row[1] for row in cells(watched.page)]
    assert [] == watched.complaints


def made_store() -> MemoryStore:
    """One learner's history with everything that can be in it."""
    made = MemoryStore({"course.json": canonical(settings())})
    first = grade(1, points=30, received=0)
    worse = grade(1, points=20, received=0, at=90_000, supersedes=first.id, suite="0.3.1+bbbbbbbbbbbb")
    weak = grade(1, points=40, request=1, received=100_000, tier=2)
    best = grade(1, points=25, request=2, received=200_000, model="ada/model")
    records = [first, worse, weak, best, failure(1, "too_many_today", received=210_000), reveal(first, at=300_000)]
    made.content |= people({1: "ada"}) | segments([*records, grade(2, points=7)])
    rebuild(made)
    return made


def test_a_learners_view_tells_all_of_each_record(tab: Open) -> None:
    """States follow supersession and tier; provenance shows ids, suite, commitment, and leads to what superseded."""
    store = made_store()
    with served(page(BESIDE), store) as link:
        watched = tab(f"{link}#/learner/{subject(1)}", ".records")
        tab_ = watched.page
        states = [row[4] for row in cells(tab_, ".records tr:not(.below)")][1:]
        assert [
            "not graded Too many submissions on that day.",
            "best",
            "tier 2, does not count",
            "counts",
            "superseded",
        ] == states
        assert ["1", "25 / 40", "2"] == cells(tab_, ".summary tbody tr")[1][1:4]
        assert 4 == tab_.locator("svg.plot .dot").count()
        tab_.locator(".records button").last.click()
        text = tab_.locator(".below:not([hidden])").inner_text()
        first = grade(1, points=30, received=0)
        for value in (first.id, first.content_sha256, first.suite_version, first.seed_commitment, "records/grade/2026"):
            assert value in text
        tab_.locator(".below:not([hidden]) button").click()
        assert "0.3.1+bbbbbbbbbbbb" in tab_.locator(".below:not([hidden])").first.inner_text()
        assert "true" == tab_.evaluate("document.activeElement.ariaExpanded")
        assert "https://huggingface.co/ada" == tab_.get_by_text("Profile on the Hub").get_attribute("href")
        tab_.get_by_text("Back to the board").click()
        tab_.wait_for_selector(ROWS)
        assert [] == watched.complaints


def test_submissions_and_quarantine(tab: Open, link: str, store: MemoryStore) -> None:
    """What waits, what ran, what failed and why, what was put aside: as the board's files say."""
    watched = tab(f"{link}#/submissions")
    status = json.loads(store.content[STATUS])
    waiting = cells(watched.page, "table[aria-labelledby=waiting] tbody tr")
    assert [["#17", "ada", "instruction", "running"], ["#18", "<b>bob</b>", "warmup", "queued"]] == [
        row[:4] for row in waiting
    ]
    recent = cells(watched.page, "table[aria-labelledby=recent] tbody tr")
    points = [f"{one['points']} / {one['max_points']}" if one["state"] == "graded" else "–" for one in status["recent"]]
    assert points == [row[3] for row in recent]
    total = json.loads(store.content[QUARANTINE])["total"]
    assert f"{total} entries could not be believed" in watched.page.locator("main").inner_text()
    assert [] == watched.complaints


def test_an_empty_board_says_how_to_begin(tab: Open) -> None:
    """No rows: a sentence that names the command."""
    store = MemoryStore({"course.json": canonical(settings())})
    rebuild(store)
    with served(page(BESIDE), store) as link:
        watched = tab(link)
        assert "smol-grade submit unit1" in watched.page.locator(ROWS).inner_text()
        assert [] == watched.complaints


def test_a_practice_board_says_so(tab: Open) -> None:
    """The banner is on every view."""
    store = MemoryStore({"course.json": canonical(settings(practice=True))})
    store.content |= segments([grade(1, tier=3)])
    rebuild(store)
    with served(page(BESIDE), store) as link:
        for view in ("", "#/submissions", f"#/learner/{subject(1)}"):
            assert "not" not in tab(link + view).page.locator(".practice").inner_text().split(":")[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no board here yet."),
        (b"", "The data cannot be read."),
        (b"[]", "The data cannot be read."),
        (b'{"schema_version":1,"rows":{}}', "The data cannot be read."),
        (b'{"schema_version":2}', "The board is newer than this page."),
    ],
)
def test_a_board_that_cannot_be_shown_is_explained_and_tried_again(
    content: bytes | None, sentence: str, tab: Open, store: MemoryStore
) -> None:
    """The sentence says what to do; once the board is there, the button shows it."""
    broken = MemoryStore({path: data for path, data in store.content.items() if path != BOARD_JSON})
    if content is not None:
        broken.content[BOARD_JSON] = content
    with served(page(BESIDE), broken) as link:
        watched = tab(link)
        assert sentence == watched.page.locator("h1").inner_text()
        broken.content[BOARD_JSON] = store.content[BOARD_JSON]
        watched.page.get_by_role("button", name="Try again").click()
        watched.page.wait_for_selector(ROWS)


def test_without_a_network_the_page_waits_for_it(tab: Open, link: str) -> None:
    """Whatever is asked for without network is explained, and done once it is there: a refresh, a view, a language."""
    watched = tab(link)
    tab_ = watched.page
    for press in ("Refresh", "Submissions", "Español"):
        tab_.context.set_offline(True)
        tab_.get_by_text(press, exact=True).click()
        told(tab_.locator(".notice").first).to_contain_text("The board cannot be reached.")
        tab_.context.set_offline(False)
        for button in tab_.get_by_role("button", name="Try again").all():
            button.click()
        told(tab_.locator(".notice")).to_have_count(0)
        told(tab_.locator(".view h1")).to_be_visible()
    assert "es" == tab_.locator("html").get_attribute("lang")


def test_a_refresh_shows_what_is_new(tab: Open) -> None:
    """Records that were published meanwhile are on the board after a press, without loading the page anew."""
    store = MemoryStore({"course.json": canonical(settings())})
    rebuild(store)
    with served(page(BESIDE), store) as link:
        watched = tab(link)
        store.content |= people({1: "ada"}) | segments([grade(1, points=7)])
        rebuild(store)
        watched.page.get_by_role("button", name="Refresh").click()
        told(watched.page.locator(ROWS + " .name")).to_have_text("ada")
        assert [] == watched.complaints


@pytest.mark.parametrize("rows", [b"[{}]", b"[1]", b"[null]"])
def test_rows_that_are_none_are_explained(rows: bytes, tab: Open, store: MemoryStore) -> None:
    """A board whose rows have another shape ends in a sentence, not in an empty page."""
    content = b'{"days":[],"max_points":1,"rows":%s,"schema_version":1,"title":"x","units":[]}' % rows
    with served(page(BESIDE), MemoryStore({BOARD_JSON: content})) as link:
        assert "The data cannot be read." == tab(link).page.locator("h1").inner_text()


def test_language_and_theme_are_chosen_and_remembered(tab: Open, link: str) -> None:
    """The browser's language, `?lang=`, the switch; dark by the system, the switch; both survive a reload."""
    assert "General" == tab(link, locale="es-MX").page.locator("h1").inner_text()
    watched = tab(f"{link}?lang=es", locale="en-US", color_scheme="dark")
    tab_ = watched.page
    assert ("es", "General") == (tab_.locator("html").get_attribute("lang"), tab_.locator("h1").inner_text())
    background = "getComputedStyle(document.body).backgroundColor"
    dark = tab_.evaluate(background)
    tab_.get_by_role("button", name="Claro").click()
    light = tab_.evaluate(background)
    assert dark != light
    tab_.get_by_role("button", name="English").click()
    told(tab_.locator("h1")).to_have_text("Overall")
    tab_.goto(link)
    tab_.wait_for_selector(ROWS)
    assert ("Overall", light) == (tab_.locator("h1").inner_text(), tab_.evaluate(background))
    assert [] == watched.complaints


@pytest.mark.parametrize(
    "view",
    ["", "#/submissions", f"#/learner/{subject(3)}", "#/models", "#/model/learner-13/sample-sft-135m"],
)
def test_a_phone_shows_all_without_scrolling_sideways(view: str, tab: Open, link: str) -> None:
    """At 360 pixels nothing is wider than the window."""
    watched = tab(link + view, viewport={"width": 360, "height": 740})
    watched.page.wait_for_timeout(200)
    assert 360 == watched.page.evaluate("document.documentElement.scrollWidth")
    wide = "[...document.querySelectorAll('.holder')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert 0 == watched.page.evaluate(wide)
    assert [] == watched.complaints


@pytest.mark.parametrize("address", ["#/nowhere", "#/learner/00", "#/learner/%E0%A4%A", "#/learner/a/b/c"])
def test_an_address_that_leads_nowhere_says_so(address: str, tab: Open, link: str) -> None:
    """A sentence and a way back, no error."""
    watched = tab(link + address)
    assert "There is no such" in watched.page.locator("h1").inner_text()
    watched.page.get_by_text("Back to the board").click()
    watched.page.wait_for_selector(ROWS)
    assert [] == watched.complaints
