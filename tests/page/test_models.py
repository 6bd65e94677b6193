"""The models in Chromium: rankings, ties and intervals as the board has them, one model with its samples, all as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from leaderboard.memory_store import MemoryStore
from leaderboard.sample_board import grade, people, segments, settings
from leaderboard.sample_evaluations import BASES, evaluation, result, samples_path

from smol_grade.messages import say
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import NOBODYS, canonical, sealed_record
from smol_leaderboard.site import BESIDE, page

from .browser import served
from .conftest import PHONE, Open
from .hostile_names import NAMES
from .test_hostile import seen
from .test_page import cells, told

MINE = "learner-13/sample-sft-135m"
PROJECTS = {"whole": "ada/whole", "lacking": "bob/lacking", "idle": "cleo/idle", "no project": "dan/sft"}
ROWS = "table.ranking tbody tr"


def document_of(store: MemoryStore) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store.content["board/models.json"])
    return found


def ordered(document: dict[str, Any], task: str, size: str, limit: int = 0) -> list[tuple[dict[str, Any], list[Any]]]:
    """Return rows and cells of one ranking, as they must be shown."""
    names = [head[0] for head in document["tasks"]]
    number = names.index(task)
    sign = 1 if document["tasks"][number][2] else -1
    rows = [
        (row, row["cells"][number])
        for row in document["rows"]
        if row["cells"][number] and (row["size_class"], row["limit"]) == (size, limit)
    ]
    return sorted(rows, key=lambda pair: (sign * pair[1][2], pair[0]["model"], pair[0]["subject"]))


def rank_of(cell: list[Any], ranks: list[int]) -> str:
    return "–" if cell[0] is None else f"{cell[0]}=" if ranks.count(cell[0]) > 1 else str(cell[0])


def test_the_rankings_are_the_boards(tab: Open, link: str, store: MemoryStore) -> None:
    """A table for each size and limit: ranks with the sign of a tie, models, values, intervals, gaps; the first task."""
    watched = tab(f"{link}#/models")
    document = document_of(store)
    assert "loss" == document["tasks"][0][0]
    expected = []
    for size, limit in (("135M", 0), ("135M", 64), ("360M", 0)):
        rows = ordered(document, "loss", size, limit)
        ranks = [cell[0] for _, cell in rows if cell[0] is not None]
        for row, cell in rows:
            gap = "–" if row["overfit_gap"] is None else f"{row['overfit_gap'] / 10_000:+.1f}".replace("-", "−")
            expected.append(
                [
                    rank_of(cell, ranks),
                    row["model"],
                    f"{cell[2] / 1e6:.3f}",
                    f"[{cell[4] / 1e6:.3f}, {cell[5] / 1e6:.3f}]",
                    gap if gap.strip("+−0.") else "0.0",
                ]
            )
    found = [[one[0], one[1], *one[2:5]] for one in cells(watched.page, ROWS)]
    for wanted, shown in zip(expected, found, strict=True):
        assert [wanted[0], *wanted[2:]] == [shown[0], *shown[2:]]
        assert shown[1].startswith(wanted[1])
    assert f"{len(document['rows'])} models" == watched.page.locator(".count").inner_text()
    assert len(expected) == watched.page.locator("svg.whisker").count()
    assert [] == watched.complaints


def test_rows_of_a_tie_look_alike_and_say_so(tab: Open, link: str, store: MemoryStore) -> None:
    """Neighbours with one rank have one colour at the edge, the next group another; listeners hear that it is shared."""
    tab_ = tab(f"{link}#/models?size=135M&task=gsm8k").page
    found = tab_.eval_on_selector_all(
        f"{ROWS}[class^=tie]", "rows => rows.map(row => [row.className, row.cells[0].textContent])"
    )
    ranks = [cell[0] for _, cell in ordered(document_of(store), "gsm8k", "135M") if cell[0] is not None]
    groups = list(dict.fromkeys(ranks))
    assert len(groups) > 2
    assert [f"tie-{groups.index(rank) % 2}" for rank in ranks] == [name for name, _ in found]
    assert [f"{rank}= shared" if ranks.count(rank) > 1 else str(rank) for rank in ranks] == [text for _, text in found]
    assert "the intervals overlap" in tab_.locator(".legend").inner_text()


def test_filters_choose_and_the_address_keeps_them(tab: Open, link: str, store: MemoryStore) -> None:
    """Size, task, unit and search; ranks stay those of the whole ranking; a reload shows the same."""
    watched = tab(f"{link}#/models")
    tab_ = watched.page
    tab_.select_option("#size", "360M")
    tab_.select_option("#task", "format")
    tab_.select_option("#unit", "preference")
    rows = ordered(document_of(store), "format", "360M")
    ranks = [cell[0] for _, cell in rows if cell[0] is not None]
    expected = [
        (row["model"], rank_of(cell, ranks)) for row, cell in rows if "preference" in row["units"] or row["reference"]
    ]
    shown = "rows => rows.map(row => [row.querySelector('.name').textContent, row.cells[0].innerText.split(/\\s/)[0]])"
    assert expected == [tuple(one) for one in tab_.eval_on_selector_all(ROWS, shown)]
    assert "#/models?task=format&size=360M&unit=preference" in tab_.url
    tab_.reload()
    tab_.wait_for_selector(ROWS)
    assert len(expected) == tab_.locator(ROWS).count()
    tab_.goto(f"{link}#/models")
    told(tab_.locator("#size")).to_have_value("")
    tab_.fill("#search", "LEARNER-13")
    told(tab_.locator(f"{ROWS} .name")).to_have_text(MINE)
    told(tab_.locator(".count")).to_have_text("1 model")
    tab_.fill("#search", "nobody of that name")
    told(tab_.locator(".nothing")).to_contain_text("No model matches.")
    tab_.goto(f"{link}#/models?task=nothing&size=7B&unit=x")
    told(tab_.locator("#task")).to_have_value("loss")
    assert [] == watched.complaints


def test_an_interval_is_drawn_where_its_numbers_are(tab: Open, link: str, store: MemoryStore) -> None:
    """On the ranking's scale, from the lowest bound to the highest; the base's value is a line through every row."""
    tab_ = tab(f"{link}#/models?size=135M").page
    rows = ordered(document_of(store), "loss", "135M")
    low, high = min(cell[4] for _, cell in rows), max(cell[5] for _, cell in rows)
    [base] = [cell[2] for row, cell in rows if row["reference"]]
    ask = """pictures => pictures.map(one => [
        one.querySelector(".span").x1.baseVal.value, one.querySelector(".middle").cx.baseVal.value,
        one.querySelector(".span").x2.baseVal.value, one.querySelector(".base").x1.baseVal.value])"""
    drawn = tab_.eval_on_selector_all("h2[id='ranking-135M-0'] ~ .holder svg.whisker", ask)
    for (_, cell), found in zip(rows, drawn, strict=True):
        wanted = [6 + 148 * (number - low) / (high - low) for number in (cell[4], cell[2], cell[5], base)]
        assert pytest.approx(wanted, abs=0.01) == found


def test_a_model_is_told_in_full(tab: Open, link: str, store: MemoryStore) -> None:
    """By its own address: results, gap, reasons with what to do, base, flags, command, provenance; back to the list."""
    watched = tab(f"{link}#/models?size=135M")
    tab_ = watched.page
    tab_.get_by_role("link", name=MINE).click()
    tab_.wait_for_selector("dl")
    assert f"#/model/{MINE}" in tab_.url
    [row] = [row for row in document_of(store)["rows"] if row["model"] == MINE]
    text = " ".join(tab_.locator("main").inner_text().split())
    for sentence in (say("en", "counts_not.overfit"), say("en", "counts_not.overfit_fix").replace("`", "")):
        assert sentence in text
    for value in (row["record"], row["revision"], row["protocol"], row["reproduce"], row["base"]):
        assert value in text
    assert "loss: better, by +" in text
    assert 4 == tab_.locator(".results tbody tr").count()
    assert f"https://huggingface.co/{MINE}/tree/{row['revision']}" == tab_.get_by_text(
        "Files on the Hub"
    ).get_attribute("href")
    assert f"{MINE} · A made-up course" == tab_.title()
    tab_.get_by_text("Back to the models").click()
    told(tab_.locator("#size")).to_have_value("135M")
    assert [] == watched.complaints


def test_a_base_and_a_model_that_counts_say_so(tab: Open, link: str, store: MemoryStore) -> None:
    """A reference has no rank and is none's; a model that nothing speaks against counts."""
    watched = tab(f"{link}#/model/{BASES['135M']}", "dl")
    assert "it is a reference" in watched.page.locator("main").inner_text()
    assert {"–"} == {row[4] for row in cells(watched.page, ".results tbody tr")}
    good = next(row["model"] for row in document_of(store)["rows"] if not row["unranked"] and not row["limit"])
    assert "Yes: nothing" in tab(f"{link}#/model/{good}", "dl").page.locator("main").inner_text()
    assert [] == watched.complaints


def test_a_project_and_a_withdrawn_model_are_told(tab: Open) -> None:
    """What a project lacks, in words; a model whose maker has withdrawn has no page on the Hub and no command."""
    gone = f"{NOBODYS}0123456789ab-1"
    store = MemoryStore({"course.json": canonical(settings())} | people({1: "ada", 2: "bob"}))
    plain = {name: evaluation(n, model=model) for n, (name, model) in enumerate(PROJECTS.items(), 1)}
    lacks = {"whole": (), "lacking": ("no_use", "few_rows"), "idle": ()}
    for name, one in plain.items():
        changed = {"project": lacks[name]} if name in lacks else {}
        changed |= {"counts": False, "counts_not": ("no_nonce",)} if name == "idle" else {}
        store.content |= segments([sealed_record(msgspec.structs.replace(one, **changed))])
    store.content |= segments([evaluation(9, model=gone, revision="0" * 40)])
    rebuild(store)
    with served(page(BESIDE), store) as link:
        watched = tab(f"{link}#/model/{PROJECTS['lacking']}", "dl")
        said = dict.fromkeys(PROJECTS, "")
        for name, model in PROJECTS.items():
            watched.page.goto(f"{link}?{name}#/model/{model}")
            watched.page.wait_for_selector("dl")
            said[name] = watched.page.locator("main").inner_text()
        assert say("en", "official_project.accepted") in said["whole"]
        assert say("en", "official_project.whole") in said["idle"]
        assert say("en", "official_project.title") not in said["no project"]
        for text in ("Not accepted. Missing:", *(say("en", f"lacks.{code}") for code in lacks["lacking"])):
            assert text in said["lacking"]
        watched.page.goto(f"{link}#/models")
        row = watched.page.locator(ROWS, has_text=gone)
        assert (0, True) == (row.get_by_role("button").count(), say("en", "models.withdrawn") in row.inner_text())
        row.get_by_role("link").click()
        watched.page.wait_for_selector("dl")
        said["gone"] = watched.page.locator("main").inner_text()
        assert say("en", "models.withdrawn_means") in said["gone"]
        assert ("Files on the Hub" in said["whole"], "Files on the Hub" in said["gone"]) == (True, False)
        assert [] == watched.complaints


def test_the_command_is_copied(tab: Open, link: str, store: MemoryStore) -> None:
    """From a row and from the model's view; the button says so, to listeners too."""
    watched = tab(f"{link}#/models", permissions=["clipboard-read", "clipboard-write"])
    tab_ = watched.page
    [row] = [row for row in document_of(store)["rows"] if row["model"] == MINE]
    button = tab_.get_by_role("button", name=f"Copy the command that measures {MINE} again")
    button.click()
    told(button).to_have_text("Copied")
    assert row["reproduce"] == tab_.evaluate("navigator.clipboard.readText()")
    assert "Copied" in tab_.locator(".again [role=status]").all_text_contents()
    tab_.goto(f"{link}#/model/{BASES['360M']}")
    tab_.get_by_role("button", name="Copy the command").click()
    told(tab_.locator(".command button")).to_have_text("Copied")
    assert BASES["360M"] in tab_.evaluate("navigator.clipboard.readText()")
    assert [] == watched.complaints


def test_samples_are_read_when_they_are_asked_for(tab: Open, link: str, store: MemoryStore) -> None:
    """Nothing before; then the first twenty, right and wrong as scored, what was asked, expected and answered."""
    watched = tab(f"{link}#/model/{MINE}", "dl")
    tab_ = watched.page
    assert [] == [url for url in watched.requested if "/samples/" in url]
    tab_.get_by_text("What it answered: gsm8k").click()
    told(tab_.locator(".answers > li")).to_have_count(20)
    lines = [json.loads(line) for line in store.content[samples_path(MINE, "gsm8k")].splitlines()]
    right = [line["total"] == 1.0 for line in lines[:20]]
    assert right == ["right" in text for text in tab_.locator(".answers .score").all_text_contents()]
    first = tab_.locator(".answers > li").nth(1).inner_text()
    for text in ("what is 7 times 1?", lines[1]["target"], "<b>8</b>"):
        assert text in first
    assert "did not end by itself" in tab_.locator(".answers > li").nth(4).inner_text()
    free = [n for n, line in enumerate(lines[:20]) if line["extra"]["flexible"] != line["total"]]
    assert [7] == free
    assert "right when read freely" in tab_.locator(".answers > li").nth(7).inner_text()
    assert 1 == tab_.get_by_text("right when read freely").count()
    tab_.get_by_text("What it answered: loss").click()
    told(tab_.locator(".answers").first.locator("li .score").first).to_have_text("0.900")
    assert "heldout" in tab_.locator(".note").last.inner_text()
    assert [] == watched.complaints


def test_other_measurements_of_a_model_are_linked(tab: Open) -> None:
    """Of fewer samples, or by another learner: each has an address of its own."""
    store = MemoryStore({"course.json": canonical(settings())})
    whole, part = evaluation(1, model="ada/m"), evaluation(1, (result("loss", 800_000, 64),), model="ada/m", limit=64)
    store.content |= segments([whole, part, grade(1)]) | people({1: "ada"})
    rebuild(store)
    with served(page(BESIDE), store) as where:
        watched = tab(f"{where}#/model/ada/m", "dl")
        assert "0.900" == watched.page.locator(".results .got").inner_text()
        watched.page.get_by_role("link", name="the first 64 samples").click()
        told(watched.page.locator(".results .got")).to_have_text("0.800")
        assert "--limit 64" in watched.page.locator(".command").inner_text()
        watched.page.get_by_role("link", name="ada", exact=True).click()
        watched.page.get_by_role("link", name="Models").last.click()
        told(watched.page.locator(f"{ROWS} .name")).to_have_text(["ada/m", "ada/m"])
        assert [] == watched.complaints


def test_many_models_are_shown_fifty_at_first(tab: Open) -> None:
    """The rest at a press, and the focus goes on with them."""
    store = MemoryStore({"course.json": canonical(settings())})
    store.content |= segments(evaluation(n, (result("loss", 900_000 + n),), model=f"ada/m{n:03}") for n in range(63))
    rebuild(store)
    with served(page(BESIDE), store) as where:
        watched = tab(f"{where}#/models")
        assert 50 == watched.page.locator(ROWS).count()
        watched.page.get_by_role("button", name="Show 13 more models").click()
        assert 63 == watched.page.locator(ROWS).count()
        assert "ada/m050" == watched.page.evaluate("document.activeElement.textContent")
        assert [] == watched.complaints


def test_a_board_without_models_says_so(tab: Open) -> None:
    """None measured: how one is submitted. An older board, that has no such document: what the course team can do."""
    store = MemoryStore({"course.json": canonical(settings())} | segments([grade(1)]))
    rebuild(store)
    with served(page(BESIDE), store) as where:
        watched = tab(f"{where}#/models")
        assert "smol-grade submit UNIT --model" in watched.page.locator(".nothing").inner_text()
        assert [] == watched.complaints
        del store.content["board/models.json"]
        old = tab(f"{where}#/models")
        assert "Nothing is known of models here yet." == old.page.locator("h1").inner_text()
        assert "smol-leaderboard rebuild" in old.page.locator(".notice").inner_text()
        assert [True] == ["404" in complaint for complaint in old.complaints]
        rebuild(store)
        old.page.get_by_role("button", name="Try again").click()
        told(old.page.locator(".nothing")).to_be_visible()


@pytest.mark.parametrize(
    "address", ["#/model/no/body", "#/model/x", "#/model/a/b/c/d", "#/model/%E0%A4%A/x", "#/model"]
)
def test_a_model_that_is_not_there_is_told(address: str, tab: Open, link: str) -> None:
    """A sentence and a way back, no error."""
    watched = tab(link + address)
    assert "There is no such" in watched.page.locator("h1").inner_text()
    assert 1 == watched.page.locator(".notice a").count()
    assert [] == watched.complaints


@pytest.mark.parametrize("damage", ["missing", "no list", "another record", "no text"])
def test_a_record_that_cannot_be_read_is_told_beside_the_rest(damage: str, tab: Open) -> None:
    """The results stay; the button reads the record again."""
    store = MemoryStore({"course.json": canonical(settings())})
    store.content |= segments([evaluation(1, model="ada/m")])
    rebuild(store)
    [path] = [path for path in store.content if path.startswith("board/evaluations/")]
    good = store.content.pop(path)
    if damage != "missing":
        store.content[path] = {
            "no list": b'{"schema_version":1,"records":{}}',
            "another record": b'{"schema_version":1,"records":[null,{"id":"x"}]}',
            "no text": b"\xff\xfe",
        }[damage]
    with served(page(BESIDE), store) as where:
        tab_ = tab(f"{where}#/model/ada/m", ".notice").page
        assert "0.900" == tab_.locator(".results .got").inner_text()
        store.content[path] = good
        tab_.get_by_role("button", name="Try again").click()
        told(tab_.locator("dl")).to_be_visible()


@pytest.fixture(scope="module")
def zoo() -> Iterator[str]:
    """Where a page is whose model documents, records and samples hold the hostile texts wherever a text can be."""
    store = MemoryStore({"course.json": canonical(settings())})
    made = [evaluation(n, request=n, model="ada/m", flags=("near_copy",)) for n in range(len(NAMES))]
    store.content |= segments([*made, grade(0)])
    rebuild(store)
    document = document_of(store)
    for row, name in zip(document["rows"], NAMES, strict=True):
        row |= {"model": name, "name": name, "base": name, "units": [name], "flags": [name], "reproduce": name}
        row |= {"counts_not": [name], "unranked": "counts_not", "revision": name, "size_class": "135M"}
    document["rows"][0]["unranked"] = NAMES[0]
    document["tasks"] = [[NAMES[0], NAMES[1], True]]
    store.content["board/models.json"] = json.dumps(document).encode()
    for path in [path for path in store.content if path.startswith("board/evaluations/")]:
        shard = json.loads(store.content[path])
        for number, record in enumerate(shard["records"]):
            bad = NAMES[number % len(NAMES)]
            found = record["results"][0] | {"task": bad, "data": bad, "samples": "samples/x.jsonl"}
            elsewhere = found | {"samples": "samples/../course.json"}
            record |= {"results": [found, elsewhere], "protocol": bad, "cohort": bad, "revision": bad}
            record["environment"] |= {"python": bad, "platform": bad, "versions": {bad: bad}}
            record["gains"] = [{"task": bad, "base": bad, "difference": 1, "low": 1, "high": 1}]
        store.content[path] = json.dumps(shard).encode()
    lines: list[object] = [
        {"number": n, "messages": [{"role": name, "content": name}] * 2, "target": name, "extracted": name,
         "replies": [{"text": name, "ended": name}], "total": 1, "weight": 1}
        for n, name in enumerate(NAMES[:18])
    ]  # fmt: skip
    lines += [{"messages": 7, "replies": "x", "total": None, "weight": {}}, None]
    store.content["samples/x.jsonl"] = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    with served(page(BESIDE), store) as where:
        yield where


@pytest.mark.parametrize("number", [None, 0, 3, 26])
def test_no_text_of_a_model_does_anything(number: int | None, zoo: str, tab: Open) -> None:
    """No script, element, attribute or link comes from a text, in the list, a model's view or its samples."""
    watched = tab(f"{zoo}#/models", ROWS)
    tab_ = watched.page
    if number is not None:
        tab_.locator(f"{ROWS} a").nth(number).click()
        tab_.wait_for_selector(".answered")
        tab_.locator(".answered summary").first.click()
        tab_.wait_for_selector(".answers li")
        tab_.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        told(tab_.locator(".notice")).to_have_count(1)
        assert "The data cannot be read." in tab_.locator(".notice").inner_text()
    kinds = tab_.evaluate("[...new Set([...document.body.querySelectorAll('*')].map(one => one.localName))]")
    assert not {"script", "img", "iframe", "style", "base", "object", "embed", "form", "b"} & set(kinds)
    handlers = "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames()).filter(name => /^on|^style$/.test(name))"
    assert [] == tab_.evaluate(handlers)
    links = tab_.evaluate("[...document.links].map(one => one.getAttribute('href'))")
    assert [] == [one for one in links if not one.startswith(("#", "https://huggingface.co/"))]
    text = tab_.evaluate("document.body.textContent")
    assert "" == seen(text)
    assert [] == [url for url in watched.requested if not url.startswith(zoo)]
    assert [] == [url for url in watched.requested if "course.json" in url]
    assert "owned" not in tab_.title().replace(NAMES[0][:60], "")
    assert [] == watched.complaints


def test_long_answers_are_folded(tab: Open) -> None:
    """A text of many lines or characters shows how it begins; opened, the keyboard can scroll it, and it is whole."""
    store = MemoryStore({"course.json": canonical(settings())})
    long = "\n".join(f"line {n} " + "y" * 50 for n in range(40))
    line = {"number": 0, "messages": [{"role": "user", "content": "q"}], "target": "1", "total": 0, "weight": 1}
    line["replies"] = [{"text": long, "ended": "length"}]
    store.content["samples/long.jsonl"] = json.dumps(line).encode() + b"\n"
    store.content |= segments([evaluation(1, (result("gsm8k", 9, samples="samples/long.jsonl"),), model="ada/m")])
    rebuild(store)
    with served(page(BESIDE), store) as where:
        watched = tab(f"{where}#/model/ada/m", ".answered", viewport=PHONE)
        tab_ = watched.page
        tab_.locator(".answered > summary").click()
        fold = tab_.locator(".answers .long")
        told(fold.locator(".text")).to_be_hidden()
        fold.locator("summary").click()
        assert long == fold.locator(".text").inner_text()
        assert "1 sample." in tab_.locator(".answered").inner_text()
        assert 360 == tab_.evaluate("document.documentElement.scrollWidth")
        assert [] == watched.complaints


def test_the_keyboard_reaches_models(tab: Open, link: str) -> None:
    """Filters, then of each row its model and its command; Enter opens the model, whose heading has the focus."""
    watched = tab(f"{link}#/models?size=360M")
    tab_ = watched.page
    tab_.locator("#search").focus()
    walked = []
    for _ in range(6):
        tab_.keyboard.press("Tab")
        walked.append(tab_.evaluate("document.activeElement.id || document.activeElement.localName"))
    assert ["task", "size", "unit", "a", "button", "a"] == walked
    name = tab_.evaluate("document.activeElement.textContent")
    tab_.keyboard.press("Enter")
    tab_.wait_for_selector("dl")
    assert f"h1 {name}" == tab_.evaluate("`${document.activeElement.localName} ${document.activeElement.textContent}`")
    tab_.locator(".answered summary").first.focus()
    tab_.keyboard.press("Enter")
    told(tab_.locator(".answers li")).to_have_count(20)
    assert [] == watched.complaints
