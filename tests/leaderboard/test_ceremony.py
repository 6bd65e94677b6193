"""The evening of the awards: its folder, what the pages say, what they never run, and what stops the command."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from page.browser import Watched, chromium, launched, served
from page.hostile_names import NAMES as HOSTILE

from smol_grade.messages import say
from smol_grade.records import Language
from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.ceremony.badges import Badges, draw
from smol_leaderboard.ceremony.errors import NoSuchCohort, NothingToShow
from smol_leaderboard.ceremony.pages import MARK, ceremony_files
from smol_leaderboard.ceremony.reading import read_evening
from smol_leaderboard.ceremony.telling import Teller
from smol_leaderboard.cli.ceremony import run
from smol_leaderboard.errors import NewerBoard, NoStore, RecordError
from smol_leaderboard.project_entry import is_entry, tidied
from smol_leaderboard.schema import ProjectEntry, read_record
from smol_leaderboard.site_errors import FolderTaken
from smol_leaderboard.view.award_texts import LONGEST_NAME, as_text
from smol_leaderboard.view.model_errors import NoAwards

from .artworks import codes
from .evening import DEMO, NAMES, SPANISH, board
from .killing import ROOT
from .memory_store import MemoryStore
from .sample_projects import COHORTS, SUMMARY
from .test_rebuild import begun

LANGUAGES: tuple[Language, ...] = ("en", "es")
SHAPES = (
    {"viewport": {"width": 1920, "height": 1080}},
    {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    {"viewport": {"width": 820, "height": 1180}, "locale": "es"},
)


class Page(HTMLParser):
    """Elements with their attributes, and the visible text; raises where one closes that is not open."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page.decode())
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def links(self) -> set[str]:
        return {str(attributes["href"]) for tag, attributes in self.elements if "href" in attributes}


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    """The board of most tests."""
    return board()


@pytest.fixture(scope="module")
def files(store: MemoryStore) -> dict[str, bytes]:
    """The first cohort's evening, without badges."""
    return ceremony_files(read_evening(store, COHORTS[0]))


def test_the_awards_stand_one_after_the_other_with_who_and_how_much(files: dict[str, bytes]) -> None:
    """Title, winners by name and model, number with interval, how it follows, and a link to each record."""
    page = Page(files["index.html"])
    for text in (
        "Award ceremony", "Smallest over the bar", "Most improved", "Best on unseen problems",
        "Best model Evaluation, size 135M", "Best model Evaluation, size 360M", "chiara", "学習者", "محمد",
        "0.700, 95 % interval [0.680, 0.720]", "+0.090 over its base, 95 % interval [0.081, 0.099]",
        "134,515,008 parameters", "Shared by 2: the intervals overlap",
    ):  # fmt: skip
        assert text in page.text.replace("\u00a0", " "), text
    ids = [attributes["id"] for tag, attributes in page.elements if attributes.get("id", "").startswith("award-")]
    assert [f"award-{number}" for number in range(1, 6)] == ids
    assert {path for path in files if path.startswith("records/")} <= page.links


def test_the_records_lie_beside_as_they_were_published(store: MemoryStore, files: dict[str, bytes]) -> None:
    """Whoever has the folder can check that each is what its hash says, and that it is the one that is named."""
    for path, content in files.items():
        if path.startswith("records/"):
            assert f"records/{read_record(content.strip()).id}.json" == path
    named = {one.record for one in read_evening(store, COHORTS[0]).projects}
    assert {f"records/{record}.json" for record in named} == {path for path in files if path.startswith("records/")}


def test_the_projects_stand_with_their_text_links_and_numbers(files: dict[str, bytes]) -> None:
    """The text in its own language, the demo with its host, the model at its commit, results with intervals."""
    page = Page(files["index.html"])
    assert SUMMARY.split("\n\n")[1] in page.text
    assert SPANISH.split("\n\n", maxsplit=1)[0] in page.text
    assert {"en", "es"} == {
        attributes["lang"] for _, attributes in page.elements if attributes.get("class") == "summary"
    }
    [demo] = [attributes for tag, attributes in page.elements if attributes.get("href") == DEMO]
    assert {"noopener", "noreferrer", "nofollow", "ugc"} == set(str(demo["rel"]).split())
    assert "ana-tides.hf.space" in page.text
    assert any(re.fullmatch(r"https://huggingface\.co/user-0/tides/tree/[0-9a-f]{40}", link) for link in page.links)
    assert "smol-grade evaluate user-0/tides@" in page.text


def test_the_page_speaks_spanish(files: dict[str, bytes]) -> None:
    """With a comma in its numbers; each page leads to the other."""
    page = Page(files["es.html"])
    text = page.text.replace("\u00a0", " ")
    assert ("html", {"lang": "es"}) == page.elements[0]
    for said in (
        "Entrega de premios",
        "Mayor mejora",
        "+0,090 sobre su base",
        "[0,081; 0,099]",
        "134.515.008 parámetros",
    ):
        assert said in text, said
    assert "index.html" in page.links
    assert "es.html" in Page(files["index.html"]).links
    assert not re.search(r"Award|Smallest|interval \[|Measure", text)


def test_one_language_is_one_page(store: MemoryStore) -> None:
    """Then the index speaks it, and leads to no other."""
    made = ceremony_files(read_evening(store, COHORTS[0]), ("es",))
    assert ["index.html"] == [path for path in made if path.endswith(".html")]
    assert 'lang="es"' in made["index.html"].decode()
    assert not {"es.html", "index.html"} & Page(made["index.html"]).links


def test_the_page_asks_nothing_of_anyone(files: dict[str, bytes]) -> None:
    """No script, no request, no form; a policy that forbids them all the same; our mark."""
    for name in ("index.html", "es.html"):
        page = Page(files[name])
        assert not {"script", "img", "link", "iframe", "form", "object", "base"} & {tag for tag, _ in page.elements}
        assert not [attributes for _, attributes in page.elements if any(key.startswith("on") for key in attributes)]
        policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
        assert str(policy).startswith("default-src 'none';")
        assert MARK.encode() in files[name]
        for link in page.links:
            assert link.startswith(("#", "records/", "badges/", "https://")) or link in files, link


def test_the_cohort_is_the_one_that_began_last_unless_named(store: MemoryStore) -> None:
    """Each shows its own; the others are named."""
    evening = read_evening(store)
    assert (COHORTS[1], (COHORTS[0],), 1) == (evening.cohort, evening.others, len(evening.projects))
    assert [0, 1, 2, 3] == sorted(evening.projects[0].awards)
    assert 5 == len(read_evening(store, COHORTS[0]).projects)


def test_what_can_be_in_the_way_is_an_error_of_ours(store: MemoryStore) -> None:
    """No board, an older or a newer one, nothing to show, another cohort, a record that is not there."""
    with pytest.raises(NoStore):
        read_evening(MemoryStore())
    with pytest.raises(NoAwards):
        read_evening(begun())
    empty = begun()
    rebuild(empty)
    with pytest.raises(NothingToShow):
        read_evening(empty)
    with pytest.raises(NoSuchCohort):
        read_evening(store, "1999")
    for spoilt, error in (
        ({"schema_version": 2}, NewerBoard),
        ({"cohorts": ["elsewhere"]}, RecordError),
        ({"as_of": "soon"}, RecordError),
        ({"awards": [{}]}, RecordError),
        ({"awards": []}, RecordError),
    ):
        document = json.loads(store.content["board/showcase.json"]) | spoilt
        with pytest.raises(error):
            read_evening(MemoryStore({**store.content, "board/showcase.json": json.dumps(document).encode()}))
    gone = {path: data for path, data in store.content.items() if not path.startswith("board/evaluations/")}
    with pytest.raises(RecordError):
        read_evening(MemoryStore(gone | {"board/evaluations/00.json": b"{}"}))


OUTSIDE = "../../../outside"


def spoilt(store: MemoryStore, path: str, old: str, new: object) -> MemoryStore:
    """The same board with something else in one of its derived files."""
    text = store.content[path].decode()
    assert old in text
    return MemoryStore({**store.content, path: text.replace(old, str(new)).encode()})


def test_no_record_of_a_foreign_board_is_written_elsewhere(store: MemoryStore, tmp_path: Path) -> None:
    """Its id becomes a file's name; a commit becomes a command that people copy."""
    [winner, *_] = json.loads(store.content["board/showcase.json"])["awards"][0]["winners"]
    inside = f"board/evaluations/{winner['record'][:2]}.json"
    hostile = spoilt(store, "board/showcase.json", winner["record"], OUTSIDE)
    hostile.content["board/evaluations/...json"] = store.content[inside].replace(
        winner["record"].encode(), OUTSIDE.encode()
    )
    with pytest.raises(RecordError):
        read_evening(hostile)
    hostile.save(tmp_path / "board")
    refused = ran("--board", "board", "--out", "a/b/c/evening", home=tmp_path, code=3)
    assert "64 hexadecimal digits" in refused.stderr
    assert [] == list(tmp_path.rglob("outside*"))
    [record] = [one for one in json.loads(store.content[inside])["records"] if one["id"] == winner["record"]]
    commanding = spoilt(store, inside, record["revision"], "main; rm -r ~")
    with pytest.raises(RecordError) as caught:
        read_evening(commanding, record["cohort"])
    assert "revision is not" in str(caught.value.fields)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"value":', f'"value":1{"0" * 400}'), ('"parameters":', f'"parameters":1{"0" * 400}'), ("awards", "twice")],
    ids=["value", "parameters", "twice"],
)
def test_numbers_that_no_board_has_are_a_sentence(store: MemoryStore, tmp_path: Path, old: str, new: str) -> None:
    """Larger than any float; or the same award twice: for the team and for learners."""
    found = json.loads(store.content["board/showcase.json"])
    found["awards"] += found["awards"][:1] if new == "twice" else []
    text = json.dumps(found, separators=(",", ":"))
    hostile = {**store.content, "board/showcase.json": (text if new == "twice" else text.replace(old, new)).encode()}
    MemoryStore(hostile).save(tmp_path / "board")
    for program in ("smol_leaderboard ceremony --out evening", "smol_grade leaderboard --awards"):
        assert "showcase.json" in ran("--board", "board", home=tmp_path, code=3, program=program).stderr


def test_unreadable_rules_cost_titles_and_no_more(store: MemoryStore) -> None:
    """Units are then called by their slugs."""
    evening = read_evening(MemoryStore({**store.content, layout.RULES: b"{}"}), COHORTS[0])
    assert {"evaluation, size 135M", "evaluation, size 360M"} <= {one.where for one in Teller(evening, "en").awards()}


def test_a_boards_titles_of_units_hide_nothing(store: MemoryStore) -> None:
    """They stand in a terminal too, and whose board it is, nobody knows."""
    rules = json.loads(store.content[layout.RULES])
    for unit in rules["units"].values():
        unit["title"] = {"en": "\x1b[2J\u202eEval", "es": "Eval"}
    evening = read_evening(MemoryStore({**store.content, layout.RULES: json.dumps(rules).encode()}), COHORTS[0])
    told = as_text(evening.awards, evening.titles, "en")
    assert (True, True) == (all(map(str.isprintable, told.split("\n"))), "\\x1b[2J\\u202eEval" in told)


def test_many_who_share_are_shown_smaller_and_all() -> None:
    """A tie group of twelve."""
    evening = read_evening(board([f"learner-{number}" for number in range(13)]), COHORTS[0])
    award = next(one for one in Teller(evening, "en").awards() if len(one.winners) == 12)
    assert award.many
    assert "Shared by 12" in award.shared
    text = as_text(evening.awards, evening.titles, "en")
    assert all(f"learner-{number}  user-{number}/" in text for number in range(12))


ARABIC = "\u0627\u0644\u0645\u062f " * 40
LONG = "x" * 1_500


def hostile_summary(name: str) -> str:
    """What somebody of a hostile name may say of a project: as much of it as the course lets pass."""
    text = {HOSTILE[0]: f"{ARABIC}\n\n{SUMMARY}", HOSTILE[1]: f"{LONG} {SUMMARY}"}.get(name, f"{name} {SUMMARY}")
    entry = ProjectEntry(summary=tidied(text), language="en")
    return entry.summary if is_entry(entry) else SUMMARY


@pytest.fixture(scope="module")
def hostile() -> dict[str, bytes]:
    """An evening of people with hostile names and texts; the page of a course of such a name."""
    names = [*HOSTILE, "last"]
    made = board(names, summaries=[hostile_summary(name) for name in names])
    made.content["course.json"] = json.dumps(json.loads(made.content["course.json"]) | {"title": HOSTILE[0]}).encode()
    made.revision += 1
    rebuild(made)
    return ceremony_files(read_evening(made, COHORTS[0]))


def test_hostile_names_are_seen_and_do_nothing(hostile: dict[str, bytes]) -> None:
    """Every element is ours, no attribute holds what they meant, nothing hides, and long ones are cut."""
    page = Page(hostile["index.html"])
    assert not {"script", "img", "svg", "iframe", "base", "form"} & {tag for tag, _ in page.elements}
    assert not [attributes for _, attributes in page.elements if any(key.startswith("on") for key in attributes)]
    assert not [link for link in page.links if "javascript" in link or "evil" in link]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u00ad\u3164\x00-\x08\x1b]", "".join(page.texts))
    assert "<script>document.title='owned'</script>" in page.text
    assert {ARABIC.strip(), f"{LONG} {SUMMARY}".partition("\n")[0]} <= set(page.texts)
    assert 10 < sum(f"{name} A model" in page.text for name in HOSTILE)
    assert not [text for text in page.texts if "x" * (LONGEST_NAME + 1) in text and LONG not in text]


@pytest.mark.parametrize(
    "demo", ["javascript:alert(1)", "http://a.example/", "https://u@a.example/", "https://a.example:8/", "//a.example/"]
)
def test_a_link_that_a_board_should_not_have_is_none(store: MemoryStore, demo: str) -> None:
    """The board is somebody's file: what it calls a demo is looked at once more."""
    content = store.content["board/showcase.json"].replace(DEMO.encode(), demo.encode())
    made = ceremony_files(read_evening(MemoryStore({**store.content, "board/showcase.json": content}), COHORTS[0]))
    assert demo not in Page(made["index.html"]).links
    assert "Try it" not in Page(made["index.html"]).text


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for this file's tests only: Playwright leaves an event loop running."""
    if not chromium():
        pytest.skip("the pages are looked at in Chromium, and there is none on this machine")
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, out of a package of the `test` extra."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")


def complaints(watched: Watched) -> list[str]:
    """What a tab complained of; browsers ask a server for an icon, and a folder is asked for none."""
    return [one for one in watched.complaints if "favicon.ico" not in one]


@pytest.mark.parametrize("which", ["usual", "hostile"])
@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_everybody_can_read_it(
    which: str, shape: int, files: dict[str, bytes], hostile: dict[str, bytes], browser: Any, axe: str
) -> None:
    """Projected, on a phone in the dark, on a tablet: nothing overflows, nothing is complained of, axe finds nothing."""
    options = SHAPES[shape]
    name = "es.html" if options.get("locale") == "es" else "index.html"
    with served(files if which == "usual" else hostile) as link:
        context = browser.new_context(bypass_csp=True, **options)
        watched = Watched(context.new_page())
        tab = watched.open(f"{link}{name}")
        assert 0 == tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert "owned" != tab.title()
        tab.evaluate(axe)
        found = tab.evaluate("axe.run({ resultTypes: ['violations'] })")
        serious = [
            (one["id"], [node["target"] for node in one["nodes"]][:3])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        context.close()
    assert ([], []) == (serious, complaints(watched))


def test_the_policy_does_not_stand_in_the_pages_own_way(files: dict[str, bytes], browser: Any) -> None:
    """With it in force nothing is complained of, and the style is there; from the disk, as on the evening."""
    with served(files) as link:
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        watched = Watched(context.new_page())
        tab = watched.open(link)
        size = tab.evaluate("parseFloat(getComputedStyle(document.querySelector('.who')).fontSize)")
        tab.get_by_role("link", name="Next: Most improved").click()
        assert tab.url.endswith("#award-2")
        context.close()
    assert 60 <= size, "names are read from the back of the room"
    assert [] == complaints(watched)
    assert {link} == {url.partition("#")[0] for url in watched.requested if "favicon" not in url}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_award_fills_one_screen_also_of_twelve(language: Language, browser: Any) -> None:
    """Projected, nobody who is honoured stands below the edge: three, four and twelve winners, with all their links."""
    evening = read_evening(board([f"learner-{number}" for number in range(13)]), COHORTS[0])
    paths = {
        f"badges/award-{award}-{winner}.{language}.{ending}"
        for award in range(1, 9)
        for winner in range(1, 13)
        for ending in ("png", "svg")
    }
    files = ceremony_files(evening, (language,), dict.fromkeys(paths, b""))
    assert {3, 4, 12} <= {len(award.winners) for award in evening.awards}
    with served(files) as link:
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        tab = context.new_page()
        tab.goto(link)
        heights = tab.evaluate("[...document.querySelectorAll('.slide')].map(one => one.offsetHeight)")
        context.close()
    assert {1080} == set(heights)


def drawn(page: str) -> Badges:
    """The badges of the first cohort's evening, in English."""
    return draw(read_evening(board(), COHORTS[0]), "en", page, lambda number, total: None)


def test_each_winner_has_a_badge_that_the_page_links_to(store: MemoryStore) -> None:
    """As PNG and SVG under names of ours; the QR code leads to the model on the board's page, else on the Hub."""
    for needed in ("typst", "segno", "zxingcpp"):
        pytest.importorskip(needed, reason=f"{needed} is not installed: the extra test brings it")
    evening = read_evening(store, COHORTS[0])
    found = drawn("")
    assert () == found.problems
    winners = [(one.number, len(one.winners)) for one in Teller(evening, "en").awards()]
    names = [f"badges/award-{award}-{n}.en" for award, count in winners for n in range(1, count + 1)]
    assert {f"{name}.{ending}" for name in names for ending in ("png", "svg")} == found.files.keys()
    made = ceremony_files(evening, LANGUAGES, found.files)
    assert found.files.keys() <= Page(made["index.html"]).links
    assert not [link for link in Page(made["es.html"]).links if link.startswith("badges/")]
    first = names[0] + ".png"
    assert ["https://huggingface.co/user-0/tides"] == codes_in(found.files[first])
    assert ["https://course.example/#/model/user-0/tides"] == codes_in(drawn("https://course.example/").files[first])


def codes_in(png: bytes) -> list[str]:
    """What the QR codes of a picture say."""
    from PIL import Image

    return codes(Image.open(io.BytesIO(png)))


def test_without_the_extra_there_are_no_badges_and_all_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is said once."""
    monkeypatch.setitem(sys.modules, "typst", None)
    found = drawn("")
    assert ({}, 1) == (found.files, len(found.problems))
    assert "smol-grade[artwork]" in found.problems[0]


def ran(
    *words: object, home: Path, code: int, program: str = "smol_leaderboard ceremony", folder: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program to the end."""

    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
    done = subprocess.run(
        [sys.executable, "-m", *program.split(), *map(str, words)],
        cwd=home / folder, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8", "COLUMNS": "200"},
    )  # fmt: skip
    assert code == done.returncode, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_the_command_writes_the_folder_and_says_who_won_what(store: MemoryStore, tmp_path: Path) -> None:
    """Again over its own folder; another folder stays as it is; each refusal is a sentence with its exit code."""
    store.save(tmp_path / "board")
    told = ran("--board", "board", "--out", "evening", "--cohort", COHORTS[0], home=tmp_path, code=0)
    assert "Most improved\n  ana  user-0/tides\n    +0.090" in told.stdout.replace("\u00a0", " ")
    assert "evening/index.html" in told.stdout
    assert {"index.html", "es.html", "records"} <= {path.name for path in (tmp_path / "evening").iterdir()}
    spanish = ran("--board", "board", "--out", "evening", "--lang", "es", home=tmp_path, code=0)
    assert "Mayor mejora" in spanish.stdout
    assert COHORTS[0] in spanish.stderr
    assert not (tmp_path / "evening" / "es.html").exists()
    for path in ("mine.txt", "photos/one.jpg", ".git/config", "records/mine.json"):
        put = tmp_path / "evening" / path
        put.parent.mkdir(exist_ok=True)
        put.write_text("mine")
        index = (tmp_path / "evening" / "index.html").read_bytes()
        refused = ran("--board", "board", "--out", "evening", "--lang", "en", home=tmp_path, code=2)
        assert f"holds something else beside it: {path}." in refused.stderr
        assert ("mine", index) == (put.read_text(), (tmp_path / "evening" / "index.html").read_bytes())
        put.unlink()
        if put.parent.name in ("photos", ".git"):
            put.parent.rmdir()
    (tmp_path / "evening" / ".DS_Store").write_text("a file manager's")
    ran("--board", "board", "--out", "evening", home=tmp_path, code=0)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("mine")
    refused = ran("--board", "board", "--out", "mine", home=tmp_path, code=2)
    assert "nothing was changed" in refused.stderr
    assert "mine" == (tmp_path / "mine" / "index.html").read_text()
    unknown = ran("--board", "board", "--out", "x", "--cohort", "1999", home=tmp_path, code=2)
    assert f"There are: {COHORTS[1]}, {COHORTS[0]}." in unknown.stderr
    ran("--board", "nowhere", "--out", "x", home=tmp_path, code=3)
    assert "en, es or both" in ran("--board", "board", "--out", "x", "--lang", "fr", home=tmp_path, code=2).stderr
    empty = begun()
    rebuild(empty)
    empty.save(tmp_path / "empty")
    assert "neither an award" in ran("--board", "empty", "--out", "x", home=tmp_path, code=1).stderr
    assert not (tmp_path / "x").exists()


def test_the_folder_that_one_stands_in_is_replaced_too(store: MemoryStore, tmp_path: Path) -> None:
    """`--out .`, the first time and again: whoever stands there has the new evening, and nothing of the old one.

    Unless there is anything else: then nothing is touched, least of all what a link leads to.
    """
    store.save(tmp_path / "board")
    (tmp_path / "evening").mkdir()
    old = f"{'0' * 64}.json"
    for _ in range(2):
        ran("--board", "../board", "--out", ".", home=tmp_path, code=0, folder="evening")
        assert (tmp_path / "evening" / "index.html").is_file()
        (tmp_path / "evening" / "records" / old).write_text("{}")
    away = tmp_path / "evening" / "away"
    away.symlink_to(tmp_path / "board")
    assert (
        ": away."
        in ran("--board", "../board", "--out", ".", "--lang", "en", home=tmp_path, code=2, folder="evening").stderr
    )
    away.unlink()
    ran("--board", "../board", "--out", "../evening", home=tmp_path, code=0, folder="evening")
    kept = {path.name for path in (tmp_path / "evening").rglob("*")}
    assert (True, False) == ("es.html" in kept, old in kept)
    assert (tmp_path / "board" / "course.json").is_file()
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".evening")]


def test_learners_see_the_awards_in_the_terminal(store: MemoryStore, tmp_path: Path) -> None:
    """Each cohort's, the newest first, in both languages and as JSON; an older board tells of none, and that is said."""
    store.save(tmp_path / "board")

    def look(*words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        program = "smol_grade leaderboard --awards --board board"
        return ran(*words, home=tmp_path, code=code, program=program)

    said = look().stdout
    assert said.index(f"Cohort {COHORTS[1]}") < said.index("emeka") < said.index(f"Cohort {COHORTS[0]}")
    assert (
        "Most improved\n  ana  user-0/tides\n    +0.090 over its base, 95 % interval [0.081, 0.099], in loss\n" in said
    )
    assert "%, intervalo del 95 % [4,0; 7,0], en heldout\n" in look("--lang", "es").stdout
    assert "El más pequeño que supera el listón\n  ana" in look("--lang", "es").stdout
    document = json.loads(look("--format", "json").stdout)
    assert json.loads(store.content["board/showcase.json"]) == {k: v for k, v in document.items() if k != "board"}
    (tmp_path / "board" / "board" / "showcase.json").unlink()
    assert "smol-leaderboard rebuild" in look(code=3).stderr


def test_a_page_of_the_board_is_no_ceremony(store: MemoryStore, tmp_path: Path) -> None:
    """Neither replaces the other, although both are ours."""
    from smol_leaderboard.site import site_files, write

    store.save(tmp_path / "board")
    write(site_files(str(tmp_path / "board")), tmp_path / "site")
    with pytest.raises(FolderTaken):
        run(str(tmp_path / "board"), tmp_path / "site", "", LANGUAGES, "en")
    run(str(tmp_path / "board"), tmp_path / "evening", "", LANGUAGES, "en")
    with pytest.raises(FolderTaken):
        write(site_files(str(tmp_path / "board")), tmp_path / "evening")


def test_a_practice_board_says_so(tmp_path: Path) -> None:
    """On each page and in the terminal: nobody takes it for the real evening."""
    evening = read_evening(board(practice=True), COHORTS[0])
    made = ceremony_files(evening)
    for name, language in (("index.html", "en"), ("es.html", "es")):
        assert say(language, "ceremony.practice_note") in Page(made[name]).text  # type: ignore[arg-type]


def test_a_badge_of_a_practice_board_says_so_itself() -> None:
    """It goes where no page stands beside it: to who sees it as to who listens. A cohort may have no name."""
    for needed in ("typst", "segno"):
        pytest.importorskip(needed, reason=f"{needed} is not installed: the extra test brings it")
    real, trial = (read_evening(board(NAMES[:1], practice=practice)) for practice in (False, True))
    for language, said in (("en", "practice board"), ("es", "tablero de prueba")):
        pictures = [draw(one, language, "", lambda *_: None) for one in (real, trial)]  # type: ignore[arg-type]
        assert [(), ()] == [one.problems for one in pictures]
        label = rf"aria-label=['\"][^'\"]*{said}, {COHORTS[1]}"
        name = f"badges/award-1-1.{language}"
        assert [False, True] == [bool(re.search(label, one.files[f"{name}.svg"].decode())) for one in pictures]
        assert pictures[0].files[f"{name}.png"] != pictures[1].files[f"{name}.png"]
    nameless = draw(real._replace(cohort=""), "en", "", lambda *_: None)
    assert ((), True) == (nameless.problems, bool(nameless.files))


def test_it_prints(files: dict[str, bytes], tmp_path: Path, browser: Any) -> None:
    """Every winner and every project is on paper."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: apt-get install poppler-utils")
    with served(files) as link:
        context = browser.new_context()
        tab = context.new_page()
        tab.goto(link)
        tab.pdf(path=str(tmp_path / "evening.pdf"), format="A4")
        context.close()
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "evening.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    for said in (
        "Award ceremony",
        "Most improved",
        *(name for name in NAMES[:3] if name.isascii()),
        "ana-tides.hf.space",
    ):
        assert said in text, said
    assert msgspec.UNSET is not text
