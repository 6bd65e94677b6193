"""From a download of Moodle or Canvas to a file for its gradebook, as the guide says."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .desk import HALF, RIGHT
from .killing import ROOT
from .test_operating import run

GUIDE = (ROOT / "docs" / "guides" / "other-platforms.md").read_text("utf-8")
SCRIPT = re.findall(r"<!-- file: submissions.py -->\n```python\n(.*?)```", GUIDE, re.DOTALL)[0]
MOODLE = "Identifier,Full name,Email address,Status,Grade\n"
CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"


def sorted_out(tmp_path: Path, **files: str) -> tuple[list[dict[str, str]], str]:
    """Make a download, run the script on it; return the lines, and what was passed over."""
    for name, text in files.items():
        path = tmp_path / "download" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "submissions.py").write_text(SCRIPT, "utf-8")
    command = [sys.executable, "submissions.py", "download/"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in (tmp_path / "download.jsonl").read_text("utf-8").splitlines()], done.stderr


def grades(tmp_path: Path, platform: str, roster: str, *words: str) -> dict[str, str]:
    """Grade the download and write the file; return its last column by its first, without the points possible."""
    (tmp_path / "roster.csv").write_text(roster, "utf-8")
    graded = run(tmp_path, "batch", "download.jsonl", "--unit", "unit0")
    assert 0 == graded.returncode, graded.stderr
    written = run(tmp_path, "grades", "download-unit0", "--for", platform, "--roster", "roster.csv", *words)
    lines = list(csv.reader(written.stdout.splitlines()))
    return {line[0]: line[-1] for line in lines[1:] if line[0].strip() != "Points Possible"}


def test_moodles_folders(tmp_path: Path) -> None:
    """People are found by their full names; two of one name are two people, and named."""
    lines, passed = sorted_out(
        tmp_path,
        **{
            "Ana Alvarez_12345_assignsubmission_file_/transcript.py": RIGHT,
            "Ben_Börn O'Neil_7_assignsubmission_file/transcript.py": HALF,
            "Kim Li_8_assignsubmission_file_/transcript.py": RIGHT,
            "Kim Li_9_assignsubmission_file_/transcript.py": HALF,
            "Ana Alvarez_12345_assignsubmission_onlinetext_/onlinetext.html": "x",
        },
    )
    assert ["Ana Alvarez", "Ben_Börn O'Neil"] == [line["learner"] for line in lines[:2]]
    assert 4 == len({line["learner"] for line in lines})
    assert ["passed over: download/Ana Alvarez_12345_assignsubmission_onlinetext_"] == passed.splitlines()
    people = "Participant 1,Ana Alvarez,ana@uni.edu,,\nParticipant 2,Ben_Börn O'Neil,ben@uni.edu,,\n"
    people += "Participant 3,Kim Li,kim@uni.edu,,\n"
    assert {"ana@uni.edu": "3", "ben@uni.edu": "1"} == grades(tmp_path, "moodle", MOODLE + people)


def test_canvas_files(tmp_path: Path) -> None:
    """By the ID that stands in the names, late or handed in again; an SIS id that looks the same is nobody's."""
    lines, passed = sorted_out(
        tmp_path,
        **{
            "alvarezana_1_700_transcript.py": RIGHT,
            "oneilcarl_LATE_2_777_transcript-1.py": HALF,
            "oneilcarl_LATE_2_778_transcript.py": RIGHT,
            "notes.txt": "x",
        },
    )
    assert [("1", "download-sorted/1"), ("2", "download-sorted/2")] == [
        (line["learner"], line["path"]) for line in lines
    ]
    assert ["notes.txt", "oneilcarl_LATE_2_778_transcript.py"] == sorted(
        line.rpartition("/")[2] for line in passed.splitlines()
    )
    people = '"Alvarez, Ana",1,2,ana,A\n"O\'Neil, Carl",2,1,carl,A\n'
    assert {"Alvarez, Ana": "3", "O'Neil, Carl": "1"} == grades(tmp_path, "canvas", CANVAS + people, "--by", "ID")


@pytest.mark.parametrize("name", ["oneil_2_7_transcript.py", "Ana_1_assignsubmission_file_"])
def test_links_are_passed_over(name: str, tmp_path: Path) -> None:
    """What an archive links to is on this machine, and no submission."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret.py").write_text("secret", "utf-8")
    (tmp_path / "download").mkdir()
    (tmp_path / "download" / name).symlink_to(tmp_path / ("secret.py" if name.endswith(".py") else "secret"))
    assert ([], f"passed over: download/{name}\n") == sorted_out(tmp_path)


def test_run_again_it_says_the_same(tmp_path: Path) -> None:
    """What an earlier run has sorted is replaced."""
    first = sorted_out(tmp_path, **{"oneil_2_7_data.jsonl": "[]", "oneil_2_7_transcript.py": HALF})
    assert first == sorted_out(tmp_path, **{"oneil_2_7_transcript.py": RIGHT})
    assert RIGHT == (tmp_path / "download-sorted" / "2" / "transcript.py").read_text("utf-8")
