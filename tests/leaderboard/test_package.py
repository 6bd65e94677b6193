"""Packing a learner's files: what goes in, what stays out, what is refused, and that it comes out as it went in."""

from __future__ import annotations

import os
import random
from pathlib import Path

import nbformat
import pytest
from msgspec import structs

from smol_grade.errors import NoWorkspace
from smol_grade.messages import say
from smol_grade.records import Outcome
from smol_grade.workspace import MAX_BYTES
from smol_leaderboard import handed_in
from smol_leaderboard.errors import FileUnfit, NothingToSubmit, RequestRefused, SecretInFile
from smol_leaderboard.package import pack, package, unpack
from smol_leaderboard.secret_scan import find_secrets

from .learner import FILES, ROOT, SOLUTIONS, TOKEN, unit, workspace

UNIT = unit("unit1")
CODE = "def render_chatml(messages, add_generation_prompt=False):\n    return ''\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace with one exercise done."""
    return workspace(tmp_path / "work", "render_chatml")


def test_only_what_was_begun_is_packed(place: Path) -> None:
    """Stubs as they were handed out stay out, and so does a deleted file; other files of the folder are not looked at."""
    (place / "unit1" / "sft_loss.py").unlink()
    (place / "unit1" / "notes.py").write_text(f"TOKEN = '{TOKEN}'\n")
    packed = pack(FILES, UNIT, place)
    assert ("render_chatml",) == packed.exercises
    assert [(SOLUTIONS / "unit1" / "render_chatml.py").read_text("utf-8")] == [file.text for file in packed.files]
    assert {e.name for e in UNIT.exercises} - {"render_chatml"} == set(packed.left_out)
    assert (SOLUTIONS / "unit1" / "render_chatml.py").stat().st_size == packed.size


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def render_chatml(:\n    return ''\n", 1),
        ('{"cells": [],\n "metadata": {},\n', 1),
        (f"x = {'(' * 300}\n", 1),
        (CODE, None),
    ],
)
def test_what_is_no_python_is_known_before_it_is_sent(source: str, line: int | None, place: Path) -> None:
    """It is packed all the same, and told with its line."""
    (place / "unit1" / "render_chatml.py").write_text(source)
    packed = pack(FILES, UNIT, place)
    assert ("render_chatml",) == packed.exercises
    assert (line is not None) == bool(packed.broken)
    if line is not None:
        assert packed.broken[0].endswith(f"render_chatml.py:{line}")


def test_data_files_belong_to_their_exercise(tmp_path: Path) -> None:
    """A declared data file travels with a begun exercise, and not without one."""
    done = workspace(tmp_path / "done", "to_messages")
    files = [(file.exercise, file.name) for file in pack(FILES, UNIT, done).files]
    assert [("to_messages", "to_messages.py"), ("to_messages", "own_data.jsonl")] == files
    stub = workspace(tmp_path / "stub", "render_chatml")
    (stub / "unit1" / "own_data.jsonl").write_text('{"a": 1}\n')
    assert ["render_chatml.py"] == [file.name for file in pack(FILES, UNIT, stub).files]


def test_nothing_begun_and_nothing_there_are_told_apart(tmp_path: Path) -> None:
    """A folder of stubs has nothing to submit; a folder without exercises is no workspace."""
    with pytest.raises(NothingToSubmit):
        pack(FILES, UNIT, workspace(tmp_path / "stubs"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoWorkspace):
        pack(FILES, UNIT, tmp_path / "empty")


def test_all_solutions_come_out_as_they_went_in(tmp_path: Path) -> None:
    """Every file of the unit, byte for byte, through the package and back."""
    packed = pack(FILES, UNIT, SOLUTIONS / "unit1")
    unpack(package("a" * 32, "ada", UNIT, packed.files), UNIT, tmp_path)
    assert {file.name for file in packed.files} == {path.name for path in tmp_path.iterdir()}
    for path in tmp_path.iterdir():
        assert (SOLUTIONS / "unit1" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (CODE.replace("\n", "\r\n").encode(), CODE.replace("\n", "\r\n")),
        (b"\xef\xbb\xbf" + CODE.encode(), CODE),
        ((CODE + "# naïve 你好 🐢 \u2028 \x0c\n").encode(), CODE + "# naïve 你好 🐢 \u2028 \x0c\n"),
        ((CODE + "x = 1").encode(), CODE + "x = 1"),
    ],
    ids=["CRLF", "BOM", "other scripts", "no line break at the end"],
)
def test_texts_keep_their_line_breaks(place: Path, tmp_path: Path, data: bytes, kept: str) -> None:
    """Nothing but a byte order mark is lost on the way to the judge's folder."""
    (place / "unit1" / "render_chatml.py").write_bytes(data)
    packed = pack(FILES, UNIT, place)
    (tmp_path / "judge").mkdir()
    unpack(package("a" * 32, "ada", UNIT, packed.files), UNIT, tmp_path / "judge")
    assert kept.encode() == (tmp_path / "judge" / "render_chatml.py").read_bytes()


def a_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def a_link_to_nowhere(path: Path) -> None:
    path.symlink_to(path.parent / "nowhere")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()


UNFIT = {
    "a link": (a_link, "file_link"),
    "a link to nowhere": (a_link_to_nowhere, "file_link"),
    "a pipe": (a_pipe, "file_not_a_file"),
    "a folder": (a_folder, "file_directory"),
    "10 MB": (lambda path: path.write_bytes(b"#" * 10_000_000), "file_too_large"),
    "one byte too many": (lambda path: path.write_bytes(b"#" * (MAX_BYTES + 1)), "file_too_large"),
    "a picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0"), "file_nul"),
    "Latin-1": (lambda path: path.write_bytes("# años\n".encode("latin-1")), "file_not_utf8"),
    "nothing": (lambda path: path.write_bytes(b""), "file_empty"),
}


@pytest.mark.parametrize("name", UNFIT)
@pytest.mark.parametrize("file", ["render_chatml.py", "own_data.jsonl"])
def test_files_that_cannot_be_graded_are_not_packed(name: str, file: str, tmp_path: Path) -> None:
    """Each is named with what is wrong, at once: nothing waits for a pipe or reads ten megabytes."""
    place = workspace(tmp_path / "work", "render_chatml", "to_messages")
    make, key = UNFIT[name]
    (place / "unit1" / file).unlink()
    make(place / "unit1" / file)
    with pytest.raises(FileUnfit) as refused:
        pack(FILES, UNIT, place)
    assert f"problem.{key}" == refused.value.key
    assert file in refused.value.fields["file"]
    assert "{" not in say("es", refused.value.key, **refused.value.fields)


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    """The unit's folder itself may not be a link below the folder that was named."""
    place = workspace(tmp_path / "work", "render_chatml")
    (place / "unit1").rename(tmp_path / "elsewhere")
    (place / "unit1").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileUnfit) as refused:
        pack(FILES, UNIT, place)
    assert "problem.file_folder_link" == refused.value.key


def test_no_course_file_looks_like_a_secret() -> None:
    """Solutions, accepted answers, stubs and mutants pass the scan; but three mutants, whose data hold a token on purpose."""
    flagged = set()
    for folder in ("solutions", "exercises", "tests/hidden"):
        for path in [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("*.jsonl")]:
            flagged |= {path.name for _ in find_secrets(path.read_text("utf-8", "replace"))}
    assert {"token_inside.jsonl", "secret.jsonl", "access_token_in_a_row.jsonl"} == flagged


SECRETS = [
    f"login('{TOKEN}')",
    f"HF_TOKEN = '{TOKEN}'",
    "os.environ['HF_TOKEN'] = 'abc123def456'",
    "export HF_TOKEN=abcdefg1234",
    "password = 'hunter2xyz'",
    "client = OpenAI(api_key='hunter2hunter2')",
    "api_key = 'sk-proj-" + "abcdefghij" * 4 + "'",
    "k = 'sk-ant-api03-" + "abcdefghij" * 3 + "'",
    "boto3.client('s3', aws_access_key_id='AKIA" + "IOSFODNN7EXAMPLX" + "')",
    "AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'",
    "token = 'ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789" + "'",
    "token = 'github_pat_" + "11ABCDEFG0" * 6 + "'",
    "-----BEGIN OPENSSH PRIVATE " + "KEY-----",
    "-----BEGIN RSA PRIVATE " + "KEY-----",
    "git clone https://me:pa55word@example.org/x",
    "# wandb login " + "0123456789" * 4,
    "os.environ['WANDB_API_KEY'] = 'abcdefgh12'",
]
HARMLESS = [
    "token = tokenizer.eos_token",
    "eos_token = '<|im_end|>'",
    "special_tokens = {'pad_token': '<pad>', 'eos_token': '</s>'}",
    "HF_TOKEN = os.environ['HF_TOKEN']",
    "login(token=os.environ.get('HF_TOKEN', ''))",
    "hf_token: str | None = None",
    "HF_TOKEN = userdata.get('HF_TOKEN')",
    "password = getpass.getpass()",
    "from huggingface_hub import hf_hub_download, hf_raise_for_status",
    "key = hashlib.sha256(b'x').hexdigest()",
    "digest = '" + "0123456789abcdef" * 4 + "'",
]


@pytest.mark.parametrize("line", SECRETS)
def test_secrets_are_found(line: str, place: Path) -> None:
    """File and line are named, and nothing of the secret stands in any sentence, in any field or in the traceback."""
    file = place / "unit1" / "render_chatml.py"
    file.write_text(f"{CODE}\r\n\n{line}\n", "utf-8", newline="")
    with pytest.raises(SecretInFile) as refused:
        pack(FILES, UNIT, place)
    assert ("5", "render_chatml.py") == (refused.value.fields["line"], Path(refused.value.fields["file"]).name)
    told = " ".join(
        [str(refused.value), *(say(lang, refused.value.key, **refused.value.fields) for lang in ("en", "es"))]
    )
    words = [word for word in line.replace("'", " ").split() if len(word) > 8 and word not in ("-----BEGIN", "PRIVATE")]
    assert not [word for word in words if word in told]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_names_secrets_is_not_refused(line: str) -> None:
    """Reading a token from elsewhere is how it is done."""
    assert [] == list(find_secrets(line))


def test_a_marked_line_is_left_alone() -> None:
    """For a text that only looks like a secret."""
    assert [] == list(find_secrets("password = 'hunter2xyz'  # pragma: allowlist secret"))
    assert 1 == len(list(find_secrets("password = 'hunter2xyz'")))


def test_secrets_at_any_place_of_a_long_line_are_found() -> None:
    """Long lines are looked at in pieces; a token on the seam of two is found too."""
    draw = random.Random(3)
    for at in [19_980, 19_999, 20_000, 20_001, 39_990, *(draw.randrange(100_000) for _ in range(20))]:
        line = "x " * 60_000
        assert [1] == [found.line for found in find_secrets(line[:at] + f" '{TOKEN}' " + line[at:])]


def test_secrets_in_data_files_are_found(tmp_path: Path) -> None:
    """Rows are looked at as code is."""
    place = workspace(tmp_path / "work", "to_messages")
    with open(place / "unit1" / "own_data.jsonl", "a", encoding="utf-8") as file:
        file.write(f'{{"question": "{TOKEN}"}}\n')
    with pytest.raises(SecretInFile) as refused:
        pack(FILES, UNIT, place)
    assert refused.value.fields["file"].endswith("own_data.jsonl")


def notebook(*cells: str) -> str:
    """A notebook with a text cell before the code cells."""
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_markdown_cell("# Title"), *(nbformat.v4.new_code_cell(cell) for cell in cells)]
    return nbformat.writes(made)


def test_a_notebook_stands_in_for_a_code_file(place: Path) -> None:
    """Its code is packed under the name of the code file; outputs and texts are not."""
    (place / "unit1" / "render_chatml.py").unlink()
    (place / "unit1" / "render_chatml.ipynb").write_text(notebook("%pip install x", CODE), "utf-8")
    packed = pack(FILES, UNIT, place)
    assert (("render_chatml",), ("render_chatml.py",)) == (packed.notebooks, tuple(f.name for f in packed.files))
    assert CODE in packed.files[0].text
    assert "Title" not in packed.files[0].text
    compile(packed.files[0].text, "render_chatml.py", "exec")


def test_a_notebook_beside_a_code_file_is_not_sent_and_named(place: Path) -> None:
    """The learner is told, in case it was meant to be sent."""
    (place / "unit1" / "render_chatml.ipynb").write_text(notebook(CODE), "utf-8")
    packed = pack(FILES, UNIT, place)
    assert ((), ("render_chatml.ipynb",)) == (packed.notebooks, packed.ignored)


def test_notebooks_beside_untouched_stubs_are_explained(tmp_path: Path) -> None:
    """Who works in notebooks and left the stubs there is told what to delete."""
    place = workspace(tmp_path / "work")
    (place / "unit1" / "render_chatml.ipynb").write_text(notebook(CODE), "utf-8")
    with pytest.raises(NothingToSubmit) as refused:
        pack(FILES, UNIT, place)
    assert "beside render_chatml.ipynb" in say("en", refused.value.hint, **refused.value.fields)


def test_a_secret_in_a_notebook_is_told_by_cell(place: Path) -> None:
    """As the learner sees it: code cells from 1, lines within the cell. One that no function needs is not sent at all."""
    (place / "unit1" / "render_chatml.py").unlink()
    notes = place / "unit1" / "render_chatml.ipynb"
    notes.write_text(notebook(f"a = 1\nlogin('{TOKEN}')\nHF_TOKEN = '{TOKEN}'", CODE), "utf-8")
    assert not any(TOKEN in file.text for file in pack(FILES, UNIT, place).files)
    used = "def render_chatml(messages):\n    return TOKEN\n"
    notes.write_text(notebook(used, f"a = 1\nTOKEN = '{TOKEN}'"), "utf-8")
    with pytest.raises(SecretInFile) as refused:
        pack(FILES, UNIT, place)
    assert ("2", "2") == (refused.value.fields["cell"], refused.value.fields["line"])


def files(*triples: tuple[str, str, str]) -> handed_in.Package:
    """A package with these files."""
    return package(
        "a" * 32, "ada", UNIT, tuple(handed_in.PackedFile(exercise=e, name=n, text=t) for e, n, t in triples)
    )


@pytest.mark.parametrize(
    "triples",
    [
        [("render_chatml", "../render_chatml.py", "x")],
        [("render_chatml", "/etc/passwd", "x")],
        [("render_chatml", "render_chatml.PY", "x")],
        [("render_chatml", "render_chatml.py\0", "x")],
        [("render_chatml", "", "x")],
        [("render_chatml", ".", "x")],
        [("render_chatml", "conftest.py", "x")],
        [("render_chatml", "own_data.jsonl", "x")],
        [("transcript", "transcript.py", "x")],
        [("render_chatml", "render_chatml.py", "x"), ("render_chatml", "render_chatml.py", "x")],
        [("render_chatml", "sft_loss.py", "x")],
        [("render_chatml", "render_chatml.py", "x" * (MAX_BYTES + 1))],
    ],
)
def test_a_forged_package_writes_nothing(triples: list[tuple[str, str, str]], tmp_path: Path) -> None:
    """Names come from the manifest: no other file is made, in the folder or outside of it."""
    (tmp_path / "judge").mkdir()
    with pytest.raises(RequestRefused) as refused:
        unpack(files(*triples), UNIT, tmp_path / "judge")
    assert "unknown_file" == refused.value.reason
    assert [tmp_path / "judge"] == list(tmp_path.rglob("*"))


def test_an_empty_package_is_refused(tmp_path: Path) -> None:
    """There is nothing to grade."""
    with pytest.raises(RequestRefused) as refused:
        unpack(files(), UNIT, tmp_path)
    assert "no_files" == refused.value.reason


def test_packages_of_the_same_files_differ() -> None:
    """A nonce: nobody tells from a hash that two learners sent the same, or tries out short answers."""
    one, two = (files(("render_chatml", "render_chatml.py", CODE)) for _ in range(2))
    assert one.nonce != two.nonce
    assert structs.replace(one, nonce="") == structs.replace(two, nonce="")


def test_random_folders_are_packed_or_refused_in_words(tmp_path: Path) -> None:
    """200 folders of odd contents and kinds: a package whose files are UTF-8 and within limits, or one of our errors."""
    draw = random.Random(11)
    makers = [make for make, _ in UNFIT.values()]
    outcomes = set()
    for number in range(200):
        folder = tmp_path / str(number)
        folder.mkdir()
        for exercise in draw.sample(UNIT.exercises, draw.randrange(1, 4)):
            path = folder / f"{exercise.name}{draw.choice(['.py', '.py', '.ipynb'])}"
            if draw.random() < 0.2:
                draw.choice(makers)(path)
            else:
                size = draw.choice([1, 50, 3000])
                text = "".join(chr(draw.choice([10, 13, 32, 34, 0x41, 0xE9, 0x202E, 0x1F422])) for _ in range(size))
                path.write_text(text, "utf-8", newline="")
        try:
            packed = pack(FILES, UNIT, folder)
        except (FileUnfit, NothingToSubmit, SecretInFile) as error:
            outcomes.add(error.key)
            continue
        outcomes.add(Outcome.PASSED)
        assert all(len(file.text.encode()) <= MAX_BYTES for file in packed.files)
    assert {Outcome.PASSED, "problem.file_not_notebook", "problem.file_link", "problem.file_empty"} <= outcomes
