"""What one odd submission of a cohort does: nothing to the others, and nothing that its learner did not hand in."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from smol_leaderboard.batch.contents import PassedOver
from smol_leaderboard.batch.noticing import notice
from smol_leaderboard.batch.submissions import Submitted, read_submissions
from smol_leaderboard.errors import OperatorError

UNIT2 = ("accuracy_with_stderr", "make_mcq", "pass_at_k", "paired_bootstrap")
NAMES = frozenset(f"{name}{suffix}" for name in UNIT2 for suffix in (".py", ".ipynb")) | {"own_task.jsonl"}
ONE = frozenset({"paired_bootstrap.py", "paired_bootstrap.ipynb"})
UNITS = frozenset({"unit0", "unit1", "unit2"})


def code(name: str) -> str:
    """An answer to an exercise."""
    return f"def {name}(*given):\n    return given\n"


def notebook(*sources: str | list[str]) -> str:
    """A notebook of code cells."""
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": [*cells, {"cell_type": "markdown", "source": code("make_mcq")}], "nbformat": 4})


def handed_in(folder: Path, texts: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def graded(source: Path, names: frozenset[str] = NAMES) -> dict[str, list[str]]:
    """The files that are graded, by submission."""
    return {one.id: sorted(one.files) for one in read_submissions(source, names, "unit2")}


def only(source: Path, name: str) -> Submitted:
    """The submission of this name."""
    return next(one for one in read_submissions(source, NAMES, "unit2") if one.id == name)


@pytest.mark.parametrize("name", ["pass_at_k.py", "own_task.jsonl", "unit2/pass_at_k.py", "unit2/own_task.jsonl"])
def test_a_folder_in_the_place_of_a_file_is_no_file(name: str, tmp_path: Path) -> None:
    """It is told, and the submission's other files count."""
    (tmp_path / "ana" / name).mkdir(parents=True)
    place = str(Path(name).parent / "make_mcq.py")
    handed_in(tmp_path / "ana", {place: code("make_mcq")})
    taken = only(tmp_path, "ana").taken
    assert ["make_mcq.py"] == list(taken.files)
    assert (PassedOver(name, "folder"),) == taken.passed_over


def test_what_is_passed_over_in_a_submission_is_told(tmp_path: Path) -> None:
    """Links, a file with a second name and a pipe bring in nothing, and each is named with the reason."""
    handed_in(tmp_path, {"in/ana/make_mcq.py": code("make_mcq"), "else/pass_at_k.py": code("pass_at_k")})
    ana = tmp_path / "in" / "ana"
    (ana / "pass_at_k.py").symlink_to(tmp_path / "else" / "pass_at_k.py")
    os.link(tmp_path / "else" / "pass_at_k.py", ana / "paired_bootstrap.py")
    os.mkfifo(ana / "own_task.jsonl")
    taken = only(tmp_path / "in", "ana").taken
    assert ["make_mcq.py"] == list(taken.files)
    told = {"own_task.jsonl": "special", "paired_bootstrap.py": "second_name", "pass_at_k.py": "link"}
    assert told == dict(taken.passed_over)


def test_a_folder_that_is_a_link_is_told_once(tmp_path: Path) -> None:
    """The files that would be behind it are not listed one by one."""
    handed_in(tmp_path, {"else/make_mcq.py": code("make_mcq")})
    (tmp_path / "in" / "ana").mkdir(parents=True)
    (tmp_path / "in" / "ana" / "unit2").symlink_to(tmp_path / "else")
    taken = only(tmp_path / "in", "ana").taken
    assert ({}, (PassedOver("unit2", "link"),)) == taken


def test_another_exercises_file_is_no_answer(tmp_path: Path) -> None:
    """Who handed in another exercise alone did not hand in the one that is wanted: no 0 for a file of another name."""
    source = handed_in(
        tmp_path,
        {
            "ana/make_mcq.py": code("make_mcq") + code("paired_bootstrap"),
            "ben/setup.py": "from setuptools import setup\n\nsetup()\n",
            "cy/extract_answer.ipynb": notebook(code("paired_bootstrap")),
            "dee/paired_bootstrap.py": "nothing that works",
        },
    )
    assert {"ana": [], "ben": [], "cy": [], "dee": ["paired_bootstrap.py"]} == graded(source, ONE)


def test_a_file_of_a_name_of_its_own_counts_for_what_it_defines(tmp_path: Path) -> None:
    """As platforms name what they hand out: by its learner, or anyhow. It need not be Python to be seen."""
    both = f"{code('make_mcq')}\n\nif True:\n    async def pass_at_k(n): ...\n"
    source = handed_in(
        tmp_path,
        {
            "ana.ipynb": notebook("import os", ["x = 1\n", code("make_mcq")], f"\n{code('pass_at_k')}"),
            "ben_123_homework.py": both,
            "cy/homework.py": code("make_mcq"),
            "dee/homework.py": "def make_mcq(:\n",
            "dee/own_task.jsonl": "{}",
            "eve/homework.py": "paired_bootstrap: object = lambda *given: given\n# def pass_at_k(n):\n",
            "fay.py": "print('make_mcq == pass_at_k')\nmake_mcq == 1\n",
            "gus.ipynb": "no notebook",
        },
    )
    every = sorted(name for name in NAMES if name.endswith(".ipynb"))
    assert {
        "ana": ["make_mcq.ipynb", "pass_at_k.ipynb"],
        "ben_123_homework": ["make_mcq.py", "pass_at_k.py"],
        "cy": ["make_mcq.py"],
        "dee": ["make_mcq.py", "own_task.jsonl"],
        "eve": ["paired_bootstrap.py"],
        "fay": [],
        "gus": every,
    } == graded(source)


def test_the_only_exercise_that_is_wanted_is_in_the_only_file(tmp_path: Path) -> None:
    """A bare file of a learner's name is the answer to the one exercise that was asked for, unless it is another's."""
    texts = {
        "ana.py": "x = 1\n",
        "ben.py": code("paired_bootstrap"),
        "make_mcq.py": code("x"),
        "cy.py": code("make_mcq"),
    }
    source = handed_in(tmp_path, texts | {"dee.py": code("gsm8k_to_chatml")})
    wanted = ["paired_bootstrap.py"]
    assert {"ana": wanted, "ben": wanted, "make_mcq": [], "cy": [], "dee": []} == graded(source, ONE)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text", [" " * 2, "\n", "\t\n", "def ", "pass_at_k ", "pass_at_k:", "async  ", "=", "a=\n", "a b:", '{"cells":']
)
def test_a_lone_file_is_looked_at_in_no_time(text: str, tmp_path: Path) -> None:
    """Eight megabytes of anything keep nobody waiting."""
    handed_in(tmp_path, {"ana.py": text * (8_000_000 // len(text)), "ben.ipynb": text * (8_000_000 // len(text))})
    assert {"ana", "ben"} == graded(tmp_path).keys()


def test_hidden_files_are_nobodys(tmp_path: Path) -> None:
    """What macOS and Windows leave in folders and archives is neither a learner nor a learner's file."""
    source = handed_in(
        tmp_path,
        {
            "ana/homework.py": code("make_mcq"),
            "ana/._homework.py": "\0\0",
            "__MACOSX/._ana": "x",
            ".DS_Store": "x",
            "._ben.py": "x",
        },
    )
    assert {"ana": ["make_mcq.py"]} == graded(source)
    assert () == notice(source, read_submissions(source, NAMES, "unit2"), UNITS).passed_over


def test_what_is_passed_over_in_a_cohort_is_noticed(tmp_path: Path) -> None:
    """A link to a folder, an archive and a text are named with the reason."""
    source = handed_in(tmp_path, {"ana/make_mcq.py": "x = 1", "moe.zip": "PK", "notes.txt": "n", "Z.TAR.GZ": ""})
    (source / "eve").symlink_to(source / "ana")
    os.mkfifo(source / "pipe")
    noticed = notice(source, read_submissions(source, NAMES, "unit2"), UNITS)
    told = {"Z.TAR.GZ": "packed", "eve": "link", "moe.zip": "packed", "notes.txt": "other", "pipe": "special"}
    assert told == dict(noticed.passed_over)
    assert ((), False) == (noticed.twins, noticed.one_learners)


def test_names_that_may_be_one_learners_are_noticed(tmp_path: Path) -> None:
    """A folder and a file, or two files, of one name are two learners, and that is told."""
    text = {"ben/make_mcq.py": "", "ben.ipynb": "", "cy.py": "", "cy.ipynb": "", "dan.py": "", "eve.x/make_mcq.py": ""}
    source = handed_in(tmp_path, text)
    noticed = notice(source, read_submissions(source, NAMES, "unit2"), UNITS)
    assert {"ben", "ben.ipynb", "cy.ipynb", "cy.py"} == set(noticed.twins)


def test_one_learners_folder_is_noticed(tmp_path: Path) -> None:
    """Exercises, of this unit or another, and folders of units are no learners' names."""
    source = handed_in(tmp_path / "ana", {"make_mcq.py": "", "extract_answer.py": "", "unit1/render_chatml.py": ""})
    assert notice(source, read_submissions(source, NAMES, "unit2"), UNITS).one_learners
    handed_in(source, {"ben/make_mcq.py": ""})
    assert not notice(source, read_submissions(source, NAMES, "unit2"), UNITS).one_learners


# JSONL


def lines(folder: Path, *said: dict[str, object]) -> Path:
    """A JSONL file."""
    path = folder / "cohort.jsonl"
    path.write_text("\n".join(map(json.dumps, said)), "utf-8")
    return path


def test_files_in_a_line_have_the_names_that_they_have_in_a_folder(tmp_path: Path) -> None:
    """In a unit's folder, in `exercises/`, or as one file of any name: a line and a folder are graded alike."""
    held: list[dict[str, str]] = [
        {"unit2/pass_at_k.py": code("pass_at_k"), "unit1/make_mcq.py": code("make_mcq")},
        {"exercises/unit2/pass_at_k.py": code("pass_at_k"), "own_task.jsonl": "{}"},
        {"homework.py": code("make_mcq")},
        {"pass_at_k.py": code("pass_at_k"), "unit2/make_mcq.py": code("make_mcq")},
        {"../pass_at_k.py": code("pass_at_k")},
    ]
    wanted = [["pass_at_k.py"], ["pass_at_k.py"], ["make_mcq.py"], ["pass_at_k.py"], []]
    source = lines(tmp_path, *({"id": f"a{number}", "files": files} for number, files in enumerate(held)))
    assert wanted == list(graded(source).values())
    for number, files in enumerate(held[:4]):
        handed_in(tmp_path / "in" / f"a{number}", files)
    assert wanted[:4] == list(graded(tmp_path / "in").values())


def test_a_path_to_nowhere_is_the_course_teams(tmp_path: Path) -> None:
    """It names the line; where nothing is there of all that is named, nothing is begun."""
    handed_in(tmp_path, {"handed/ana/make_mcq.py": code("make_mcq")})
    ana, ben = ({"id": name, "path": f"handed/{name}"} for name in ("ana", "ben"))
    one = only(lines(tmp_path, ana, ben), "ben")
    with pytest.raises(OperatorError, match=r"cohort\.jsonl:2: there is no .*handed/ben'") as told:
        _ = one.files
    assert told.value.exit_code == 2
    with pytest.raises(OperatorError, match=r"cohort\.jsonl:1: there is no .*handed/ben'"):
        graded(lines(tmp_path, ben))


def test_a_submission_that_has_gone_is_not_one_without_files(tmp_path: Path) -> None:
    """A folder that was moved away while the batch ran is no learner's doing."""
    handed_in(tmp_path, {"ana/make_mcq.py": code("make_mcq")})
    ana = only(tmp_path, "ana")
    shutil.rmtree(tmp_path / "ana")
    with pytest.raises(OperatorError, match=r"there is no .*ana any more"):
        _ = ana.files


def test_a_path_that_leads_out_names_the_file(tmp_path: Path) -> None:
    """The sentence names line and file, and a path that no file system takes is one of these."""
    for path in ("../x", "/etc", "a\0b"):
        with pytest.raises(OperatorError, match=r"cohort\.jsonl:1: the path leads out of the folder of cohort\.jsonl"):
            read_submissions(lines(tmp_path, {"id": "a", "path": path}), NAMES)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z"),
        ("2026-11-25T01:00:00+02:00", "2026-11-24T23:00:00Z"),
        ("2026-12-31T20:30:00-05:30", "2027-01-01T02:00:00Z"),
    ],
)
def test_times_of_any_zone_are_taken(said: str, kept: str, tmp_path: Path) -> None:
    """Records have them in UTC."""
    handed_in(tmp_path, {"ana/make_mcq.py": code("make_mcq")})
    [one] = read_submissions(lines(tmp_path, {"id": "a", "path": "ana", "received_at": said}), NAMES)
    assert kept == one.received_at


@pytest.mark.parametrize(
    "said", ["2026-11-25", "2026-11-25T12:00:00", "2026-02-31T12:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_times_without_a_zone_are_none(said: str, tmp_path: Path) -> None:
    """The sentence shows both forms that are taken."""
    with pytest.raises(OperatorError, match=r"12:00:00Z or .*\+02:00"):
        read_submissions(lines(tmp_path, {"id": "a", "path": "ana", "received_at": said}), NAMES)
