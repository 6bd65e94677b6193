"""`report EXERCISE`: one file with all that shows a verdict to be wrong, without what is nobody's business."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec import structs

from smol_grade.cli import accepting, complaining
from smol_grade.cli.complaining import LONGEST_LINK, cleaned, cleaner, free_name, issue_link, repository
from smol_grade.errors import UnknownTarget
from smol_grade.grade import Engine, grade
from smol_grade.locate import Checkout
from smol_grade.messages import say
from smol_grade.records import Evidence, Report
from smol_grade.report import Complaint, read_complaint, render_complaint, render_markdown

from .conftest import LANGUAGES, ROOT, SMOLTALK, SOLUTIONS, SOURCES, smol_grade

NAME = f"unit1/{SMOLTALK}"
WRONG = SOURCES["generation_prompt"][SMOLTALK]
RIGHT = (SOLUTIONS / f"{SMOLTALK}.py").read_text("utf-8")
TOKEN = "hf_" + "Q7wE9rTy" * 4
HOSTILE = [
    "x = 1\n```\n# not a heading\n`````python unit1/other.py\ny = 2\n`````\n",
    "# <img src=x onerror=alert(1)> @everyone #1\n" + "`" * 40 + "\n~~~\n",
    "a = 1\r\nb = '''\r\n````\r\n'''\r\n",
    "\tx = '\u202e\x1b[31m'\n",
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with one answer that is wrong."""
    (tmp_path / f"{SMOLTALK}.py").write_text(WRONG, "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def report(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Of the same answer."""
    file = tmp_path_factory.mktemp("complaint") / f"{SMOLTALK}.py"
    file.write_text(WRONG, "utf-8")
    return grade(NAME, file, engine=engine, seed=5)


def complained(*words: str, cwd: Path, code: int = 0, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    done = smol_grade("report", *words, cwd=cwd, **variables)
    assert code == done.returncode, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_file_holds_all_of_it(workspace: Path, language: str) -> None:
    """Path and address on stdout, one a line; the file has the code, the seed, the versions and the verdict."""
    done = complained(SMOLTALK, "--seed", "5", "--lang", language, cwd=workspace)
    path, link = done.stdout.splitlines()
    assert f"report-{SMOLTALK}-5.md" == path
    text = (workspace / path).read_text("utf-8")
    assert Complaint("unit1", SMOLTALK, WRONG) == read_complaint(text)
    plain = text.replace("\\", "")
    for key in ("expected", "made_with", "code", "file_intro"):
        assert say(language, f"complaint.{key}") in plain  # type: ignore[arg-type]
    for word in ("smol-grade 0.", "transformers 5", "Python 3.", "template_of_messages", "add_generation_prompt"):
        assert word in plain
    assert f"{say(language, 'complaint.seed')}: 5" in plain  # type: ignore[arg-type]
    assert link.startswith("https://github.com/smol-grade/smol-grade/issues/new?template=wrong-verdict.yml&")
    assert say(language, "complaint.next", expected="|").partition(".")[0] in done.stderr  # type: ignore[arg-type]


def test_no_file_is_written_over(workspace: Path) -> None:
    """A second complaint gets a number, by either name; what was there is as it was."""
    for name, words in ((f"report-{SMOLTALK}-5", ()), ("mine", ("--output", "mine.md"))):
        (workspace / f"{name}.md").write_text("what I wrote")
        for number in (2, 3):
            done = complained(SMOLTALK, "--seed", "5", *words, cwd=workspace)
            assert f"{name}-{number}.md" == done.stdout.splitlines()[0]
        assert "what I wrote" == (workspace / f"{name}.md").read_text()
    (workspace / "link.md").symlink_to("nowhere.md")
    assert workspace / "link-2.md" == free_name(workspace / "link.md")


def test_full_marks_can_be_complained_about(workspace: Path) -> None:
    """The command says that nothing is wrong, and writes the file: that may be what is wrong."""
    (workspace / f"{SMOLTALK}.py").write_text(RIGHT, "utf-8")
    done = complained(SMOLTALK, "--seed", "5", cwd=workspace)
    assert say("en", "complaint.full_marks") in " ".join(done.stderr.split())
    text = (workspace / done.stdout.splitlines()[0]).read_text("utf-8")
    assert say("en", "complaint.full_marks") in text
    assert "10/10" in text


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "UTF-8"), (b"def f(:\n", "syntax"), (b"x = 1\n", SMOLTALK), (b"\n", "empty")],
)
def test_a_file_that_cannot_be_graded_is_a_complaint_too(content: bytes, words: str, workspace: Path) -> None:
    """Whatever the file is, the complaint is written and says what the grader said."""
    (workspace / f"{SMOLTALK}.py").write_bytes(content)
    done = complained(SMOLTALK, "--seed", "5", cwd=workspace)
    assert words in (workspace / done.stdout.splitlines()[0]).read_text("utf-8").replace("\\", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("unit1",), "smoltalk_to_chatml"),
        (("smoltalk_to_chatmll",), "smoltalk_to_chatml"),
        ((SMOLTALK, "--seed", "-1"), "seed"),
        ((SMOLTALK, "--path", "nowhere"), "nowhere"),
        ((SMOLTALK, "--output", "no/such/folder.md"), "no/such/folder.md"),
        ((SMOLTALK, "--output", "."), "."),
        ((), "exercise"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(words: tuple[str, ...], said: str, workspace: Path) -> None:
    """Wrong use ends with 2, a sentence, and no file."""
    done = complained(*words, cwd=workspace, code=2)
    assert said in done.stderr
    assert [f"{SMOLTALK}.py"] == [path.name for path in workspace.iterdir()]


def test_a_folder_that_cannot_be_written_is_told_before_the_grading(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a verdict that cannot be saved; a disk that is full later leaves nothing half written."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    wanted = workspace / "c.md"
    monkeypatch.setattr("pathlib.Path.open", full)
    with pytest.raises(complaining.OutputNotWritable):
        complaining._save("text", wanted)
    assert not wanted.exists()


def test_a_file_saved_meanwhile_is_told(report: Report, workspace: Path) -> None:
    """Code and report of a complaint belong together."""
    from smol_grade.course import load_course
    from smol_grade.locate import checkout_files
    from smol_grade.workspace import find_files

    unit, exercises = load_course(checkout_files(ROOT)).find(NAME)
    found = find_files(unit, exercises, workspace)[SMOLTALK]
    assert WRONG == complaining._source(found, exercises[0], report)
    found.path.write_text(RIGHT, "utf-8")
    with pytest.raises(complaining.SavedMeanwhile):
        complaining._source(found, exercises[0], report)


def test_secrets_and_homes_stay_at_home(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A token in the code, in what it prints and in what it raises, a password, a path: none is in the file."""
    home = tmp_path_factory.mktemp("ana") / "home-of-ana"
    home.mkdir()
    (workspace / f"{SMOLTALK}.py").write_text(
        f"# {home}/notes and /home/bea/x and C:\\Users\\carla\\x and /Users/dora\n"
        f"TOKEN = '{TOKEN}'\npassword = 'hunter2'\nphrase = '{home}-2/file'\n"
        "def smoltalk_to_chatml(sample, tokenizer):\n"
        f"    print('logging in with', TOKEN, '{home}/notes')\n"
        "    raise ValueError('refused: ' + TOKEN)\n",
        "utf-8",
    )
    done = complained(SMOLTALK, "--seed", "5", cwd=workspace, HOME=str(home))
    text = (workspace / done.stdout.splitlines()[0]).read_text("utf-8")
    for secret in (TOKEN, TOKEN[3:], "hunter2", f"{home}/", "bea", "carla", "dora"):
        assert secret not in text
    assert f"TOKEN = '{'*' * len(TOKEN)}'" in text
    assert "# ~/notes and ~/x and ~\\x and ~\n" in text
    assert f"{home}-2/file" in text
    assert "logging in with" in text
    assert TOKEN not in done.stdout + done.stderr


def test_what_is_taken_out_leaves_the_report_readable(report: Report) -> None:
    """Stars keep the marked difference where it was; a path that became shorter drops the mark, and nothing fails."""
    clean = cleaner(f"key = '{TOKEN}'\npassword = 'horse'\n", report)
    assert "a horse's '*****'" == clean("a horse's 'horse'")
    check = next(check for check in report.checks if check.evidence is not None and check.evidence.difference)
    assert check.evidence is not None
    same = cleaned(report, clean)
    assert render_markdown(same, "en") == render_markdown(report, "en")
    for got in (f"{TOKEN}{check.evidence.got}", f"/home/ana/{check.evidence.got}"):
        evidence = structs.replace(check.evidence, got=got)
        [exercise] = report.exercises
        other = structs.replace(exercise, checks=(structs.replace(check, evidence=evidence),))
        made = render_complaint(cleaned(structs.replace(report, exercises=(other,)), clean), WRONG, "en")
        assert TOKEN not in made
        assert "/home/ana" not in made


def test_without_the_scanner_our_own_rules_hold(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """A base installation has no detect-secrets; tokens of the services of the course are found all the same."""
    import sys

    for name in [name for name in sys.modules if name.split(".")[0] == "detect_secrets"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "detect_secrets", None)
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqh\nkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"
    source = f"login('{TOKEN}')\nHF_TOKEN = 'abcd1234efgh'\nkey = '''{key}'''\n"
    shown = cleaner(source, report)(source)
    for secret in (TOKEN, "abcd1234efgh", "MIIEvQIBADANBgkqh", "kiG9w0BAQEFAASC"):
        assert secret not in shown
    assert "login('" in shown


@pytest.mark.parametrize("source", HOSTILE)
def test_code_stays_in_its_fence(source: str, report: Report) -> None:
    """No line of a learner's ends the block: the reader of Markdown finds one, with the code and nothing else."""
    from markdown_it import MarkdownIt

    text = render_complaint(report, source, "en")
    blocks = [token for token in MarkdownIt().parse(text) if token.type == "fence" and token.info.startswith("python")]
    assert [f"python {NAME}.py"] == [block.info for block in blocks]
    assert len(re.split(r"\r\n|\r|\n", source)) - 1 == len(blocks[0].content.splitlines())
    found = read_complaint(text)
    assert found is not None
    assert blocks[0].content == found.source
    assert not re.search("[\u202e\x1b]", text)


def test_only_a_complaint_is_read_as_one() -> None:
    """Any other Markdown is none; line ends of an editor do not matter."""
    assert None is read_complaint("# hello\n\n```python\nx\n```\n")
    assert None is read_complaint("````python unit1/f.py\nx\n```\n")
    assert Complaint("unit1", "f", "x\n") == read_complaint("a\r\n```python unit1/f.py\r\nx\r\n```\r\nb")


def test_the_address_is_short_whatever_is_installed(report: Report) -> None:
    """It holds exercise, seed and versions; with more packages than fit, fewer are named."""
    for count in (0, 300):
        versions = report.environment.versions | {f"package{n}": "1.2.3" for n in range(count)}
        drift = {f"package{n}": "1.2.4" for n in range(count)}
        environment = structs.replace(report.environment, versions=versions, drift=drift)
        link = issue_link(structs.replace(report, environment=environment), "0.1.0+abc")
        assert len(link) < LONGEST_LINK
        fields = parse_qs(urlsplit(link).query)
        assert {"template", "title", "exercise", "seed", "versions"} == fields.keys()
        assert ([NAME], ["5"]) == (fields["exercise"], fields["seed"])
        assert "smol-grade 0." in fields["versions"][0]


def test_the_address_is_that_of_the_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout pyproject.toml names it; elsewhere the installed package; where neither does, there is none."""
    from importlib import metadata
    from types import SimpleNamespace

    assert "https://github.com/smol-grade/smol-grade" == repository()
    monkeypatch.setattr(complaining, "in_checkout", lambda: False)
    for urls, wanted in (
        (["Issues, https://x/issues", "Repository, https://x/y/"], "https://x/y"),
        (["Issues, https://x/issues"], ""),
        (None, ""),
    ):
        found = SimpleNamespace(get_all=lambda _, urls=urls: urls)
        monkeypatch.setattr(metadata, "metadata", lambda _, found=found: found)
        assert wanted == repository()


def test_a_report_without_evidence_is_cleaned_too(report: Report) -> None:
    """An empty record stays as it is."""
    [exercise] = report.exercises
    checks = tuple(structs.replace(check, evidence=Evidence(), message=None) for check in exercise.checks)
    bare = structs.replace(report, exercises=(structs.replace(exercise, checks=checks),))
    assert bare == cleaned(bare, lambda text: text)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of the course team's, with the suites of unit 1 alone."""
    root = tmp_path / "checkout"
    for name in ("exercises", "tests/hidden"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "mutants", "accepted"))
    shutil.copy(ROOT / "constraints.txt", root)
    monkeypatch.setattr(accepting, "checkout", lambda: Checkout(root))
    return root


def test_an_accepted_complaint_becomes_an_answer(course: Path, report: Report, tmp_path: Path) -> None:
    """The code is cut out and graded with three seeds; a second one of that name is refused, and nothing changes."""
    file, answers = tmp_path / "c.md", course / "tests" / "hidden" / "unit1" / "accepted" / SMOLTALK
    for name, source, code in (("right", RIGHT, 0), ("wrong", WRONG, 1)):
        file.write_text(render_complaint(report, source, "es"), "utf-8")
        assert code == accepting.run(file, name, "en")
        assert f"# source: learners\n{source}" == (answers / f"{name}.py").read_text("utf-8")
    before = {path: path.read_bytes() for path in answers.iterdir()}
    for taken in ("right", "Wrong", "../x", "", "a b"):
        with pytest.raises(accepting.NameTaken):
            accepting.run(file, taken, "en")
    assert before == {path: path.read_bytes() for path in answers.iterdir()}


@pytest.mark.parametrize("content", [None, b"", b"# hello\n", b"\xff\xfe```python unit1/f.py\n"])
def test_what_is_no_complaint_is_a_sentence(content: bytes | None, course: Path, tmp_path: Path) -> None:
    """A file that is not there, or that `report` has not written."""
    file = tmp_path / "c.md"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(accepting.NoComplaint):
        accepting.run(file, "name", "en")


def test_a_complaint_about_no_exercise_of_ours_is_a_sentence(course: Path, tmp_path: Path) -> None:
    """Whoever writes the file chooses no folder of ours."""
    (tmp_path / "c.md").write_text("```python unit1/nothing.py\nx = 1\n```\n")
    with pytest.raises(UnknownTarget):
        accepting.run(tmp_path / "c.md", "name", "en")
    assert not (course / "tests" / "hidden" / "unit1" / "accepted").exists()
