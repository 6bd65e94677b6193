"""Everybody can use the page: axe-core finds nothing serious, and the keyboard reaches all of it."""

from __future__ import annotations

from typing import Any

import pytest
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import subject

from smol_leaderboard.site import BESIDE, page

from .browser import served
from .conftest import PHONE, Open
from .hostile_names import NAMES

LEARNER = f"#/learner/{subject(3)}"
MODEL = "#/model/learner-13/sample-sft-135m"


def serious(tab: Any, axe: str) -> list[tuple[str, str, list[Any]]]:
    """Return what axe-core finds serious or critical."""
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        (one["id"], one["impact"], [node["target"] for node in one["nodes"]][:3])
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize(
    ("view", "options"),
    [
        ("", {}),
        ("", {"color_scheme": "dark"}),
        ("#/?unit=instruction&q=learner", {"viewport": PHONE, "locale": "es"}),
        (LEARNER, {"locale": "es"}),
        (LEARNER, {"color_scheme": "dark"}),
        (LEARNER, {"viewport": PHONE}),
        ("#/submissions", {}),
        ("#/submissions", {"viewport": PHONE, "color_scheme": "dark"}),
        ("#/learner/nobody", {"color_scheme": "dark"}),
        ("#/models", {}),
        ("#/models?task=gsm8k", {"color_scheme": "dark", "locale": "es"}),
        ("#/models?size=135M", {"viewport": PHONE}),
        (MODEL, {}),
        (MODEL, {"viewport": PHONE, "color_scheme": "dark", "locale": "es"}),
    ],
)
def test_axe_finds_no_serious_issue(view: str, options: dict[str, Any], axe: str, tab: Open, link: str) -> None:
    """Light, dark, phone, Spanish, every view, a record opened: no serious or critical violation."""
    watched = tab(link + view, **options)
    watched.page.wait_for_timeout(100)
    if view == LEARNER:
        watched.page.locator(".records button").first.click()
    elif view == MODEL:
        watched.page.locator(".answered summary").last.click()
        watched.page.wait_for_selector(".answers li")
    elif view.startswith("#/sub"):
        watched.page.locator("details summary").click()
    assert [] == serious(watched.page, axe)


def test_a_long_name_is_no_obstacle(axe: str, hostile: MemoryStore, tab: Open) -> None:
    """Ten thousand characters, unfolded: nothing serious, and the keyboard can scroll them."""
    with served(page(BESIDE), hostile) as where:
        watched = tab(f"{where}#/learner/{subject(NAMES.index('x' * 10_000))}", ".records")
        watched.page.locator(".full summary").click()
        assert [] == serious(watched.page, axe)


def focused(tab: Any) -> str:
    """Return what has the focus, in words."""
    script = "(({localName, id, textContent, ariaLabel}) => `${localName} ${id || ariaLabel || textContent.trim()}`)(document.activeElement)"
    return str(tab.evaluate(script))


def test_the_keyboard_reaches_everything(tab: Open, link: str) -> None:
    """Skip link first, then navigation, switches, search, titles, names, pages; Enter opens a learner, whose heading
    then has the focus; his records open; the way back keeps the search."""
    watched = tab(f"{link}#/?size=25")
    tab_ = watched.page
    walked = []
    for _ in range(48):
        tab_.keyboard.press("Tab")
        walked.append(focused(tab_))
        assert tab_.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", walked[-1]
    assert [
        "a Skip to the content",
        "a A made-up course",
        "a Board",
        "a Models",
        "a Showcase",
        "a Submissions",
        "a Certificates",
        "a Verify",
        "button Dark",
        "button Español",
        "button Refresh",
        "input search",
        "select unit",
        "button Rank",
        "button Name",
        "button Total",
        "button evaluation",
        "button instruction",
        "button preference",
        "button Reached",
        "a solution",
    ] == walked[:21]
    assert ["button First page", "button Previous page", "button Next page"] == walked[45:48]
    tab_.locator("#search").focus()
    tab_.keyboard.type("learner-33")
    assert "input search" == focused(tab_)
    for _ in range(9):
        tab_.keyboard.press("Tab")
    assert "a learner-33" == focused(tab_)
    tab_.keyboard.press("Enter")
    tab_.wait_for_selector(".records")
    assert "h1 learner-33" == focused(tab_)
    tab_.locator(".records button").first.focus()
    tab_.keyboard.press("Enter")
    assert "true" == tab_.locator(".records button").first.get_attribute("aria-expanded")
    tab_.locator(".back a").focus()
    tab_.keyboard.press("Enter")
    tab_.wait_for_selector("#search")
    assert ("h1 Overall", "learner-33") == (focused(tab_), tab_.locator("#search").input_value())
    assert [] == watched.complaints


def test_the_skip_link_and_the_switches_keep_the_focus(tab: Open, link: str) -> None:
    """The skip link moves into the content without changing the address; a switch stays where it was."""
    tab_ = tab(link).page
    tab_.keyboard.press("Tab")
    tab_.keyboard.press("Enter")
    assert ("main", link) == (tab_.evaluate("document.activeElement.id"), tab_.url)
    for name, then in (("Dark", "button Light"), ("Español", "button English")):
        tab_.get_by_role("button", name=name).focus()
        tab_.keyboard.press("Enter")
        tab_.wait_for_timeout(300)
        assert then == focused(tab_)


def test_structure_for_listeners(tab: Open, link: str) -> None:
    """One heading of the first level, landmarks, a language, a title that says where one is, headers for every cell."""
    for view in ("", LEARNER, "#/models", MODEL, "#/submissions"):
        tab_ = tab(link + view).page
        count = "['h1', 'main', 'header', 'footer'].map(name => document.querySelectorAll(name).length)"
        assert [1, 1, 1, 1] == tab_.evaluate(count)
        assert "en" == tab_.locator("html").get_attribute("lang")
        bare = "[...document.querySelectorAll('table tr:not(.below)')].filter(row => !row.querySelector('th')).length"
        assert 0 == tab_.evaluate(bare)
    assert "Submissions · A made-up course" == tab_.title()
