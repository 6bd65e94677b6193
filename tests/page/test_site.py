"""`smol-leaderboard site`: what is built, served and pushed; and what the page's sources hold."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from fakehub import FakeHub
from leaderboard.memory_store import MemoryStore
from PIL import Image

from smol_grade.messages import LANGUAGES, catalogue
from smol_grade.records import Language
from smol_leaderboard.board.awards import KINDS as AWARDS
from smol_leaderboard.board.model_ranking import METRICS
from smol_leaderboard.layout import RULES, SETTINGS
from smol_leaderboard.preview import TYPES
from smol_leaderboard.project import LACKS
from smol_leaderboard.refusals import REFUSALS
from smol_leaderboard.site import BESIDE, DID, page, page_folder, site_files, write
from smol_leaderboard.site_errors import BadOrigin, FolderTaken
from smol_leaderboard.thresholds import COUNTS_NOT

from .hostile_names import NAMES

SOURCES = {path.name: path.read_text("utf-8") for path in (page_folder() / "js").glob("*.js")}
TEXTS = {name: json.loads((page_folder() / "lang" / f"{name}.json").read_text("utf-8")) for name in ("en", "es")}


@pytest.fixture
def folder(store: MemoryStore, tmp_path: Path) -> Path:
    """The board as a folder."""
    store.save(tmp_path / "board")
    return tmp_path / "board"


def policy(files: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the Content-Security-Policy of a page by directive."""
    [found] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', files["index.html"].decode())
    return {name: values for name, *values in (part.split() for part in found.split(";"))}


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    command = [sys.executable, "-m", "smol_leaderboard", *words]
    return subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=False)


def test_a_folders_board_travels_with_the_page(folder: Path, tmp_path: Path) -> None:
    """`build` writes page and data; the page asks nobody but its own origin; a second build replaces the first."""
    out = tmp_path / "site"
    for _ in range(2):
        done = run("site", "build", "--board", str(folder), "--out", str(out), "--lang", "en")
        assert (0, "") == (done.returncode, done.stderr)
        (out / "js" / "stale.js").write_text("old", "utf-8")
    assert (out / "data" / "board" / "board.json").read_bytes() == (folder / "board" / "board.json").read_bytes()
    files = {"index.html": (out / "index.html").read_bytes()}
    assert ["'self'"] == policy(files)["connect-src"]
    kept = [path for path in folder.rglob("*.jsonl") if "samples" in path.parts]
    assert kept
    assert all((out / "data" / path.relative_to(folder)).read_bytes() == path.read_bytes() for path in kept)
    run("site", "build", "--board", str(folder), "--out", str(out))
    assert not (out / "js" / "stale.js").exists()
    assert [out.name, folder.name] == sorted((path.name for path in tmp_path.iterdir()), reverse=True)


def test_what_is_not_ours_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    """A folder with something else in it stays as it is; the message says what to do."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("<p>mine", "utf-8")
    done = run("site", "build", "--board", str(folder), "--out", str(tmp_path / "mine"), "--lang", "en")
    assert 2 == done.returncode
    assert "nothing was changed" in " ".join(done.stderr.split())
    assert ["index.html"] == [path.name for path in (tmp_path / "mine").iterdir()]
    with pytest.raises(FolderTaken):
        write({}, tmp_path / "mine" / "index.html")
    files = site_files(str(folder)) | {DID: b"{}"}
    write(files, tmp_path / "site")
    for path in ("CNAME", "photos/one.jpg", "js/notes.txt", "data/mine.txt", ".git/HEAD"):
        put = tmp_path / "site" / path
        put.parent.mkdir(exist_ok=True)
        put.write_text("mine", "utf-8")
        with pytest.raises(FolderTaken) as caught:
            write(files, tmp_path / "site")
        assert (path, "mine") == (caught.value.fields["path"], put.read_text("utf-8"))
        put.unlink()
        if put.parent.name in ("photos", ".git"):
            put.parent.rmdir()
    write(files, tmp_path / "site")


def test_the_policy_is_strict() -> None:
    """Nothing by default; scripts, styles and pictures of its own; only the Hub to connect to."""
    found = policy(page("https://huggingface.co/datasets/a/b/resolve/main/"))
    assert {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'", "https://huggingface.co", "https://*.huggingface.co", "https://*.hf.co"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    } == found


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "evil",
        "javascript:alert(1)",
        "https://a b",
        "https://a;script-src *",
        'https://a"',
        "https://u@a",
        "//a",
        "http://[",
        "data:x",
    ],
)
def test_what_is_no_origin_gets_into_no_policy(origin: str) -> None:
    """Refused with a sentence."""
    with pytest.raises(BadOrigin):
        page(BESIDE, [origin])


def test_the_spaces_card_is_yaml_whatever_the_title() -> None:
    """`sdk: static`, the title and the data set, whatever the title holds."""
    for title in ("Smol: a course", '"---\nsdk: docker', "x" * 500, "# é"):
        files = page("https://huggingface.co/datasets/a/b/resolve/main/", title=title, data_set="a/b")
        front = yaml.safe_load(files["README.md"].decode().split("---\n")[1])
        assert ("static", "index.html", ["a/b"]) == (front["sdk"], front["app_file"], front["datasets"])
        assert " ".join(title.split())[:100] == front["title"]


def test_serve_shows_the_board_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """It prints its link, serves the page and the board as it is now, hides the rest, and Ctrl-C ends it well."""
    empty = tmp_path / "empty"
    empty.mkdir()
    command = [sys.executable, "-m", "smol_leaderboard", "site", "serve", "--board", str(folder), "--lang", "en"]
    variables = os.environ | {"TMPDIR": str(empty)}
    process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    link = process.stdout.readline().split()[-1]
    try:
        with urllib.request.urlopen(f"{link}data/board/board.json") as answer:
            assert (folder / "board" / "board.json").read_bytes() == answer.read()
        for path in (
            "",
            "js/app.js",
            "data/course.json",
            "data/people/x",
            "../pyproject.toml",
            "data/board/../course.json",
            "data/samples/../course.json",
            "data/certificates/../course.json",
            "data/rules/../people/x",
            "data/records/x",
        ):
            status = subprocess.run(
                ["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", "--path-as-is", link + path],
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            assert ("200" if path in {"", "js/app.js"} else "404") == status, path
    finally:
        process.send_signal(signal.SIGINT)
    assert 0 == process.wait(20)
    assert [] == list(empty.iterdir())


def test_push_is_one_commit(folder: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Space is made, static; it holds the page; a second push changes nothing; stale files go, others stay."""
    api = hub.api("course")
    words = ("site", "push", "course/page", "--board", str(folder), "--lang", "en")
    first = run(*words, **hub.environment("course"))
    assert (0, f"Published: {hub.url}/spaces/course/page\n") == (first.returncode, first.stdout), first.stderr
    commits = [one.commit_id for one in api.list_repo_commits("course/page", repo_type="space")]
    there = set(api.list_repo_files("course/page", repo_type="space"))
    assert {*site_files(str(folder))} == there - {".gitattributes"}
    assert "static" == api.space_info("course/page").sdk
    assert 0 == run(*words, **hub.environment("course")).returncode
    assert commits == [one.commit_id for one in api.list_repo_commits("course/page", repo_type="space")]
    for path in ("js/old.js", "notes.txt"):
        api.upload_file(path_or_fileobj=b"x", path_in_repo=path, repo_id="course/page", repo_type="space")
    assert 0 == run(*words, **hub.environment("course")).returncode
    assert there | {"notes.txt"} == set(api.list_repo_files("course/page", repo_type="space"))


def test_push_tells_what_is_wrong(folder: Path, hub: FakeHub) -> None:
    """No name of a Space: usage. No login: what to do about it. No traceback."""
    wrong = run("site", "push", "what/ever/it", "--board", str(folder), "--lang", "en")
    assert (2, True) == (wrong.returncode, "USER/NAME" in wrong.stderr)
    nobody = run("site", "push", "course/page", "--board", str(folder), "--lang", "en", **hub.environment())
    assert (3, True) == (nobody.returncode, "hf auth login" in nobody.stderr), nobody.stderr
    nowhere = run("site", "build", "--board", str(folder / "no"), "--out", str(folder / "x"), "--lang", "en")
    assert (3, True) == (nowhere.returncode, "there is no board" in nowhere.stderr)
    assert "Traceback" not in wrong.stderr + nobody.stderr + nowhere.stderr


def test_both_languages_say_the_same() -> None:
    """The same keys with the same fields."""
    assert TEXTS["en"].keys() == TEXTS["es"].keys()
    for key, text in TEXTS["en"].items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", TEXTS["es"][key])), key
        assert text.strip()
        assert TEXTS["es"][key].strip()


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    """Keys are those that the modules name; refusals and quarantine are those of the records."""
    code = "\n".join(SOURCES.values())
    keys = {re.sub(r"\.(one|other)$", "", key) for key in TEXTS["en"]}
    named = set(
        re.findall(
            r'"((?:page|board|column|row|pager|learner|history|record|state|status|quarantine|error|'
            r'models?|copy|sample|measured|rule|verify|proof|fact|progress|result|outcome|step|showcase|share)\.\w+)"',
            code,
        )
    )
    assert set() == named - keys
    parts = (
        set(re.findall(r'"(\w+)"', code))
        | set(re.findall(r"\.(\w+)_do`", code))
        | set(re.findall(r"^    \[?(\w+)", code, re.M))
    )
    made = {f"error.{kind}_do" for kind in parts} | {
        f"{section}.{part}"
        for section in (
            *("column", "error", "history", "record", "state", "status", "status.column", "model"),
            *("verify", "step", "result", "outcome", "fact", "proof", "evidence", "progress"),
        )
        for part in parts
    }
    made |= {key.replace("status.column.", "status.column_") for key in made}
    made |= {f"model.gain_{part}" for part in parts}
    of_the_data = {"state.queued", "state.running", "state.graded"}
    of_the_data |= {f"award.{part}{kind}" for kind in AWARDS for part in ("", "how_")}
    of_the_data |= {"award.how_shared", "award.how_shared_smallest"}
    of_models = ("counts_not.", "flag.", "lacks.", "metric.", "unranked.")
    rest = {key for key in keys - named - made - of_the_data if not key.startswith(of_models)}
    assert {f"reason.{reason}" for reason in REFUSALS} == {key for key in rest if key.startswith("reason.")}
    reasons = ("not_a_record", "wrong_place", "foreign", "published_twice", "not_a_person")
    assert {f"quarantine.{reason}" for reason in reasons} == {key for key in rest if not key.startswith("reason.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_models_are_spoken_of_as_in_the_terminal(language: Language) -> None:
    """Every reason, flag, metric and state that a record can have has its sentences, the same as the program's."""
    terminal, texts = catalogue(language), TEXTS[language]
    shared = ("counts_not.", "flag.", "lacks.")
    codes = {key: text for key, text in terminal.items() if key.startswith(shared)}
    assert codes == {key: text for key, text in texts.items() if key.startswith(shared)}
    assert {f"lacks.{code}" for code in LACKS} <= codes.keys()
    for part in ("accepted", "whole", "lacking"):
        assert terminal[f"official_project.{part}"] == texts[f"model.project_{part}"]
    assert terminal["official_project.title"] == texts["model.project"]
    assert terminal["models.withdrawn"] == texts["models.withdrawn"]
    assert terminal["models.withdrawn_means"] == texts["model.withdrawn"]
    assert terminal["certificate.late"] == texts["progress.late"]
    for kind in ("quiz", "model", "project"):
        assert terminal[f"certificate.short_{kind}"] == texts[f"progress.late_{kind}"]
    assert {f"counts_not.{code}" for code in COUNTS_NOT} <= codes.keys()
    metrics = {f"metric.{metric}{part}" for metric in METRICS for part in ("", "_short")}
    assert metrics == {key for key in texts if key.startswith("metric.")}
    for metric in METRICS:
        assert terminal[f"models.metric_{metric}"] == texts[f"metric.{metric}"]
    for why in ("counts_not", "older_protocol", "weak_tier"):
        assert terminal[f"models.unranked_{why}"] == texts[f"unranked.{why}"]
    for why in ("older_protocol", "weak_tier"):
        assert terminal[f"models.unranked_{why}_means"] == texts[f"unranked.{why}_means"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_awards_are_spoken_of_as_at_the_ceremony(language: Language) -> None:
    """The names of all kinds, how each is decided, and what it means to share one."""
    terminal, texts = catalogue(language), TEXTS[language]
    shown = {key: text.replace("{winners}", "{count}") for key, text in texts.items() if key.startswith("award.")}
    assert {f"award.{part}{kind}" for kind in AWARDS for part in ("", "how_")} < shown.keys()
    assert shown == {key: terminal[key] for key in shown}


def test_the_sources_know_no_markup_and_no_stranger() -> None:
    """Our modules make elements by name, never from text; the Hub and LinkedIn's form are the only places in them, beside the
    names of two standards' vocabularies."""
    code = "\n".join(SOURCES.values())
    assert [] == re.findall(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|DOMParser|srcdoc", code
    )
    assert {
        "https://huggingface.co",
        "https://www.linkedin.com",
        "http://www.w3.org",
        "https://purl.imsglobal.org",
    } == set(re.findall(r"https?:(?:\\?/){2}[\w.\\-]+", code.replace("\\", "")))


class Head(HTMLParser):
    """What other sites read of a page, name -> content."""

    def __init__(self, index: bytes) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(index.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what begins with `og:` or `twitter:`; each once."""
        given = dict(attrs)
        name = given.get("property") or given.get("name") or ""
        if tag == "meta" and name.startswith(("og:", "twitter:")):
            assert name not in self.found
            self.found[name] = given["content"] or ""


def told_to_others(files: dict[str, bytes]) -> dict[str, str]:
    """Return what other sites read of the page's head."""
    return Head(files["index.html"]).found


def test_a_link_to_the_page_has_a_picture() -> None:
    """The head says title, what it is, and which picture of which size; the picture is that, and small."""
    files = page(BESIDE)
    found = told_to_others(files)
    assert ("website", "Leaderboard", "og.png", "summary_large_image") == (
        *(found[f"og:{name}"] for name in ("type", "title", "image")),
        found["twitter:card"],
    )
    assert {"og:description", "og:image:alt"} <= {name for name, text in found.items() if text}
    picture = files["og.png"]
    assert len(picture) <= 60_000
    with Image.open(io.BytesIO(picture)) as opened:
        assert ("PNG", (1200, 630)) == (opened.format, opened.size)
    assert ("1200", "630") == (found["og:image:width"], found["og:image:height"])
    assert "image/png" == TYPES[".png"]


@pytest.mark.parametrize(
    ("issuer", "picture"),
    [
        ({"name": "A course", "did": "did:web:course.example"}, "https://course.example/og.png"),
        ({"name": "A course", "did": "did:web:course.example%3A8443"}, "https://course.example:8443/og.png"),
        ({"name": "A course", "did": "did:web:course.example:a:path"}, "og.png"),
        ({"name": "A course", "did": 'did:web:x" onload="y'}, "og.png"),
        ({"name": "A course", "did": 7}, "og.png"),
        ("nobody", "og.png"),
        (None, "og.png"),
    ],
)
def test_the_picture_has_a_whole_address_where_one_is_known(issuer: object, picture: str, folder: Path) -> None:
    """Sites that show a link want an absolute one: it is where the issuer's keys are; else it stays as it is."""
    (folder / RULES).write_text(json.dumps({"issuer": issuer}), "utf-8")
    assert picture == told_to_others(site_files(str(folder)))["og:image"]


def test_the_title_in_the_head_is_text(folder: Path) -> None:
    """Whatever it holds, it is the content of one attribute, and nothing else of the head is another."""
    plain, strict = told_to_others(page(BESIDE)), policy(page(BESIDE))
    for title in (*NAMES, "Ajuste fino: «edición» 3", "\ud800"):
        (folder / SETTINGS).write_text(json.dumps({"title": title}), "utf-8")
        files = site_files(str(folder), copy=False)
        expected = " ".join(title.split())[:100].replace("\ud800", "\ufffd") or "Leaderboard"
        assert plain | {"og:title": expected} == told_to_others(files), ascii(title)
        assert strict == policy(files)


def test_everything_is_loaded_ahead() -> None:
    """index.html names each module that the board needs, so that none waits for another."""
    index = (page_folder() / "index.html").read_text("utf-8")
    needed, todo = set(), ["app.js", "theme.js"]
    while todo:
        name = todo.pop()
        needed.add(name)
        todo += [
            other
            for other in re.findall(r'^(?:import|export) .*?from "\./(\w+\.js)"', SOURCES[name], re.M | re.S)
            if other not in needed
        ]
    assert needed == set(re.findall(r'(?:href|src)="js/(\w+\.js)"', index))
