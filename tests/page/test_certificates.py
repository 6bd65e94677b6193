"""The views of certificates: what the rules say stands there, and everybody can use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from leaderboard.sample_board import subject

from smol_grade.messages import say
from smol_grade.schedule import Dates
from smol_leaderboard import layout
from smol_leaderboard.schema import canonical
from smol_leaderboard.site import BESIDE, board_files, page

from .browser import served
from .conftest import Open
from .credentials import ID, LEARNER, RULES, Certified, did_document
from .test_access import serious

SMALL = {"width": 320, "height": 640}
VERIFY = f"#/verify/{ID}"
KEYS = {".well-known/did.json": did_document()}


@pytest.fixture(scope="module")
def certified() -> Iterator[str]:
    """A board on which somebody has a certificate, copied beside the page."""
    with served(page(BESIDE) | board_files(Certified().store) | KEYS) as where:
        yield where


def shown(tab: Open, rules: Any, **options: Any) -> str:
    """Return what the view says of rules, all unfolded."""
    made = Certified()
    made.store.content[layout.RULES] = canonical(rules)
    with served(page(BESIDE), made.store) as where:
        watched = tab(f"{where}#/certificates", ".certificates", **options)
        for one in watched.page.locator("details").all():
            one.evaluate("one => one.open = true")
        assert [] == watched.complaints
        text: str = watched.page.locator("main").inner_text()
        return text


def test_the_view_says_what_the_rules_say(tab: Open) -> None:
    """Each certificate with its title, each unit with its exercises and their points; the thresholds; the issuer."""
    text = shown(tab, RULES)
    for rule in RULES.certificates:
        assert rule.title.en in text
    for unit in RULES.units.values():
        assert unit.title.en in text
        for name, points in unit.exercises.items():
            assert re.search(rf"{name} {points}\b", text), name
    assert f"at least {RULES.quiz_percent} % right answers" in text
    assert "17 required exercises, each with full marks" in text
    assert "A made-up course (did:web:course.example)" in text
    assert "counts, and is marked as late" in text


def test_every_number_comes_from_the_rules(tab: Open) -> None:
    """Other thresholds: the view says those, in both languages."""
    rules = msgspec.structs.replace(
        RULES, quiz_percent=73, exercise_percent=61, late="does_not_count", grace_h=37, valid_days=411, practice=True
    )
    for options, whole in (({}, "Completion of the smol course"), ({"locale": "es"}, "Completación del smol course")):
        text = shown(tab, rules, **options)
        for number in ("73 %", "61 %", "37", "411"):
            assert number in text, number
        assert "80" not in text
        assert "full marks" not in text
        assert whole in text


def test_a_board_without_rules_says_so(tab: Open) -> None:
    """And what its team does about it."""
    made = Certified()
    del made.store.content[layout.RULES]
    with served(page(BESIDE), made.store) as where:
        text = tab(f"{where}#/certificates", ".notice").page.locator("main").inner_text()
        assert "publishes no rules" in text
        assert "smol-leaderboard init" in text


def test_broken_rules_are_told(tab: Open) -> None:
    """Whatever stands there instead of rules."""
    for content in (
        b"{",
        b"[]",
        b'{"schema_version":1,"certificates":[{}]}',
        canonical({"schema_version": 1, "certificates": [1]}),
    ):
        made = Certified()
        made.store.content[layout.RULES] = content
        with served(page(BESIDE), made.store) as where:
            assert (
                "The data cannot be read." == tab(f"{where}#/certificates", ".notice").page.locator("h1").inner_text()
            )


@pytest.mark.parametrize("view", ["#/certificates", "#/verify", VERIFY, "#/verify/" + "f" * 32])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"color_scheme": "dark", "locale": "es"},
        {"viewport": SMALL, "locale": "es"},
        {"viewport": SMALL, "color_scheme": "dark"},
    ],
    ids=["light", "dark-es", "small-es", "small-dark"],
)
def test_everybody_can_use_them(view: str, options: dict[str, Any], axe: str, tab: Open, certified: str) -> None:
    """Nothing serious for axe, and nothing beside the screen at 320 px, light and dark, English and Spanish."""
    watched = tab(certified + view, ".outcome" if "/verify/" in view else "h1", **options)
    for one in watched.page.locator("details").all():
        one.evaluate("one => one.open = true")
    width = watched.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    assert [] == serious(watched.page, axe)


def test_the_keyboard_is_enough(tab: Open, certified: str) -> None:
    """Paste an id, Enter on the button: the result has the focus, and the address no id of another one."""
    watched = tab(f"{certified}#/verify", "#text")
    watched.page.locator("#text").focus()
    watched.page.keyboard.type(ID)
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_selector(".outcome")
    assert "Valid" == watched.page.evaluate("document.activeElement.innerText")
    assert [] == watched.complaints


def test_another_language_says_the_same_result(tab: Open, certified: str) -> None:
    """The result of a file that was handed in stays when the reader changes the language."""
    watched = tab(f"{certified}#/verify", "#file")
    content = Certified().file
    watched.page.locator("#file").set_input_files({"name": "c.json", "mimeType": "application/json", "buffer": content})
    watched.page.wait_for_selector(".outcome")
    watched.page.locator("[data-keep=language]").click()
    watched.page.wait_for_selector("html[lang=es] .outcome")
    assert "Válido" == watched.page.locator(".outcome h2").inner_text()


def test_a_file_can_be_dropped(tab: Open, certified: str) -> None:
    """Onto the form, as a file or as a link."""
    watched = tab(f"{certified}#/verify", "#file")
    script = """([text, link]) => {
        const data = new DataTransfer();
        if (link) data.setData("text/plain", link);
        else data.items.add(new File([text], "c.json", { type: "application/json" }));
        document.querySelector(".hand-in").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    for given in ([Certified().file.decode(), ""], ["", f"https://course.example/#/verify/{ID}"]):
        watched.page.evaluate(script, given)
        watched.page.wait_for_selector(".outcome.valid")
        watched.page.goto(f"{certified}?again={len(given[0])}#/verify")
        watched.page.wait_for_selector("#file")
    assert [] == watched.complaints


def test_a_learners_page_says_how_far(tab: Open) -> None:
    """Counted by the rule, out of the tables; what was issued leads to its verification; nothing is read before."""
    made = Certified()
    entry = {"id": ID, "subject": subject(LEARNER), "certificate": "fundamentals"}
    made.store.content["certificates/index.json"] = canonical({"schema_version": 1, "certificates": [entry]})
    with served(page(BESIDE), made.store) as where:
        watched = tab(f"{where}#/learner/{subject(LEARNER)}", ".records")
        assert not [url for url in watched.requested if "rules.json" in url]
        watched.page.locator(".towards > summary").click()
        watched.page.wait_for_selector(".progress section")
        first, second = watched.page.locator(".progress section").all()
        assert "exercises: 17 of 17 · models: 1 of 1 · 1 quiz, not shown here · issued: verify it" in first.inner_text()
        assert (
            "exercises: 17 of 53 · models: 1 of 1 · final project: 0 of 1 · 6 quizzes, not shown here"
            in second.inner_text()
        )
        second.locator("summary").click()
        assert 36 == second.locator("li").count()
        assert [] == watched.complaints
        first.locator("a").click()
        watched.page.wait_for_selector(".outcome.valid")


def test_a_learners_page_says_what_was_late(tab: Open) -> None:
    """What came in after its due date and counts is named, in the words of `certificate status`."""
    rules = msgspec.structs.replace(
        RULES, late="counts", cohorts={"2026-09": {"instruction": Dates(due="2026-01-01T00:00:00Z")}}
    )
    made = Certified(rules=rules)
    made.store.content[layout.RULES] = canonical(rules)
    made.store.content[layout.CERTIFICATE_INDEX] = canonical({"schema_version": 1, "certificates": []})
    with served(page(BESIDE), made.store) as where:
        watched = tab(f"{where}#/learner/{subject(LEARNER)}", ".records")
        watched.page.locator(".towards > summary").click()
        watched.page.wait_for_selector(".progress section")
        shown = watched.page.locator(".progress section").first.inner_text()
        start, _, _ = say("en", "certificate.late", what="|").partition("|")
        [line] = [line for line in shown.splitlines() if line.startswith(start)]
        named = line.removeprefix(start).split(", ")
        assert {*RULES.units["instruction"].exercises, say("en", "certificate.short_model", unit="unit1")} == {*named}
        assert [] == watched.complaints
